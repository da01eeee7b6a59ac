"""Letting results out: only of a sitting that is closed, when its report is signed or the time for incidents is over, and never
while an incident is open. Locks: Enrolment and Attempt, ExamSitting, ExamSeat."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.exam_sittings.rules import results_due
from assessments.models import Attempt, AttemptState, ExamSeat, ExamSitting, SittingState
from assessments.models import SittingEventKind as Kind
from assessments.services.attempts import settle_attempt, submit_attempt
from assessments.services.exam_holding import note_event, open_incident
from courses import api as courses
from lms.messages.api import send

RESULT: Final = "exam_result"
MOST: Final = 200  # of one round of the sweep


def locked_attempt(attempt_id: int) -> Attempt:
    """An attempt with its enrolment, both locked: the first of all locks."""
    rows = Attempt.objects.select_related("enrolment", "unit_version").select_for_update(of=("enrolment", "self"))
    return rows.get(pk=attempt_id)


@transaction.atomic
def let_out(*, seat_id: int) -> bool:
    """Score the attempt of a seat and tell courses, as of the moment when it was handed in; whether that was done now.

    Safe to repeat, at any time: what is not due yet, is held by an incident, or is out already, is left as it is.
    """
    attempt_id = ExamSeat.objects.filter(pk=seat_id).values_list("attempt_id", flat=True).first()
    if attempt_id is None:
        return False
    attempt = locked_attempt(attempt_id)
    sitting = ExamSitting.objects.select_for_update(no_key=True).get(lms_seats=seat_id)
    return release_held(attempt, sitting)


def release_held(attempt: Attempt, sitting: ExamSitting) -> bool:
    """The same for who holds enrolment, attempt and sitting."""
    now = timezone.now()
    due = results_due(
        closed_at=sitting.closed_at if sitting.state == SittingState.CLOSED else None, signed_at=sitting.signed_at,
        country=sitting.country, zone=sitting.time_zone,
    )  # fmt: skip
    if attempt.state != AttemptState.HELD or due is None or now < due:
        return False
    seat = ExamSeat.objects.select_for_update().get(attempt=attempt)
    if open_incident(seat) is not None:
        return False
    seat.let_out_at = now
    seat.save(update_fields=["let_out_at"])
    settle_attempt(attempt, now=now, by=None)
    note_event(sitting_id=sitting.pk, seat_id=seat.pk, kind=Kind.LET_OUT, at=now, attempt=attempt.pk)
    if attempt.state == AttemptState.SUBMITTED:
        send(
            person_id=attempt.enrolment.person_id, kind=RESULT, speaks_of=f"attempt:{attempt.pk}",
            params={"attempt_id": attempt.pk, "titles": attempt.unit_version.titles},
        )  # fmt: skip
    return True


def held_seats(*, sitting_id: int | None = None) -> list[int]:
    """Seats whose attempt is held, of sittings that are closed, the oldest first."""
    rows = ExamSeat.objects.filter(attempt__state=AttemptState.HELD, sitting__state=SittingState.CLOSED)
    if sitting_id is not None:
        rows = rows.filter(sitting_id=sitting_id)
    return list(rows.order_by("sitting__closed_at", "pk").values_list("pk", flat=True))


def let_out_sitting(*, sitting_id: int) -> int:
    """Let out what is due of one sitting; returns how many."""
    return sum(let_out(seat_id=seat_id) for seat_id in held_seats(sitting_id=sitting_id)[:MOST])


def hand_in_open(*, sitting_id: int) -> int:
    """Hand in what is still open of a sitting that is closed; returns how many. Safe to repeat."""
    rows = Attempt.objects.filter(lms_exam_seat__sitting_id=sitting_id, state=AttemptState.OPEN).order_by("enrolment_id")
    ids = list(rows.values_list("pk", flat=True))
    for attempt_id in ids:
        try:
            submit_attempt(attempt_id=attempt_id)
        except courses.EnrolmentClosed:  # it is annulled by the closing
            continue
    return len(ids)


def due_sittings() -> list[int]:
    """Closed sittings with held attempts whose time has come, the oldest first. One query."""
    now = timezone.now()
    rows = ExamSitting.objects.filter(state=SittingState.CLOSED, lms_seats__attempt__state=AttemptState.HELD).distinct()
    columns = rows.order_by("closed_at", "pk").values_list("pk", "closed_at", "signed_at", "country", "time_zone")
    found = []
    for pk, closed_at, signed_at, country, zone in columns:
        due = results_due(closed_at=closed_at, signed_at=signed_at, country=country, zone=zone)
        if due is not None and due <= now:
            found.append(pk)
    return found
