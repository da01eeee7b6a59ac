"""Sittings by their services: no code, no start; an incident keeps the score from courses until it is decided."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from assessments.accommodating import Measures
from assessments.errors import AttemptClosed
from assessments.errors.exam_sittings import (
    AnswersHeld,
    CodePause,
    CodeTooEarly,
    CodeUsedUp,
    CodeWrong,
    HonourMissing,
    IncidentLate,
    IncidentNotFound,
    IncidentSettled,
    InvigilatorSameHouse,
    InvigilatorTooClose,
    MayNotSitAgain,
    NotCertifying,
    NotToBeSeated,
    ResultHeld,
    SeatTaken,
    SittingBegun,
    SittingNeeded,
    SittingNotOpen,
    SittingOver,
)
from assessments.figures import first_attempts
from assessments.models import Attempt, AttemptState, ExamIncident, ExamSitting, ExamSittingEvent, Quiz, SlotResult, Step
from assessments.selectors.exam_seats import seat_card
from assessments.selectors.sittings import chosen_attempts
from assessments.services.access import give_allowance
from assessments.services.accommodations import ask_accommodation, grant_accommodation
from assessments.services.answers import save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.services.exam_erasure import forget_sittings
from assessments.services.exam_incidents import decide_incident, report_incident
from assessments.services.exam_results import let_out, let_out_sitting
from assessments.services.exam_room import add_note, close_sitting, sign_report, sweep_sittings
from assessments.services.exam_seating import PageEvent, note_page
from assessments.services.exam_sittings import Plan, cancel_sitting, change_sitting
from assessments.services.scoring_essays import HandScore, score_answers
from assessments.windows import Allowed
from courses import api as courses
from courses.kinds import Outcome
from courses.models import Course, Enrolment, OutcomeRecord, UnitProgress
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.messages.models import Message
from lms.reporting import periods
from lms.reporting.models import Report
from lms.reporting.services.building import compute, content_of
from tests.assessments.conftest import right_answer
from tests.assessments.sitting import NOW, PRIVATE, Room, answer_all, certify, plan
from tests.conftest import House, make_person
from tests.courses import building


def standing(enrolment: Enrolment, exam: Quiz) -> tuple[str, Decimal | None, str]:
    row = UnitProgress.objects.get(enrolment=enrolment, unit=exam.pk)
    return row.state, row.score, row.code


def kinds(room: Room) -> list[str]:
    return list(ExamSittingEvent.objects.filter(sitting=room.sitting).order_by("pk").values_list("kind", flat=True))


# No code, no start


def test_a_certifying_quiz_does_not_start_outside_of_a_sitting(exam: Quiz, enrolment: Enrolment) -> None:
    with pytest.raises(SittingNeeded):
        start_attempt(enrolment_id=enrolment.pk, unit_id=exam.pk)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("typed", ["ABCD EFGH", "", "0", "' OR 1=1"])
def test_no_code_no_start(typed: str, opened: Room, enrolment: Enrolment) -> None:
    wrong = typed or " "
    with pytest.raises(CodeWrong):
        opened.enter(enrolment, wrong)
    assert not Attempt.objects.exists()
    assert opened.seat(enrolment).wrong_tries == 1
    assert kinds(opened)[-1] == "code_wrong"


def test_the_code_lets_in_as_it_is_read_aloud_and_starts_one_attempt(opened: Room, enrolment: Enrolment) -> None:
    typed = f" {opened.code[:4].lower()}-{opened.code[4:].lower()} "
    first = opened.enter(enrolment, typed)
    again = opened.enter(enrolment, typed, honour=False)
    assert first.attempt_id == again.attempt_id == Attempt.objects.get().pk
    assert first.token != again.token
    seat = opened.seat(enrolment)
    assert (seat.honour_version, seat.attempt_id) == ("2026-11", first.attempt_id)
    assert kinds(opened) == ["planned", "code_made", "let_in", "started", "device"]


def test_no_start_without_the_honour_statement(opened: Room, enrolment: Enrolment) -> None:
    with pytest.raises(HonourMissing):
        opened.enter(enrolment, honour=False)
    assert not Attempt.objects.exists()


def test_no_start_before_the_window_after_it_or_once_it_is_closed(
    room: Room, enrolment: Enrolment, julio: Enrolment, exam_clock: Any
) -> None:
    with pytest.raises(SittingNotOpen):  # no code was made
        room.enter(enrolment, "ABCDEFGH")
    room.open()
    with pytest.raises(SittingNotOpen):  # ten minutes early
        room.enter(enrolment)
    exam_clock.shift(timedelta(minutes=10))
    room.enter(enrolment)
    exam_clock.shift(timedelta(hours=2))
    with pytest.raises(SittingOver):
        room.enter(julio)
    assert Attempt.objects.count() == 1


def test_an_older_code_is_worth_nothing_and_none_is_kept_in_clear(room: Room, enrolment: Enrolment, exam_clock: Any) -> None:
    old = room.open()
    room.open()
    exam_clock.shift(timedelta(minutes=10))
    with pytest.raises(CodeWrong):
        room.enter(enrolment, old)
    assert old not in str(ExamSitting.objects.filter(pk=room.sitting.pk).values())
    room.enter(enrolment)


def test_guessing_is_slowed_down_then_stopped_and_a_new_code_helps(opened: Room, enrolment: Enrolment, exam_clock: Any) -> None:
    for _try in range(3):
        with pytest.raises(CodeWrong):
            opened.enter(enrolment, "XXXXXXXX")
    with pytest.raises(CodePause):
        opened.enter(enrolment)  # even the right one waits
    for _try in range(7):
        exam_clock.shift(timedelta(minutes=1))
        with pytest.raises((CodeWrong, CodeUsedUp)):
            opened.enter(enrolment, "XXXXXXXX")
    exam_clock.shift(timedelta(minutes=5))
    with pytest.raises(CodeUsedUp):
        opened.enter(enrolment)
    opened.open()
    assert opened.enter(enrolment).attempt_id


def test_a_code_can_be_made_an_hour_before_and_not_earlier(
    exam: Quiz, enrolment: Enrolment, andes: House, sur: House, exam_clock: Any
) -> None:
    room = plan(exam, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator, opens_in=timedelta(hours=3))
    with pytest.raises(CodeTooEarly):
        room.open()
    exam_clock.shift(timedelta(hours=2))
    assert len(room.open()) == 8


# Who watches


def test_nobody_of_the_team_watches_in_the_room_and_by_video_only_another_house(
    exam: Quiz, enrolment: Enrolment, andes: House, sur: House
) -> None:
    for one in (andes.facilitator, andes.coordinator, andes.assessor, andes.advisor):
        with pytest.raises(InvigilatorTooClose):
            plan(exam, [enrolment], planner=andes.coordinator, invigilator=one, place="room")
    with pytest.raises(InvigilatorSameHouse):
        plan(exam, [enrolment], planner=andes.coordinator, invigilator=andes.advisor2, place="video")
    assert plan(exam, [enrolment], planner=andes.coordinator, invigilator=andes.advisor2, place="room").sitting.pk


def test_a_tie_that_came_up_after_planning_keeps_the_code_back(
    room: Room, enrolment: Enrolment, andes: House, exam_clock: Any
) -> None:
    from lms.institutions.models import Membership

    Membership.objects.create(
        person=room.invigilator, institution=andes.institution, cohort=andes.cohort, role="facilitator"
    )  # fmt: skip
    with pytest.raises(InvigilatorTooClose):
        room.open()


# Planning


def test_only_own_people_and_a_certifying_quiz_are_planned_and_one_sitting_at_a_time(
    exam: Quiz, course: Course, room: Room, enrolment: Enrolment, chilean: Enrolment, andes: House, sur: House, exam_clock: Any
) -> None:
    with pytest.raises(NotToBeSeated):
        plan(exam, [chilean], planner=andes.coordinator, invigilator=sur.facilitator, institution_id=andes.institution.pk)
    with pytest.raises(SeatTaken):
        plan(exam, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator)
    certify(course, exam_clock, certifying=False)
    cancel_sitting(sitting_id=room.sitting.pk, because="Otra fecha", by=andes.coordinator.pk)
    with pytest.raises(NotCertifying):
        plan(exam, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator)


def test_those_concerned_hear_of_what_is_planned_changed_and_cancelled(
    room: Room, enrolment: Enrolment, julio: Enrolment, andes: House, sur: House
) -> None:
    def told(kind: str) -> list[tuple[int, str]]:
        rows = Message.objects.filter(kind=kind).order_by("pk")
        return [(one.person_id, one.params["stage"]) for one in rows]

    elena, other = enrolment.person_id, julio.person_id
    assert told("exam_sitting") == [(elena, "planned"), (other, "planned")]
    sitting = room.sitting
    later = Plan(
        sitting.opens_at + timedelta(hours=1), sitting.closes_at + timedelta(hours=1), "video", "Otra sala", "",
        sur.facilitator.pk, frozenset([enrolment.pk]),
    )  # fmt: skip
    change_sitting(sitting_id=sitting.pk, plan=later, by=andes.coordinator.pk)
    change_sitting(sitting_id=sitting.pk, plan=later, by=andes.coordinator.pk)
    assert told("exam_sitting")[2:] == [(other, "removed"), (elena, "changed")]
    cancel_sitting(sitting_id=sitting.pk, because="Sin luz", by=andes.coordinator.pk)
    cancel_sitting(sitting_id=sitting.pk, because="Sin luz", by=andes.coordinator.pk)
    assert told("exam_sitting")[4:] == [(elena, "cancelled")]
    assert told("exam_invigilator") == [(sur.facilitator.pk, one) for one in ("planned", "changed", "cancelled")]


def test_what_has_begun_is_neither_changed_nor_cancelled(opened: Room, andes: House) -> None:
    with pytest.raises(SittingBegun):
        cancel_sitting(sitting_id=opened.sitting.pk, because="Tarde", by=andes.coordinator.pk)


# The time


def test_the_attempt_ends_with_the_sitting_and_more_minutes_hold_beyond_it(
    opened: Room, enrolment: Enrolment, julio: Enrolment, exam: Quiz, andes: House, exam_clock: Any
) -> None:
    """The exam has no minutes of its own, so more minutes are minutes after the end for the others."""
    elena = Attempt.objects.get(pk=opened.enter(enrolment).attempt_id)
    assert elena.due_at == opened.sitting.closes_at


def test_more_minutes_granted_hold_beyond_the_end_of_the_others(
    course: Course, exam_clock: Any, enrolment: Enrolment, andes: House, sur: House
) -> None:
    exam = certify(course, exam_clock, minutes_allowed=120)
    room = plan(exam, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator)
    give_allowance(
        enrolment_id=enrolment.pk,
        unit_id=exam.pk,
        allowed=Allowed(0, 30, None, None),
        reason="Concedido",
        by=andes.coordinator.pk,
    )
    room.open()
    exam_clock.shift(timedelta(minutes=10))
    attempt = Attempt.objects.get(pk=room.enter(enrolment).attempt_id)
    assert attempt.due_at == room.sitting.closes_at + timedelta(minutes=30)
    give_allowance(
        enrolment_id=enrolment.pk, unit_id=exam.pk, allowed=Allowed(0, 60, None, None), reason="Más", by=andes.coordinator.pk
    )
    attempt.refresh_from_db()
    assert attempt.due_at == room.sitting.closes_at + timedelta(minutes=60)


def test_what_was_saved_counts_when_the_invigilator_closes_and_nothing_comes_in_after(
    opened: Room, enrolment: Enrolment
) -> None:
    attempt = Attempt.objects.get(pk=opened.enter(enrolment).attempt_id)
    answer_all(attempt)
    opened.close()
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.HELD
    assert Step.objects.filter(attempt=attempt).count() == 4
    slot = attempt.sheet["slots"][0]
    with pytest.raises(AttemptClosed):
        save_answer(attempt_id=attempt.pk, slot=1, client_id="late", raw=right_answer(slot), by=enrolment.person_id)
    assert kinds(opened)[-2:] == ["closed", "ended_closing"]


# Results wait


def test_what_is_handed_in_is_not_even_scored_before_the_sitting_is_closed_and_signed(
    opened: Room, enrolment: Enrolment, exam: Quiz
) -> None:
    attempt = opened.sit(enrolment)
    assert (attempt.state, attempt.fraction) == (AttemptState.HELD, None)
    assert not SlotResult.objects.exists()
    assert not Step.objects.filter(fraction__isnull=False).exists()
    assert standing(enrolment, exam) == ("waiting", None, "quiz_held")
    assert not let_out(seat_id=opened.seat(enrolment).pk)
    opened.close()
    assert not let_out(seat_id=opened.seat(enrolment).pk)
    assert sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk) == 1
    assert sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk) == 0
    assert standing(enrolment, exam) == ("passed", Decimal(100), "quiz_passed")
    attempt.refresh_from_db()
    record = OutcomeRecord.objects.get(enrolment=enrolment, state="passed", unit=exam.pk)
    assert record.earned_at == attempt.submitted_at


def test_without_a_signature_results_wait_two_business_days_of_the_country(
    opened: Room, enrolment: Enrolment, exam: Quiz, exam_clock: Any
) -> None:
    opened.sit(enrolment)
    opened.close()  # Tuesday
    for day in (24, 25, 26):
        exam_clock.move_to(NOW.replace(day=day, hour=23))
        assert sweep_sittings() == 0
    exam_clock.move_to(NOW.replace(day=27, hour=6))  # a minute past midnight of Thursday in Lima, and more
    assert sweep_sittings() == 1
    assert sweep_sittings() == 0
    assert standing(enrolment, exam)[0] == "passed"


def test_a_sitting_that_nobody_closes_is_closed_by_the_server(opened: Room, enrolment: Enrolment, exam_clock: Any) -> None:
    attempt = Attempt.objects.get(pk=opened.enter(enrolment).attempt_id)
    exam_clock.shift(timedelta(hours=3, minutes=1))
    sweep_sittings()
    opened.sitting.refresh_from_db()
    assert opened.sitting.state == "open"  # somebody writes still, by the rows
    submit_attempt(attempt_id=attempt.pk)
    sweep_sittings()
    opened.sitting.refresh_from_db()
    assert (opened.sitting.state, opened.sitting.closed_by_id) == ("closed", None)
    assert kinds(opened)[-2:] == ["ended", "closed"]


def test_while_a_result_is_held_there_is_no_second_sitting_and_no_start(
    opened: Room, enrolment: Enrolment, exam: Quiz, andes: House, sur: House
) -> None:
    opened.sit(enrolment)
    with pytest.raises(SeatTaken):
        plan(exam, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator)
    with pytest.raises(ResultHeld):
        opened.enter(enrolment)


# Incidents


def report(room: Room, enrolment: Enrolment | None, by: Person, kind: str = "help") -> int:
    seat_id = room.seat(enrolment).pk if enrolment else None
    return report_incident(sitting_id=room.sitting.pk, seat_id=seat_id, kind=kind, what=PRIVATE, by=by.pk)


def test_an_incident_keeps_the_score_until_it_is_decided_and_only_of_whom_it_touches(
    opened: Room, enrolment: Enrolment, julio: Enrolment, exam: Quiz, programme: dict[str, Person], exam_clock: Any
) -> None:
    opened.sit(enrolment)
    opened.sit(julio)
    made = report(opened, enrolment, opened.invigilator)
    assert report(opened, enrolment, opened.invigilator) == made  # a double click
    opened.close()
    assert sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk) == 1
    assert standing(julio, exam)[0] == "passed"
    exam_clock.shift(timedelta(days=30))
    assert sweep_sittings() == 0
    assert standing(enrolment, exam) == ("waiting", None, "quiz_held")
    decide_incident(incident_id=made, state="no_effect", answer="No cambia nada.", by=programme["decider"].pk)
    assert standing(enrolment, exam) == ("passed", Decimal(100), "quiz_passed")
    with pytest.raises(IncidentSettled):
        decide_incident(incident_id=made, state="annulled", answer="Ahora sí.", by=programme["decider"].pk)


def test_one_for_the_whole_sitting_holds_everybody_and_two_hold_until_both_are_decided(
    opened: Room, enrolment: Enrolment, julio: Enrolment, exam: Quiz, programme: dict[str, Person], andes: House
) -> None:
    opened.sit(enrolment)
    opened.sit(julio)
    all_of_them = report(opened, None, opened.invigilator, "disturbance")
    own = report(opened, enrolment, andes.advisor, "health")
    opened.close()
    assert sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk) == 0
    decide_incident(incident_id=all_of_them, state="no_effect", answer="El ruido fue breve.", by=programme["decider"].pk)
    assert standing(julio, exam)[0] == "passed"
    assert standing(enrolment, exam)[0] == "waiting"
    decide_incident(incident_id=own, state="sat_again", answer="Puede repetirlo.", by=programme["decider"].pk)
    assert standing(enrolment, exam) == ("failed", None, "quiz_annulled")


def test_annulled_never_shows_a_score_and_says_whether_it_can_be_sat_again(
    opened: Room, enrolment: Enrolment, julio: Enrolment, exam: Quiz, programme: dict[str, Person], andes: House, sur: House
) -> None:
    elena, other = opened.sit(enrolment), opened.sit(julio)
    first, second = report(opened, enrolment, opened.invigilator), report(opened, julio, opened.invigilator)
    opened.close()
    decide_incident(incident_id=first, state="annulled", answer="Hubo ayuda.", by=programme["decider"].pk)
    decide_incident(incident_id=second, state="sat_again", answer="Falló la luz.", by=programme["decider"].pk)
    sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)
    for attempt, one in ((elena, enrolment), (other, julio)):
        attempt.refresh_from_db()
        assert (attempt.state, attempt.fraction) == (AttemptState.ANNULLED, None)
        assert attempt.sheet["slots"]  # what was asked stays known
        assert set(OutcomeRecord.objects.filter(enrolment=one, unit=exam.pk).values_list("score", flat=True)) == {None}
    with pytest.raises(MayNotSitAgain):
        plan(exam, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator)
    assert plan(exam, [julio], planner=andes.coordinator, invigilator=sur.facilitator).sitting.pk
    acts = AuditEvent.objects.filter(subject="exam_incident").order_by("pk")
    assert [one.act for one in acts] == ["exam_incident.reported"] * 2 + ["exam_incident.decided"] * 2
    assert PRIVATE not in str([(one.before, one.after, one.reason) for one in acts])


def test_after_the_result_is_out_an_incident_is_a_revision_by_decision(
    opened: Room, enrolment: Enrolment, exam: Quiz, programme: dict[str, Person], andes: House
) -> None:
    opened.sit(enrolment)
    opened.close()
    sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)
    with pytest.raises(IncidentLate):
        report(opened, enrolment, andes.advisor)
    made = report(opened, enrolment, opened.invigilator, "identity")
    assert standing(enrolment, exam)[0] == "passed"
    decide_incident(incident_id=made, state="annulled", answer="No era ella.", by=programme["decider"].pk)
    assert standing(enrolment, exam) == ("failed", None, "quiz_annulled")
    assert AuditEvent.objects.filter(act="outcome.revised").count() == 1


def test_neither_who_reported_nor_who_watched_nor_who_is_close_decides(
    opened: Room, enrolment: Enrolment, programme: dict[str, Person], andes: House
) -> None:
    from lms.institutions.models import ProgrammeRole

    opened.sit(enrolment)
    made = report(opened, enrolment, opened.invigilator)
    for person in (opened.invigilator, andes.facilitator, andes.coordinator, andes.advisor):
        ProgrammeRole.objects.create(person=person, role="decider")
        with pytest.raises(IncidentNotFound):
            decide_incident(incident_id=made, state="no_effect", answer="Nada.", by=person.pk)
    assert ExamIncident.objects.get().state == "open"
    assert set(Message.objects.filter(kind="exam_incident").values_list("person_id", flat=True)) == {programme["decider"].pk}


# The log


def test_the_page_tells_the_log_what_happened_and_nothing_else(opened: Room, enrolment: Enrolment, exam_clock: Any) -> None:
    opened.enter(enrolment)
    seat_id = opened.seat(enrolment).pk
    said = [
        PageEvent("left", timedelta(seconds=50)), PageEvent("returned", timedelta(seconds=20)),
        PageEvent("offline", timedelta(seconds=10)), PageEvent("online", timedelta(0)),
        PageEvent("signed", timedelta(0)), PageEvent("left", timedelta(days=3)), PageEvent("left", timedelta(seconds=-5)),
    ]  # fmt: skip
    assert note_page(seat_id=seat_id, events=said) == 4
    rows = ExamSittingEvent.objects.filter(seat=seat_id, kind__in=["left", "returned", "offline", "online"]).order_by("at")
    assert [one.kind for one in rows] == ["left", "returned", "offline", "online"]
    opened.close()
    assert note_page(seat_id=seat_id, events=said) == 0


def test_what_is_closed_twice_is_closed_once(opened: Room, enrolment: Enrolment) -> None:
    opened.sit(enrolment)
    for _time in range(2):
        close_sitting(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)
    assert kinds(opened).count("closed") == 1
    assert let_out_sitting(sitting_id=opened.sitting.pk) == 0


def test_the_sentence_of_the_path_says_who_and_by_when(
    opened: Room, enrolment: Enrolment, exam: Quiz, programme: dict[str, Person]
) -> None:
    def sentence() -> str:
        (mine,) = [one for one in courses.path(enrolment.pk).requirements if one.code == "quiz_held"]
        return courses.why_open(mine)

    opened.sit(enrolment)
    with override("es"):
        assert "26 de noviembre" in sentence()  # Thursday
    report(opened, enrolment, opened.invigilator)
    assert ExamIncident.objects.get().due_on == date(2026, 12, 1)
    with override("es"):
        assert "1 de diciembre" in sentence()


def test_no_figure_no_matrix_no_report_tells_a_held_pass_from_a_held_failure(
    opened: Room, enrolment: Enrolment, julio: Enrolment, exam: Quiz, programme: dict[str, Person], andes: House
) -> None:
    """Elena answered everything right, Julio everything wrong: while the incident is open, figures say the same of them."""
    opened.sit(enrolment)
    opened.sit(julio, right=False)
    made = report(opened, None, opened.invigilator, "disturbance")
    opened.close()
    sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)

    def told(one: Enrolment) -> tuple[Any, ...]:
        (figure,) = [f for f in courses.enrolment_figures(andes.institution.pk) if f.enrolment_id == one.pk]
        (row,) = [r for r in courses.cohort_matrix(one.cohort_course_id or 0).rows if r.enrolment_id == one.pk]
        line = courses.unit_line(one.pk, exam.pk)
        assert line
        return figure.done, figure.score, figure.waits_on, row.cells, row.done, row.score, line.state, line.score, line.params

    assert told(enrolment) == told(julio)
    assert told(enrolment)[3] == {exam.pk: ("waiting", None)}
    assert _first_attempts(andes) == []
    assert chosen_attempts(exam.pk) == []
    held = _reports(andes)
    decide_incident(incident_id=made, state="no_effect", answer="El ruido fue breve.", by=programme["decider"].pk)
    assert told(enrolment) != told(julio)
    assert len(_first_attempts(andes)) == len(chosen_attempts(exam.pk)) == 2
    assert _reports(andes) != held


def _first_attempts(house: House) -> list[Any]:
    return first_attempts(house.institution.pk, start=NOW - timedelta(days=1), end=NOW + timedelta(days=2))


def _reports(house: House) -> list[Any]:
    """What both reports of the institution say of this month."""
    zone = house.institution.time_zone
    found = []
    for kind, one in (("certification", periods.quarter_of(NOW, zone)), ("progress", periods.month_of(NOW, zone))):
        row, _made = Report.objects.get_or_create(institution=house.institution, kind=kind, period=one.key)
        found.append(content_of(compute(row, zone)[0], kind))
    return found


def test_an_answer_to_an_essay_is_scored_by_hand_only_after_the_result_may_go_out(
    opened: Room, enrolment: Enrolment, exam: Quiz
) -> None:
    attempt = Attempt.objects.get(pk=opened.enter(enrolment).attempt_id)
    sheet = attempt.sheet
    sheet["slots"][0] |= {"kind": "essay", "guide": {}, "min_words": 0, "max_words": 0}
    Attempt.objects.filter(pk=attempt.pk).update(sheet=sheet)
    save_answer(attempt_id=attempt.pk, slot=1, client_id="e", raw={"text": "Un texto."}, by=enrolment.person_id)
    submit_attempt(attempt_id=attempt.pk, by=enrolment.person_id)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.HELD
    opened.close()
    sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.WAITING
    made = report(opened, enrolment, opened.invigilator)
    score = {1: HandScore(Decimal(1))}
    with pytest.raises(AnswersHeld):
        score_answers(attempt_id=attempt.pk, scores=score, by=opened.invigilator.pk)
    assert ExamIncident.objects.get().pk == made
    assert standing(enrolment, exam)[1] is None


def test_erasure_takes_the_words_and_leaves_what_was_decided(
    opened: Room, enrolment: Enrolment, programme: dict[str, Person]
) -> None:
    opened.sit(enrolment)
    add_note(
        sitting_id=opened.sitting.pk, seat_id=opened.seat(enrolment).pk, note="Salió al pasillo.", by=opened.invigilator.pk
    )
    made = report(opened, enrolment, opened.invigilator)
    decide_incident(incident_id=made, state="sat_again", answer="Por su salud.", by=programme["decider"].pk)
    for _time in range(2):
        forget_sittings(person_id=enrolment.person_id)
    row = ExamIncident.objects.get()
    assert (row.what, row.answer, row.state) == ("", "–", "sat_again")
    assert set(ExamSittingEvent.objects.values_list("note", flat=True)) == {""}


def test_the_pages_of_a_sitting_ask_as_much_of_the_database_for_two_as_for_twenty(
    exam: Quiz, enrolment: Enrolment, andes: House, sur: House, exam_clock: Any
) -> None:
    from assessments.selectors import exam_pages
    from assessments.selectors.exam_incidents import incidents_for

    people = [enrolment]
    for n in range(19):
        person = make_person(f"p{n}@andes.test", f"P{n}", "Paz", "PE")
        people.append(building.enrol(person, andes.institution, enrolment.course, cohort_course=enrolment.cohort_course))
    counted = []
    for some in (people[:2], people[2:]):
        room = plan(exam, some, planner=andes.coordinator, invigilator=sur.facilitator)
        room.open()
        exam_clock.shift(timedelta(minutes=10))
        for one in some:
            room.enter(one)
            report(room, one, sur.facilitator)
        with CaptureQueriesContext(connection) as asked:
            exam_pages.seat_lines(room.sitting)
            exam_pages.sitting_lines(ExamSitting.objects.all())
        with CaptureQueriesContext(connection) as listed:
            incidents_for(0)
        counted.append((len(asked), len(listed)))
    assert counted[0] == counted[1]


def test_a_share_of_time_that_was_granted_holds_beyond_the_end_of_the_others_and_the_code_still_works_then(
    opened: Room, enrolment: Enrolment, exam_clock: Any, programme: dict[str, Person], as_person: Any
) -> None:
    asked = ask_accommodation(enrolment_id=enrolment.pk, by=enrolment.person_id, asked=Measures(time=50), reason="Lo necesito.")
    grant_accommodation(accommodation_id=asked, by=programme["decider"].pk, granted=Measures(time=50))
    assert seat_card(opened.seat(enrolment)).granted
    page = as_person(opened.invigilator).get(reverse("lms:assessments:room-detail", args=[opened.sitting.pk])).content.decode()
    assert "50 %" in page  # who watches reads what, never why
    assert "Lo necesito." not in page
    exam_clock.shift(timedelta(hours=2, minutes=1))
    attempt = Attempt.objects.get(pk=opened.enter(enrolment).attempt_id)
    assert attempt.due_at == opened.sitting.closes_at + timedelta(hours=1)
    assert opened.enter(enrolment, opened.open()).attempt_id == attempt.pk  # another device, an hour after the others


def test_prior_learning_is_not_taken_back_with_an_attempt_that_does_not_count(
    opened: Room, enrolment: Enrolment, exam: Quiz, programme: dict[str, Person]
) -> None:
    attempt = opened.sit(enrolment, right=False)
    opened.close()
    sign_report(sitting_id=opened.sitting.pk, by=opened.invigilator.pk)
    courses.record_outcome(
        enrolment_id=enrolment.pk, unit_id=exam.pk,
        outcome=Outcome(key="prior", state="recognised", earned_at=attempt.started_at, unit_version_id=None),
    )  # fmt: skip
    made = report(opened, enrolment, opened.invigilator)
    decide_incident(incident_id=made, state="annulled", answer="Hubo ayuda.", by=programme["decider"].pk)
    assert standing(enrolment, exam)[0] == "recognised"


def test_who_did_not_start_hears_what_was_decided_too(
    opened: Room, enrolment: Enrolment, programme: dict[str, Person], andes: House
) -> None:
    made = report(opened, enrolment, andes.advisor, "health")
    decide_incident(incident_id=made, state="sat_again", answer="Otra fecha.", by=programme["decider"].pk)
    assert Message.objects.filter(kind="exam_decided").values_list("person_id", flat=True).get() == enrolment.person_id
