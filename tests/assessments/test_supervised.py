"""The supervised piece: planned, held once before an examiner who is not close, and no award without it."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from assessments.errors.supervised import (
    ExaminerNotFound,
    PieceBeginsLater,
    PieceIncomplete,
    PieceInPast,
    PieceNotBegun,
    PieceNoTries,
    PieceOver,
    PieceOwn,
    PiecePassed,
    PiecePlanned,
    PieceStillToCome,
    PieceTooEarly,
)
from assessments.models import OralQuestions, PieceAppointment, PieceScore, Submission, SupervisedPiece
from assessments.services.supervised import cancel_piece, examiners, miss_piece, move_piece, plan_piece
from assessments.services.supervised_scores import begin_piece, forget_examined, score_piece
from certificates.api import define_credential
from certificates.models import Award
from courses import api as courses
from courses.models import Completion, Course, Enrolment, OutcomeRecord, UnitProgress
from lms.institutions.models import Membership, Person
from tests.assessments import examining
from tests.assessments.examining import PIECE, UNIT
from tests.assessments.scoring import HIGH, LOW
from tests.conftest import House, make_person

People = dict[str, Person]
GOOD = {"_": "Explicó por qué y con qué límite."}


@pytest.fixture
def course(tmp_path: Path, programme: People) -> Course:
    return examining.certifying_course(tmp_path / "toolkit", programme, UNIT, PIECE)


@pytest.fixture
def piece(course: Course) -> SupervisedPiece:
    return SupervisedPiece.objects.get(course=course)


@pytest.fixture
def ana(course: Course, andes: House) -> Enrolment:
    return examining.enrolled(course, andes)


@pytest.fixture
def letter(ana: Enrolment, course: Course) -> Submission:
    """Ana's letter, passed, its result out."""
    return examining.passed(examining.handed_in(ana, course))


def soon(hours: int = 2) -> datetime:
    return timezone.now() + timedelta(hours=hours)


def planned(ana: Enrolment, piece: SupervisedPiece, examiner: Person, by: Person, **changed: Any) -> PieceAppointment:
    usual: dict[str, Any] = {"form": "oral", "at": soon(), "place": "Sala 2", "examiner_id": examiner.pk, "by": by.pk}
    made = plan_piece(enrolment_id=ana.pk, unit_id=piece.pk, **{**usual, **changed})
    return PieceAppointment.objects.get(pk=made)


def held(row: PieceAppointment, picks: dict[str, int], *flags: str) -> PieceScore:
    begin_piece(appointment_id=row.pk, by=row.examiner_id)
    made = score_piece(appointment_id=row.pk, picks=picks, comments=GOOD, red_flags=flags, by=row.examiner_id)
    return PieceScore.objects.get(pk=made)


def why_not_yet(ana: Enrolment, piece: SupervisedPiece) -> str:
    (line,) = [one for one in courses.path(ana.pk).requirements if one.subject == f"unit:{piece.pk}"]
    return courses.why_open(line)


def test_not_awarded_without_it_and_why_not_yet_names_date_and_person(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, programme: People
) -> None:
    define_credential(
        key="advisor", titles={"es": "Asesoría", "en": "Advice"}, claim="assessed_certificate", validity_months=36,
        course_ids=[ana.course_id],
    )  # fmt: skip
    assert not courses.path(ana.pk).complete
    assert not Completion.objects.exists()
    assert "coordina" in why_not_yet(ana, piece)  # before planning: who has to plan it
    row = planned(ana, piece, programme["assessor"], andes.coordinator)
    said = why_not_yet(ana, piece)
    assert programme["assessor"].full_name in said
    assert str(timezone.localtime(row.at).day) in said
    assert str(row.at.year) in said
    held(row, LOW)
    assert not Completion.objects.exists()
    assert not Award.objects.exists()
    other = make_person("otra@programme.test", "Olga", "Otra", "PE")
    Membership.objects.create(person=other, institution=andes.institution, role="assessor")
    second = planned(ana, piece, other, andes.coordinator)
    assert "Olga Otra" in why_not_yet(ana, piece)
    held(second, HIGH)
    assert courses.path(ana.pk).complete
    assert Completion.objects.get().enrolment == ana
    assert Award.objects.get().person == andes.advisor


# Planning


