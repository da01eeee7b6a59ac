"""A sitting in which several things happen at the same moment, in threads on a real database: SQLite's file and PostgreSQL
alike. Nobody starts after the closing, nothing that was saved is lost, no result passes an incident."""

from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assessments.errors.exam_sittings import CodePause, CodeUsedUp, CodeWrong, SittingOver
from assessments.models import Attempt, AttemptState, ExamIncident, ExamSeat, ExamSitting, ExamSittingEvent, Quiz, SlotResult
from assessments.services.attempts import submit_attempt
from assessments.services.exam_incidents import decide_incident, report_incident
from assessments.services.exam_results import let_out
from assessments.services.exam_room import close_sitting, sign_report
from assessments.services.exam_seating import Entered
from courses.models import Course, Enrolment, OutcomeRecord
from lms.institutions.models import Person
from tests.assessments.sitting import PRIVATE, Room, answer_all, certify, plan
from tests.conftest import House
from tests.courses import building
from tests.threads import Threads


class Standing:
    """A clock that goes by itself: threads have the real one."""

    def shift(self, _by: timedelta) -> None:
        """Nothing: the second release is later by the microseconds that pass."""


@pytest.fixture
def threads(transactional_db: None, tmp_path: Path) -> Threads:
    return Threads(tmp_path)


@pytest.fixture
def real(course: Course, enrolment: Enrolment, andes: House, sur: House) -> tuple[Room, Quiz, Enrolment]:
    """A sitting that is open right now, and its second candidate."""
    quiz = certify(course, Standing())
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    room = plan(
        quiz, [enrolment, other], planner=andes.coordinator, invigilator=sur.facilitator, opens_in=timedelta(minutes=-1)
    )
    room.open()
    return room, quiz, other


def kinds(found: list[Any]) -> Counter[str]:
    return Counter(type(one).__name__ for one in found)


def test_twenty_entries_with_the_code_open_one_attempt(
    real: tuple[Room, Quiz, Enrolment], enrolment: Enrolment, threads: Threads
) -> None:
    room = real[0]
    found = threads.at_once(*[partial(room.enter, enrolment)] * 20)
    assert kinds(found) == {"Entered": 20}
    assert len({one.attempt_id for one in found}) == 1
    assert len({one.token for one in found}) == 20
    last = threads.look(lambda: ExamSeat.objects.get(enrolment=enrolment).device_hash)
    assert last
    assert threads.look(lambda: ExamSittingEvent.objects.filter(kind="started").count()) == 1


def test_guesses_at_the_same_moment_are_all_counted(
    real: tuple[Room, Quiz, Enrolment], enrolment: Enrolment, threads: Threads
) -> None:
    found = threads.at_once(*[partial(real[0].enter, enrolment, "XXXXXXXX")] * 12)
    assert set(kinds(found)) <= {CodeWrong.__name__, CodePause.__name__, CodeUsedUp.__name__}
    wrong = threads.look(lambda: ExamSeat.objects.get(enrolment=enrolment).wrong_tries)
    assert kinds(found)[CodeWrong.__name__] == wrong == 3
    assert threads.look(Attempt.objects.count) == 0


def test_who_starts_while_it_is_closed_is_refused_or_handed_in_and_nobody_writes_on(
    real: tuple[Room, Quiz, Enrolment], enrolment: Enrolment, threads: Threads
) -> None:
    room, _quiz, other = real
    close = partial(close_sitting, sitting_id=room.sitting.pk, by=room.sitting.invigilator_id)
    found = threads.at_once(partial(room.enter, enrolment), close, partial(room.enter, other), close)
    assert set(kinds([found[0], found[2]])) <= {Entered.__name__, SittingOver.__name__}
    started = sum(isinstance(one, Entered) for one in found)

    def look() -> tuple[str, list[str], int]:
        states = list(Attempt.objects.values_list("state", flat=True))
        return ExamSitting.objects.get().state, states, ExamSittingEvent.objects.filter(kind="closed").count()

    assert threads.look(look) == ("closed", [AttemptState.HELD] * started, 1)


def test_an_incident_that_races_the_handing_in_and_the_signature_lets_no_result_pass(
    real: tuple[Room, Quiz, Enrolment], enrolment: Enrolment, threads: Threads
) -> None:
    """Either the result was out before the incident was there, or it waits for it: never a score under an open incident that
    came first."""
    room, quiz, _other = real
    attempt_id = room.enter(enrolment).attempt_id
    answer_all(Attempt.objects.get(pk=attempt_id))
    seat = room.seat(enrolment)

    def report() -> int:
        return report_incident(
            sitting_id=room.sitting.pk, seat_id=seat.pk, kind="help", what=PRIVATE, by=room.sitting.invigilator_id
        )

    def end() -> int:
        close_sitting(sitting_id=room.sitting.pk, by=room.sitting.invigilator_id)
        return sign_report(sitting_id=room.sitting.pk, by=room.sitting.invigilator_id)

    found = threads.at_once(
        partial(submit_attempt, attempt_id=attempt_id, by=enrolment.person_id), report, end, partial(let_out, seat_id=seat.pk)
    )
    assert not [one for one in found if isinstance(one, Exception)]

    def look() -> tuple[str, int, int, bool]:
        attempt, incident = Attempt.objects.get(), ExamIncident.objects.get()
        let_at = ExamSeat.objects.get(enrolment=enrolment).let_out_at
        passed = OutcomeRecord.objects.filter(enrolment=enrolment, unit=quiz.pk, state="passed").count()
        return attempt.state, SlotResult.objects.count(), passed, let_at is not None and let_at > incident.at

    state, results, passed, after = threads.look(look)
    assert (state, results, passed) in [(AttemptState.HELD, 0, 0), (AttemptState.SUBMITTED, 4, 1)]
    assert not after


def test_two_deciders_at_once_decide_once(
    real: tuple[Room, Quiz, Enrolment], enrolment: Enrolment, programme: dict[str, Person], threads: Threads
) -> None:
    room = real[0]
    room.sit(enrolment)
    made = report_incident(
        sitting_id=room.sitting.pk, seat_id=room.seat(enrolment).pk, kind="help", what=PRIVATE, by=room.sitting.invigilator_id
    )
    decide = [
        partial(decide_incident, incident_id=made, state=state, answer="Decidido.", by=programme["decider"].pk)
        for state in ("annulled", "no_effect", "sat_again")
    ]
    found = threads.at_once(*decide)
    assert kinds(found) == {"NoneType": 1, "IncidentSettled": 2}
    assert threads.look(lambda: ExamIncident.objects.get().state) == ("annulled", "no_effect", "sat_again")[found.index(None)]
