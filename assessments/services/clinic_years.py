"""Twelve months after a session that led to an application its advisor is asked, once more, whether it was registered (F19)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.clinics import identifiers
from assessments.clinics.rules import ASKED_AGAIN_AFTER
from assessments.errors.clinic import BusinessNamed, EndUnknown
from assessments.models import ClinicSequel, ClinicState, ClinicYear, Outcome90, YearEnd
from lms.kernel.words import clean_text
from lms.messages.api import send_many

YEAR: Final = "clinic_year"  # the kind of message
_AT_ONCE: Final = 500


def ask_years(now: datetime | None = None) -> int:
    """Ask about applications whose session was held twelve months ago; returns of how many. One mail a person and day.

    Safe to repeat: a session is asked about once. From beat.
    """
    today = timezone.localdate(now)
    rows = ClinicSequel.objects.filter(
        outcome=Outcome90.FILED, lms_year=None,
        session__state=ClinicState.CONFIRMED, session__held_on__lte=today - ASKED_AGAIN_AFTER,
    )  # fmt: skip
    due = list(rows.order_by("pk").values_list("pk", "session__advisor_id")[:_AT_ONCE])
    if not due:
        return 0
    with transaction.atomic():
        ClinicYear.objects.bulk_create([ClinicYear(sequel_id=pk) for pk, _advisor in due], ignore_conflicts=True)
        people: dict[int, Mapping[str, Any]] = {advisor: {"person_id": advisor} for _pk, advisor in due}
        send_many(kind=YEAR, speaks_of=f"clinic-years:{today.isoformat()}", params_by_person=people)
    return len(due)


@transaction.atomic
def answer_year(*, year_id: int, end: str, note: str = "") -> None:
    """Say what became of an application, once or better informed later. Raises EndUnknown, BusinessNamed."""
    if not end or end not in YearEnd.values:
        raise EndUnknown
    note = " ".join(clean_text(note).split())[:300]
    if said := identifiers.sentences(note):
        raise BusinessNamed(what=" ".join(said))
    row = ClinicYear.objects.select_for_update().get(pk=year_id)
    row.end, row.note, row.answered_at = end, note, timezone.now()
    row.save(update_fields=["end", "note", "answered_at"])


@transaction.atomic
def forget_years(*, person_id: int) -> None:
    """Erasure: what an advisor wrote goes; what is counted stays. Safe to repeat."""
    ClinicYear.objects.filter(sequel__session__advisor_id=person_id).update(note="")