def test_an_oral_needs_a_letter_with_a_result_and_an_observed_session_none(
    ana: Enrolment, piece: SupervisedPiece, andes: House, programme: People, course: Course
) -> None:
    with pytest.raises(PieceTooEarly):
        planned(ana, piece, programme["assessor"], andes.coordinator)
    examining.handed_in(ana, course)  # handed in, not scored: the examiner would know whose letter waits for a score
    with pytest.raises(PieceTooEarly):
        planned(ana, piece, programme["assessor"], andes.coordinator)
    assert planned(ana, piece, programme["assessor"], andes.coordinator, form="observed").letter is None


def test_nobody_who_is_close_and_nobody_who_examined_before_is_an_examiner(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, sur: House, programme: People
) -> None:
    def able() -> set[int]:
        return {person for person, _name in examiners(courses.enrolment_card(ana.pk))}

    assert able() == {andes.assessor.pk, programme["assessor"].pk}  # of Sur: another institution's row
    Membership.objects.create(person=andes.assessor, institution=andes.institution, role="facilitator")
    assert able() == {programme["assessor"].pk}
    for outside in (andes.assessor, sur.assessor, andes.coordinator, andes.advisor):
        with pytest.raises(ExaminerNotFound):
            planned(ana, piece, outside, andes.coordinator)
    row = planned(ana, piece, programme["assessor"], andes.coordinator)
    cancel_piece(appointment_id=row.pk, why="Viaje.", by=andes.coordinator.pk)
    assert able() == {programme["assessor"].pk}  # a cancelled day ties nobody
    held(planned(ana, piece, programme["assessor"], andes.coordinator), LOW)
    assert able() == set()  # failed: another examiner


def test_who_examines_somebody_scores_no_letter_of_theirs(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, programme: People
) -> None:
    from lms.institutions.api import conflicts

    planned(ana, piece, programme["assessor"], andes.coordinator)
    pair = (programme["assessor"].pk, andes.advisor.pk)
    assert conflicts([pair[0]], [pair[1]]) == {pair: "examines"}


def test_what_planning_refuses(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, programme: People
) -> None:
    examiner, coordinator = programme["assessor"], andes.coordinator
    for changed, error in (
        ({"at": soon(-1)}, PieceInPast),
        ({"place": "  "}, PieceIncomplete),
    ):
        with pytest.raises(error):
            planned(ana, piece, examiner, coordinator, **changed)
    with pytest.raises(PieceOwn):
        planned(ana, piece, examiner, andes.advisor)
    planned(ana, piece, examiner, coordinator)
    with pytest.raises(PiecePlanned):
        planned(ana, piece, andes.assessor, coordinator)


def test_moved_cancelled_missed_and_planned_again(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, programme: People
) -> None:
    examiner, by = programme["assessor"], andes.coordinator
    row = planned(ana, piece, examiner, by)
    later = soon(50)
    move_piece(appointment_id=row.pk, at=later, place="Sala 9", by=by.pk)
    move_piece(appointment_id=row.pk, at=later, place="Sala 9", by=by.pk)
    row.refresh_from_db()
    assert (row.at, row.place, row.revision) == (later, "Sala 9", 2)
    with pytest.raises(PieceStillToCome):
        miss_piece(appointment_id=row.pk, missed_by="candidate", why="", by=by.pk)
    with pytest.raises(PieceIncomplete):
        cancel_piece(appointment_id=row.pk, why=" ", by=by.pk)
    cancel_piece(appointment_id=row.pk, why="Viaje.", by=by.pk)
    with pytest.raises(PieceOver):
        cancel_piece(appointment_id=row.pk, why="Otra vez.", by=by.pk)
    assert UnitProgress.objects.get(unit=piece).code == "piece_cancelled"
    second = planned(ana, piece, examiner, by)
    begin_piece(appointment_id=second.pk, by=examiner.pk)
    miss_piece(appointment_id=second.pk, missed_by="candidate", why="Cortes de luz.", by=examiner.pk)
    assert UnitProgress.objects.get(unit=piece).waits_on == "coordinator"
    assert planned(ana, piece, examiner, by).number == 3  # neither was a try


