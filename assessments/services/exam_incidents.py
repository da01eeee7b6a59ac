"""Incidents of sittings: reported, and decided by a decider without a conflict. While one is open the results it touches wait.

Locks: Enrolments and Attempts (by enrolment), ExamSitting, ExamIncident. What happened is private: it is kept in the incident
and in the audit's detail, never in the log, a mail or an outcome.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.errors.exam_sittings import (
    IncidentAnswer,
    IncidentLate,
    IncidentNotFound,
    IncidentSettled,
    IncidentWords,
    SeatNotFound,
    SittingCancelled,
)
from assessments.exam_sittings.rules import decide_until
from assessments.models import Attempt, AttemptState, ExamIncident, ExamSeat, ExamSitting, IncidentState, SittingState
from assessments.models import SittingEventKind as Kind
from assessments.models.regrade_rows import unit_standing
from assessments.selectors.exam_incidents import deciders_for, may_decide, people_in
from assessments.services.attempts import outcome_of
from assessments.services.exam_holding import note_event, say_held
from assessments.services.exam_results import release_held
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event
from lms.kernel.words import clean_text
from lms.messages.api import send

TO_DECIDE: Final = "exam_incident"
TOLD: Final = "exam_decided"
LEAST: Final = 20
MOST: Final = 4000
MOST_ANSWER: Final = 1500
ANNULS: Final = frozenset({IncidentState.ANNULLED, IncidentState.SAT_AGAIN})


@transaction.atomic
def report_incident(*, sitting_id: int, seat_id: int | None, kind: str, what: str, by: int) -> int:
    """Say that something went wrong, for one seat or (None) for everybody; returns the incident's id. Results that are not out
    wait from now on; of what is out, the decision makes a revision.

    The same words again while it is open are the same incident. Raises IncidentWords, SeatNotFound, SittingCancelled, and
    IncidentLate for a candidate whose own result is out.
    """
    what = clean_text(what).strip()
    if not LEAST <= len(what) <= MOST:
        raise IncidentWords(least=LEAST, most=MOST)
    attempts = _locked(sitting_id, seat_id)
    sitting = ExamSitting.objects.select_for_update(no_key=True).get(pk=sitting_id)
    if sitting.state == SittingState.CANCELLED:
        raise SittingCancelled
    seat = _seat(sitting_id, seat_id)
    if seat is not None and seat.enrolment.person_id == by and seat.let_out_at:
        raise IncidentLate
    same = ExamIncident.objects.filter(sitting=sitting, seat=seat, by_id=by, what=what, state=IncidentState.OPEN).first()
    if same is not None:
        return same.pk
    made = ExamIncident.objects.create(
        sitting=sitting, seat=seat, kind=kind, what=what, by_id=by,
        due_on=decide_until(timezone.now(), sitting.country, sitting.time_zone),
    )  # fmt: skip
    note_event(sitting_id=sitting_id, seat_id=seat_id, kind=Kind.INCIDENT, by=by, incident=made.pk)
    record_event(
        act="exam_incident.reported", subject="exam_incident", subject_id=made.pk, actor=by, institution=sitting.institution_id,
        after={"sitting": sitting_id, "seat": seat_id, "kind": kind, "due_on": made.due_on.isoformat()}, detail={"what": what},
    )  # fmt: skip
    for attempt in attempts:
        if attempt.state == AttemptState.HELD:
            say_held(attempt, sitting, key=f"attempt:{attempt.pk}:held:{made.pk}")
    for person in deciders_for(made):
        send(person_id=person, kind=TO_DECIDE, speaks_of=f"exam_incident:{made.pk}", params={"incident_id": made.pk})
    return made.pk


def _seat(sitting_id: int, seat_id: int | None) -> ExamSeat | None:
    if seat_id is None:
        return None
    seat = ExamSeat.objects.select_related("enrolment").filter(pk=seat_id, sitting_id=sitting_id, removed_at=None).first()
    if seat is None:
        raise SeatNotFound
    return seat


def _locked(sitting_id: int, seat_id: int | None) -> list[Attempt]:
    """The attempts that an incident touches, with their enrolments: the first of all locks."""
    mine = Q(lms_exam_seat__sitting_id=sitting_id) & (Q(lms_exam_seat=seat_id) if seat_id else Q())
    rows = Attempt.objects.filter(mine).select_related("enrolment", "unit_version").order_by("enrolment_id", "pk")
    return list(rows.select_for_update(of=("enrolment", "self")))


@transaction.atomic
def decide_incident(*, incident_id: int, state: str, answer: str, by: int) -> None:
    """Say what an incident does to the results that it touches, with words to whoever sat.

    no_effect: the results count, as of when they were handed in. annulled: the attempts do not count, and the quiz can't be sat
    again; sat_again: it can. What was asked stays counted as seen. A second call: IncidentSettled. Raises IncidentAnswer and
    IncidentNotFound (for who has a part in it).
    """
    answer = clean_text(answer).strip()
    if not answer or len(answer) > MOST_ANSWER:
        raise IncidentAnswer(most=MOST_ANSWER)
    found = ExamIncident.objects.values_list("sitting_id", "seat_id").get(pk=incident_id)
    attempts = _locked(*found)
    sitting = ExamSitting.objects.select_for_update(no_key=True).get(pk=found[0])
    incident = ExamIncident.objects.select_for_update(of=("self",)).select_related("sitting").get(pk=incident_id)
    if not may_decide(by, incident, people_in(*found)):
        raise IncidentNotFound
    if incident.state != IncidentState.OPEN:
        raise IncidentSettled
    now = timezone.now()
    incident.state, incident.answer, incident.decided_by_id, incident.decided_at = IncidentState(state), answer, by, now
    incident.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    note_event(sitting_id=sitting.pk, seat_id=incident.seat_id, kind=Kind.DECIDED, by=by, incident=incident.pk, state=state)
    before = {str(one.pk): one.state for one in attempts}
    for attempt in attempts:
        _apply(attempt, sitting, incident, now)
    if incident.seat is not None and not attempts:
        _say(incident, incident.seat.enrolment.person_id, incident.seat.pk, sitting.unit.titles)
    record_event(
        act="exam_incident.decided", subject="exam_incident", subject_id=incident.pk, actor=by,
        institution=sitting.institution_id, before={"state": IncidentState.OPEN.value, "attempts": before},
        after={"state": str(state), "attempts": {str(one.pk): one.state for one in attempts}}, detail={"answer": answer},
    )  # fmt: skip


def _apply(attempt: Attempt, sitting: ExamSitting, incident: ExamIncident, now: datetime) -> None:
    if incident.state in ANNULS:
        if attempt.state != AttemptState.ANNULLED:
            _annul(attempt, incident, now)
    elif attempt.state == AttemptState.HELD and not release_held(attempt, sitting):
        say_held(attempt, sitting, key=f"attempt:{attempt.pk}:held:{incident.pk}:decided")
    _say(incident, attempt.enrolment.person_id, attempt.sheet["seat"], attempt.unit_version.titles)


def _say(incident: ExamIncident, person_id: int, seat_id: int, titles: Mapping[str, str]) -> None:
    send(
        person_id=person_id, kind=TOLD, speaks_of=f"exam_incident:{incident.pk}",
        params={"incident_id": incident.pk, "seat_id": seat_id, "titles": dict(titles)},
    )  # fmt: skip


def _annul(attempt: Attempt, incident: ExamIncident, now: datetime) -> None:
    """The attempt does not count. Where its result was out, what is left of the learner's standing is set with the reason; not
    where it rests on something else (prior learning)."""
    was = attempt.state
    attempt.state = AttemptState.ANNULLED
    attempt.save(update_fields=["state"])
    where = {"enrolment_id": attempt.enrolment_id, "unit_id": attempt.unit_id}
    outcome = _left(attempt, incident, now)
    if was == AttemptState.SUBMITTED and unit_standing(**where)[0] != "recognised":
        why = f"exam_incident:{incident.pk} {incident.state}"
        courses.revise_outcome(**where, outcome=outcome, why=why, by=incident.decided_by_id)
    else:
        courses.record_outcome(**where, outcome=outcome)


def _left(attempt: Attempt, incident: ExamIncident, now: datetime) -> Outcome:
    """Where a learner stands without an attempt: by the others, if any were handed in; never with a score of this one."""
    key = f"attempt:{attempt.pk}:annulled:{incident.pk}"
    others = Attempt.objects.filter(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id, state=AttemptState.SUBMITTED)
    last = others.select_related("enrolment", "unit_version").order_by("number").last()
    if last is not None:
        return outcome_of(last, key=key)
    again = incident.state == IncidentState.SAT_AGAIN
    return Outcome(
        key=key, state="failed", earned_at=attempt.submitted_at or attempt.started_at, unit_version_id=attempt.unit_version_id,
        code="quiz_annulled", params={"again": again}, waits_on="coordinator",
    )  # fmt: skip
