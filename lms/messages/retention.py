"""How long the ledger of mail keeps what a message was about."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.kernel.retention import RecordClass
from lms.messages.models import Message, MessageState

SENT = (MessageState.SENT, MessageState.REFUSED, MessageState.DROPPED)


def purge_params(before: datetime, held: Collection[int], most: int) -> int:
    """What messages before then were about. That they were sent stays: nothing is told twice."""
    rows = Message.objects.filter(created_at__lt=before, state__in=SENT).exclude(params={}).exclude(person_id__in=held)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    return Message.objects.filter(pk__in=ids).update(params={}, error="") if ids else 0


MAIL = RecordClass(
    "messages.mail", _("Mail"), _("What each message was about."), _("the message"),
    _("What it was about is emptied; that it was sent, and when, stays."), 24, purge_params,
)  # fmt: skip
