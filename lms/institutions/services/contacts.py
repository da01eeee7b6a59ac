"""Whom people may turn to in an institution: functions, kept by its coordinators; never a private person."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lms.audit.api import record_event
from lms.institutions.models import ContactPoint, Institution


@transaction.atomic
def save_contact(
    *,
    institution_id: int,
    contact_id: int | None = None,
    function: Mapping[str, str],
    channel: str,
    value: str,
    hours: Mapping[str, str],
    checked_on: date | None,
    by: int | None,
) -> int:
    """Note a contact point, or change one of that institution; returns its id. New ones stand last."""
    Institution.objects.select_for_update().get(pk=institution_id)
    words = {"function": dict(function), "channel": channel, "value": value, "hours": dict(hours), "checked_on": checked_on}
    mine = ContactPoint.objects.filter(institution_id=institution_id)
    if contact_id is None:
        last = mine.aggregate(last=Max("position"))["last"]
        contact = ContactPoint(institution_id=institution_id, position=0 if last is None else last + 1)
    else:
        contact = mine.select_for_update().get(pk=contact_id)
    for name, said in words.items():
        setattr(contact, name, said)
    contact.save()
    record_event(
        act="contact.saved", subject="contact_point", subject_id=contact.pk, actor=by, institution=institution_id,
        after={"channel": channel, "checked_on": checked_on.isoformat() if checked_on else ""},
    )  # fmt: skip
    return int(contact.pk)


@transaction.atomic
def archive_contact(*, contact_id: int, by: int | None) -> None:
    """Take a contact point off the pages. Safe to repeat."""
    contact = ContactPoint.objects.select_for_update().get(pk=contact_id)
    if contact.archived_at is None:
        contact.archived_at = timezone.now()
        contact.save(update_fields=["archived_at"])
        record_event(
            act="contact.archived", subject="contact_point", subject_id=contact.pk, actor=by, institution=contact.institution_id
        )
