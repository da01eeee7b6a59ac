"""The supervised piece: planned, held once before an examiner who is not close, and no award without it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from assessments.errors.supervised import (
    ExaminerNotFound,
    PieceBeginsLater,
    PieceInPast,
    PieceIncomplete,
    PieceNoTries,
    PieceNotBegun,
    PieceOver,
    PieceOwn,
    PiecePassed,
    PiecePlanned,
    PieceStillToCome,
    PieceTooEarly,
)
from assessments.models import OralQuestions, PieceAppointment, PieceScore, Submission, SupervisedPiece
from assessments.services.supervised import cancel_piece, examiners, miss_piece, move_piece, plan_piece
from assessments.services.supervised_scores import begin_piece, score_piece
from courses import api as courses
from courses.models import Completion, Course, Enrolment, UnitProgress
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


def soon(hours: int = 2):
    return timezone.now() + timedelta(hours=hours)


def planned(ana: Enrolment, piece: SupervisedPiece, examiner: Person, by: Person, **changed) -> PieceAppointment:
    usual = {"form": "oral", "at": soon(), "place": "Sala 2", "examiner_id": examiner.pk, "by": by.pk}
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
    other = make_person("otra@programme.test", "Olga", "Otra", "PE")
    Membership.objects.create(person=other, institution=andes.institution, role="assessor")
    second = planned(ana, piece, other, andes.coordinator)
    assert "Olga Otra" in why_not_yet(ana, piece)
    held(second, HIGH)
    assert courses.path(ana.pk).complete
    assert Completion.objects.get().enrolment == ana
