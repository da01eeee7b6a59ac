"""What an upheld review does to a result: an attempt that no longer counts against somebody, a session that is confirmed.

Each one only betters where somebody stands: what was failed or annulled stops counting, nothing that was reached is taken.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.errors import QuizNotFound
from assessments.models import (
    Attempt,
    AttemptState,
    ClinicSession,
    ClinicState,
    ExamSeat,
    ExamSitting,
    IncidentState,
    PieceAppointment,
    PieceState,
)
from assessments.models import SittingEventKind as Kind
from assessments.selectors.reviews import incident_of_seat, passing_of
from assessments.services.attempts import outcome_of
from assessments.services.clinic_standing import lock_enrolments, report_standing
from assessments.services.exam_holding import note_event
from assessments.services.exam_results import locked_attempt, release_held
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event


class _Worse(Exception):
    """The attempt would count and not pass: whoever asked would be no better off."""


@transaction.atomic
def annul_failed(*, attempt_id: int, by: int, request_id: int) -> dict[str, Any]:
    """A failed attempt of a certifying quiz does not count, and the quiz can be sat once more. What was passed since stays.

    Safe to repeat. Raises QuizNotFound for an attempt that passed: there is nothing to better.
    """
    attempt = locked_attempt(attempt_id)
    if attempt.state == AttemptState.ANNULLED:
        return {"attempt": attempt.pk}
    if attempt.state != AttemptState.SUBMITTED or passing_of(attempt):
        raise QuizNotFound
    attempt.state = AttemptState.ANNULLED
    attempt.save(update_fields=["state"])
    _tell_courses(attempt, by=by, key=f"attempt:{attempt.pk}:review:{request_id}", why=f"review:{request_id}")
    record_event(
        act="attempt.annulled_by_review", subject="attempt", subject_id=attempt.pk, actor=by,
        institution=attempt.enrolment.institution_id, before={"state": AttemptState.SUBMITTED.value},
        after={"state": AttemptState.ANNULLED.value, "review": request_id},
    )  # fmt: skip
    return {"attempt": attempt.pk}


@transaction.atomic
def better_sitting(*, seat_id: int, remedy: str, by: int, request_id: int) -> dict[str, Any]:
    """A decision about a sitting was wrong. `counts`: the attempt counts after all, if that is a pass; else, and for `again`,
    the quiz can be sat once more. Returns ids and what was done."""
    attempt_id = ExamSeat.objects.values_list("attempt_id", flat=True).get(pk=seat_id)
    assert attempt_id is not None
    attempt = locked_attempt(attempt_id)
    sitting = ExamSitting.objects.select_for_update(no_key=True).get(lms_seats=seat_id)
    done = "again"
    if remedy == "counts" and attempt.state == AttemptState.ANNULLED:
        try:
            with transaction.atomic():
                attempt.state = AttemptState.HELD
                attempt.save(update_fields=["state"])
                released = release_held(attempt, sitting)
                if released and attempt.state == AttemptState.SUBMITTED and not passing_of(attempt):
                    raise _Worse
            done = "counts"
        except _Worse:
            attempt = Attempt.objects.select_related("enrolment", "unit_version").get(pk=attempt_id)
    if done == "again":
        incident = incident_of_seat(seat_id)
        if incident is not None and incident.state == IncidentState.ANNULLED:
            key = f"attempt:{attempt.pk}:review:{request_id}"
            _tell_courses(attempt, by=by, key=key, why=f"review:{request_id}")
    note_event(sitting_id=sitting.pk, seat_id=seat_id, kind=Kind.DECIDED, by=by, review=request_id, state=done)
    record_event(
        act="exam_seat.reviewed", subject="exam_seat", subject_id=seat_id, actor=by, institution=sitting.institution_id,
        after={"attempt": attempt.pk, "state": attempt.state, "review": request_id, "done": done},
    )  # fmt: skip
    return {"attempt": attempt.pk, "done": done}


def _tell_courses(attempt: Attempt, *, by: int, key: str, why: str) -> None:
    """Where a learner stands without an attempt: by the others, if any were handed in; never with a score of this one."""
    others = Attempt.objects.filter(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id, state=AttemptState.SUBMITTED)
    last = others.select_related("enrolment", "unit_version").order_by("number").last()
    outcome = (
        outcome_of(last, key=key)
        if last is not None
        else Outcome(
            key=key, state="failed", earned_at=attempt.submitted_at or attempt.started_at,
            unit_version_id=attempt.unit_version_id, code="quiz_annulled", params={"again": True}, waits_on="coordinator",
        )
    )  # fmt: skip
    where = {"enrolment_id": attempt.enrolment_id, "unit_id": attempt.unit_id}
    line = courses.unit_line(attempt.enrolment_id, attempt.unit_id)
    if line is not None and line.state in ("passed", "recognised"):
        return  # passed since, by another attempt: nothing to say
    courses.revise_outcome(**where, outcome=outcome, why=why, by=by)


@transaction.atomic
def confirm_after_review(*, session_id: int, by: int, request_id: int) -> dict[str, Any]:
    """A session that a supervisor did not confirm is confirmed by the panel, and counts. Safe to repeat.

    `confirmed_by` is empty then: who sits on a panel does not supervise anybody by it. Who they were stands in the request.
    """
    enrolment_id = ClinicSession.objects.values_list("enrolment_id", flat=True).get(pk=session_id)
    if enrolment_id is not None:
        lock_enrolments([enrolment_id])
    session = ClinicSession.objects.select_for_update().get(pk=session_id)
    if session.state not in (ClinicState.NOT_SEEN, ClinicState.NOT_REACHED):
        return {"session": session.pk}
    before = str(session.state)
    session.state, session.comment, session.confirmed_by_id = ClinicState.CONFIRMED, "", None
    session.confirmed_at, session.revision = timezone.now(), session.revision + 1
    session.save(update_fields=["state", "comment", "confirmed_by", "confirmed_at", "revision"])
    record_event(
        act="clinic.confirmed_by_review", subject="clinic_session", subject_id=session.pk, actor=by,
        institution=session.institution_id, before={"state": before},
        after={"state": str(session.state), "review": request_id},
    )  # fmt: skip
    report_standing(session=session)
    return {"session": session.pk}


@transaction.atomic
def hold_piece_again(*, appointment_id: int, by: int, request_id: int) -> dict[str, Any]:
    """A supervised piece that was not passed does not count as a try: another one can be planned, with another examiner. What
    the examiner wrote stays. Safe to repeat."""
    enrolment_id = PieceAppointment.objects.values_list("enrolment_id", flat=True).get(pk=appointment_id)
    card = courses.enrolment_card(enrolment_id)
    if card.state != "closed":
        courses.hold(enrolment_id)
    row = PieceAppointment.objects.select_for_update().get(pk=appointment_id)
    if row.state != PieceState.HELD:
        return {"appointment": row.pk}
    row.state, row.why = PieceState.CANCELLED, f"review:{request_id}"
    row.save(update_fields=["state", "why"])
    record_event(
        act="piece.set_aside_by_review", subject="piece", subject_id=row.pk, actor=by, institution=card.institution_id,
        before={"state": PieceState.HELD.value}, after={"state": PieceState.CANCELLED.value, "review": request_id},
    )  # fmt: skip
    line = courses.unit_line(enrolment_id, row.unit_id)
    planned = PieceAppointment.objects.filter(enrolment_id=enrolment_id, unit_id=row.unit_id, state=PieceState.PLANNED)
    if card.state != "closed" and not planned.exists() and (line is None or line.state not in ("passed", "recognised")):
        outcome = Outcome(
            key=f"piece:{row.pk}:review:{request_id}", state="waiting", earned_at=timezone.now(),
            unit_version_id=row.unit_version_id, code="piece_to_plan", waits_on="coordinator",
        )  # fmt: skip
        courses.record_outcome(enrolment_id=enrolment_id, unit_id=row.unit_id, outcome=outcome)
    return {"appointment": row.pk}