def test_tries_run_out_and_a_pass_ends_it(tmp_path: Path, programme: People, andes: House) -> None:
    course = examining.certifying_course(tmp_path, programme, UNIT, PIECE.replace("about:", "tries: 1, about:"))
    piece, ana = SupervisedPiece.objects.get(), examining.enrolled(course, andes)
    examining.passed(examining.handed_in(ana, course))
    held(planned(ana, piece, programme["assessor"], andes.coordinator), HIGH, "f1")
    progress = UnitProgress.objects.get(unit=piece, enrolment=ana)
    assert (progress.state, progress.code, progress.waits_on) == ("failed", "piece_none_left", "facilitator")
    with pytest.raises(PieceNoTries):
        planned(ana, piece, andes.assessor, andes.coordinator)
    berta = examining.enrolled(course, andes, 1)
    examining.passed(examining.handed_in(berta, course))
    held(planned(berta, piece, programme["assessor"], andes.coordinator), HIGH)
    with pytest.raises(PiecePassed):
        planned(berta, piece, andes.assessor, andes.coordinator)


# Holding it


def test_the_questions_are_drawn_once_when_it_begins_and_the_score_ends_it(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, programme: People
) -> None:
    examiner = programme["assessor"]
    row = planned(ana, piece, examiner, andes.coordinator, at=soon(48))
    with pytest.raises(PieceBeginsLater):
        begin_piece(appointment_id=row.pk, by=examiner.pk)
    move_piece(appointment_id=row.pk, at=soon(), place="Sala 2", by=andes.coordinator.pk)
    with pytest.raises(PieceNotBegun):
        score_piece(appointment_id=row.pk, picks=HIGH, comments=GOOD, red_flags=(), by=examiner.pk)
    begin_piece(appointment_id=row.pk, by=examiner.pk)
    begin_piece(appointment_id=row.pk, by=examiner.pk)
    questions = OralQuestions.objects.get().questions
    assert [one["kind"] for one in questions] == ["goal", "law", "step", "risk"]
    assert all(one["quote"] and one["quote"] in one["ask"]["es"] for one in questions)
    for picks, comments, flags in (({"r1": 3}, GOOD, ()), (HIGH, {}, ()), (HIGH, GOOD, ("zz",)), (HIGH, {"zz": "x"}, ())):
        with pytest.raises(PieceIncomplete):
            score_piece(appointment_id=row.pk, picks=picks, comments=comments, red_flags=flags, by=examiner.pk)
    score_piece(appointment_id=row.pk, picks=HIGH, comments=GOOD, red_flags=(), by=examiner.pk)
    with pytest.raises(PieceOver):
        score_piece(appointment_id=row.pk, picks=LOW, comments=GOOD, red_flags=(), by=examiner.pk)
    assert PieceScore.objects.get().passed


def test_an_observed_session_is_scored_on_the_criteria_that_hold_everywhere(
    ana: Enrolment, piece: SupervisedPiece, andes: House, programme: People
) -> None:
    row = planned(ana, piece, programme["assessor"], andes.coordinator, form="observed")
    begin_piece(appointment_id=row.pk, by=row.examiner_id)
    assert not OralQuestions.objects.exists()
    made = score_piece(appointment_id=row.pk, picks={"business": 2}, comments=GOOD, red_flags=(), by=row.examiner_id)
    score = PieceScore.objects.get(pk=made)
    assert [one["id"] for one in score.rubric["criteria"]] == ["business"]
    assert score.percent == Decimal("66.67")


def test_erasing_an_examiner_takes_the_name_out_of_paths_and_a_candidate_the_words(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, programme: People
) -> None:
    row = planned(ana, piece, programme["assessor"], andes.coordinator)
    name = programme["assessor"].full_name
    forget_examined(person_id=programme["assessor"].pk)
    assert name not in why_not_yet(ana, piece)
    assert not OutcomeRecord.objects.filter(standing__params__person=name).exists()
    held(row, HIGH)
    forget_examined(person_id=andes.advisor.pk)
    assert OralQuestions.objects.get().questions == []
    assert PieceScore.objects.get().comments == {}
    assert PieceScore.objects.get().passed


def test_a_closed_enrolment_has_no_day_any_more(
    ana: Enrolment, piece: SupervisedPiece, letter: Submission, andes: House, programme: People
) -> None:
    row = planned(ana, piece, programme["assessor"], andes.coordinator)
    courses.close_enrolment(enrolment_id=ana.pk, because="Se fue.", by=andes.coordinator.pk)
    row.refresh_from_db()
    assert (row.state, row.why) == ("cancelled", "closed")
    again = examining.enrolled(piece.course, andes)  # the letter of before is still theirs to speak about
    assert planned(again, piece, programme["assessor"], andes.coordinator).letter == letter
