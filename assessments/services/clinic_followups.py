"""What comes after a session: steps and referrals are closed, and after 90 days the advisor is asked what came of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.clinics import identifiers
from assessments.clinics.rules import ASKED_AFTER
from assessments.errors.clinic import BusinessNamed, EndUnknown, WhyMissing
from assessments.models import (
    Arrival,
    ClinicReferral,
    ClinicSequel,
    ClinicSession,
    ClinicState,
    ClinicStep,
    Outcome90,
    StepEnd,
)
from lms.kernel.words import clean_text
from lms.messages.api import send_many

SEQUEL: Final = "clinic_sequel"  # the kind of message
_AT_ONCE: Final = 500


@transaction.atomic
def close_step(*, step_id: int, end: str, why: str = "") -> None:
    """Say how a next step ended, or open it again with ''. Safe to repeat.

    Raises EndUnknown, BusinessNamed, WhyMissing (a dropped step says why).
    """
    if end not in StepEnd.values:
        raise EndUnknown
    why = _clean(why)
    if end == StepEnd.DROPPED and not why:
        raise WhyMissing
    step = ClinicStep.objects.select_for_update().get(pk=step_id)
    step.end, step.why, step.ended_at = end, why if end else "", timezone.now() if end else None
    step.save(update_fields=["end", "why", "ended_at"])


@transaction.atomic
def close_referral(*, referral_id: int, end: str) -> None:
    """Say whether the business arrived where it was sent, or open it again with ''. Safe to repeat. Raises EndUnknown."""
    if end not in Arrival.values:
        raise EndUnknown
    row = ClinicReferral.objects.select_for_update().get(pk=referral_id)
    row.end, row.ended_at = end, timezone.now() if end else None
    row.save(update_fields=["end", "ended_at"])


@transaction.atomic
def answer_sequel(*, sequel_id: int, outcome: str, note: str = "") -> None:
    """Say what came of a session, once or better informed later. Raises EndUnknown, BusinessNamed."""
    if not outcome or outcome not in Outcome90.values:
        raise EndUnknown
    row = ClinicSequel.objects.select_for_update().get(pk=sequel_id)
    row.outcome, row.note, row.answered_at = outcome, _clean(note), timezone.now()
    row.save(update_fields=["outcome", "note", "answered_at"])


def ask_sequels(now: datetime | None = None) -> int:
    """Ask the advisors of sessions that were held 90 days ago and confirmed what came of them; returns of how many.

    One mail a person and day, whatever the number of sessions. Safe to repeat: a session is asked about once. A sweep.
    """
    today = timezone.localdate(now)
    rows = ClinicSession.objects.filter(state=ClinicState.CONFIRMED, held_on__lte=today - ASKED_AFTER, lms_sequel=None)
    due = list(rows.order_by("pk").values_list("pk", "advisor_id")[:_AT_ONCE])
    if not due:
        return 0
    with transaction.atomic():
        ClinicSequel.objects.bulk_create([ClinicSequel(session_id=pk) for pk, _advisor in due], ignore_conflicts=True)
        people: dict[int, Mapping[str, Any]] = {advisor: {"person_id": advisor} for _pk, advisor in due}
        send_many(kind=SEQUEL, speaks_of=f"clinic-sequels:{today.isoformat()}", params_by_person=people)
    return len(due)


def _clean(text: str) -> str:
    """At most 300 characters, none of which says who the business is. Raises BusinessNamed."""
    text = " ".join(clean_text(text).split())[:300]
    if said := identifiers.sentences(text):
        raise BusinessNamed(what=" ".join(said))
    return text
