"""Figures of a certifying quiz: what is on trial has its own, and no part in those of the whole."""

from pathlib import Path

import pytest

from assessments.models import ItemAnalysis
from assessments.selectors.sittings import chosen_attempts, gathered
from assessments.services.analysing import compute_analysis
from lms.institutions.models import Person
from tests.assessments import exams
from tests.assessments.exams import EXAM
from tests.conftest import House

pytestmark = pytest.mark.django_db


def test_questions_on_trial_have_figures_and_no_part_in_the_whole(
    tmp_path: Path, programme: dict[str, Person], andes: House
) -> None:
    course = exams.exam_course(tmp_path, programme, EXAM.replace("blueprint: advisor", "blueprint: advisor, pilots: 2"))
    quiz = exams.exam_of(course)
    for number in range(12):
        exams.sit(exams.enrolled(course, andes, number), quiz, right=bool(number % 3))
    found = gathered(quiz.pk, None, chosen_attempts(quiz.pk, None))
    assert {sitting.offered for sitting in found.sittings} == {800}  # eight questions of a point each, in hundredths
    assert sorted({sitting.earned == sitting.offered * 1_000_000 for sitting in found.sittings}) == [False, True]
    body = ItemAnalysis.objects.get(pk=compute_analysis(unit_id=quiz.pk)).body
    (whole,) = body["tests"]
    assert (whole["n"], whole["maximum"]) == (12, 8.0)
    trial = [one for one in body["questions"] if one["question"].startswith("x-pilot")]
    assert sum(one["n"] for one in trial) == 24
    assert all(one["maximum"] == 0 for one in trial)
