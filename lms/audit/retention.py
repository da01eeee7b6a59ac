"""How long the personal values beside audited acts are kept."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.audit.models import AuditDetail
from lms.kernel.retention import RecordClass


def purge_details(before: datetime, held: Collection[int], most: int) -> int:
    """Personal values of acts before then; the acts, and the digest of what was emptied, stay. An act may be about several
    people: while anybody is held, nothing is emptied."""
    if held:
        return 0
    rows = AuditDetail.objects.filter(event__at__lt=before).exclude(body={})
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    return AuditDetail.objects.filter(pk__in=ids).update(body={}) if ids else 0


DETAILS = RecordClass(
    "audit.details", _("Personal values of audited acts"), _("Names and reasons beside the acts of staff."), _("the act"),
    _("The values are emptied; who did what, when, and a digest stay."), 72, purge_details,
)  # fmt: skip
