"""What learners do on course pages: being seen, beginning, reading, attending."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from courses.kinds import Outcome
from courses.models import EnrolmentSummary, UnitVersion
from courses.services.progress import record_outcome

SEEN_EVERY: Final = timedelta(minutes=5)


def note_seen(enrolment_id: int, *, last: datetime | None = None) -> None:
    """Remember that the learner was here, at most once in five minutes. `last`: when they were last seen, if it is known."""
    now = timezone.now()
    if last is not None and last >= now - SEEN_EVERY:
        return
    stale = Q(last_seen_at=None) | Q(last_seen_at__lt=now - SEEN_EVERY)
    EnrolmentSummary.objects.filter(stale, enrolment_id=enrolment_id).update(last_seen_at=now)


def begin_unit(*, enrolment_id: int, unit_id: int, unit_version_id: int) -> None:
    """The learner opened a unit for the first time. Safe to repeat. Raises EarnedAfterClosing."""
    _say(enrolment_id, unit_id, f"started:{unit_id}", "started", unit_version_id)


def finish_unit(*, enrolment_id: int, unit_id: int, unit_version_id: int, verb: str, code: str) -> None:
    """The learner read a lesson or attended a session. Safe to repeat: counts once an enrolment and unit.

    `unit_version_id` is what was shown; one that is not of this unit counts as unknown. Raises EarnedAfterClosing.
    """
    known = UnitVersion.objects.filter(pk=unit_version_id, unit_id=unit_id).exists()
    _say(enrolment_id, unit_id, f"{verb}:{unit_id}", "passed", unit_version_id if known else None, code)


def _say(  # noqa: PLR0917
    enrolment_id: int, unit_id: int, key: str, state: str, unit_version_id: int | None, code: str = ""
) -> None:
    record_outcome(
        enrolment_id=enrolment_id,
        unit_id=unit_id,
        outcome=Outcome(
            key=key,
            state=state,
            earned_at=timezone.now(),
            unit_version_id=unit_version_id,
            code=code,
            waits_on="learner" if state == "started" else "",
        ),
    )
