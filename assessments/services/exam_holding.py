"""A certifying attempt that was handed in: nothing of it is scored, and courses only hears that a result waits, for whom and
until when. What is not computed can't leak."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from assessments.errors.exam_sittings import AnswersHeld
from assessments.exam_sittings.rules import end_of_day, reportable_until
from assessments.models import Attempt, AttemptState, ExamIncident, ExamSeat, ExamSitting, ExamSittingEvent, IncidentState
from assessments.models import SittingEventKind as Kind
from courses import api as courses
from courses.kinds import Outcome

HELD: Final = "quiz_held"


def note_event(
    *, sitting_id: int, kind: str, seat_id: int | None = None, by: int | None = None, note: str = "",
    at: datetime | None = None, **facts: Any,
) -> None:  # fmt: skip
    """Write a line into a sitting's log. Never repeated, never changed."""
    ExamSittingEvent.objects.create(
        sitting_id=sitting_id, seat_id=seat_id, kind=kind, by_id=by, note=note, at=at or timezone.now(), facts=facts
    )


def hold_back(attempt: Attempt, *, by: int | None) -> None:
    """Close an attempt of a sitting without scoring it. The caller holds its enrolment and row, and set `submitted_at`."""
    attempt.state = AttemptState.HELD
    attempt.save(update_fields=["state", "submitted_at"])
    seat = ExamSeat.objects.select_related("sitting").get(attempt=attempt)
    ended = Kind.ENDED_CLOSING if seat.sitting.closed_at else Kind.ENDED
    note_event(sitting_id=seat.sitting_id, seat_id=seat.pk, kind=Kind.HANDED_IN if by else ended, by=by)
    say_held(attempt, seat.sitting, key=f"attempt:{attempt.pk}:held")


def open_incident(seat: ExamSeat) -> ExamIncident | None:
    """What holds the result of a seat: an open incident of it or of its whole sitting, the one that is due first. One query."""
    mine = Q(seat=seat) | Q(seat=None, sitting_id=seat.sitting_id)
    return ExamIncident.objects.filter(mine, state=IncidentState.OPEN).order_by("due_on", "pk").first()


def refuse_while_held(attempt: Attempt) -> None:
    """An attempt of a sitting is not scored by hand while an incident is open. Raises AnswersHeld. No query for practice."""
    if "seat" in attempt.sheet and open_incident(ExamSeat.objects.get(attempt=attempt)) is not None:
        raise AnswersHeld


def say_held(attempt: Attempt, sitting: ExamSitting, *, key: str) -> None:
    """Tell courses on whom a result waits (the sitting's report, who decides an incident), and until when at the latest."""
    assert attempt.submitted_at is not None
    incident = open_incident(ExamSeat.objects.get(attempt=attempt))
    due = (
        end_of_day(incident.due_on, sitting.time_zone)
        if incident
        else reportable_until(sitting.closed_at or sitting.closes_at, sitting.country, sitting.time_zone)
    )
    courses.record_outcome(
        enrolment_id=attempt.enrolment_id,
        unit_id=attempt.unit_id,
        outcome=Outcome(
            key=key, state="waiting", earned_at=attempt.submitted_at, unit_version_id=attempt.unit_version_id, code=HELD,
            params={"who": "decider" if incident else "sitting", "until": due.date().isoformat()},
            waits_on="decider" if incident else "invigilator", due=due,
        ),
    )  # fmt: skip
