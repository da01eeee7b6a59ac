"""What stands for a course's exam when somebody would certify with it: its blueprint and its pool."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessments.selectors.coverage import blueprint_assurances, exam_pool_assurances
from assessments.services.lives import move_lives
from courses import api as courses
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments import exams

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_course_without_a_certifying_quiz_has_neither(course: Course) -> None:
    for assurer in (blueprint_assurances, exam_pool_assurances):
        (found,) = assurer([course.pk], "PE")
        assert not found.met
        assert found.sentence.startswith("No certifying quiz is in effect here, so none ")


def test_an_exam_that_fills_its_blueprint_from_three_times_its_need_stands(
    tmp_path: Path, programme: dict[str, Person]
) -> None:
    course = exams.exam_course(tmp_path, programme)
    (blueprint,), (pool,) = blueprint_assurances([course.pk], "PE"), exam_pool_assurances([course.pk], "PE")
    assert (blueprint.code, blueprint.met, pool.code, pool.met) == ("blueprint", True, "exam_pool", True)
    assert blueprint.facts["blueprint"] == "advisor 1"
    assert blueprint.facts["cells"] == 4
    assert (pool.facts["questions"], pool.facts["sheet"], pool.facts["cap_percent"]) == (36, 8, 40)
    assert "draws 8 of 36 questions" in pool.sentence
    everything = {one.code: one for one in courses.assurances([course.pk], "PE", lambda code: code)}
    assert everything["blueprint"].met
    assert everything["exam_pool"].met


def test_a_pool_that_shrank_since_publishing_stands_no_longer(tmp_path: Path, programme: dict[str, Person]) -> None:
    course = exams.exam_course(tmp_path, programme)
    move_lives(item_ids=exams.items("x-listen-1"), to="compromised", reason="Circuló.", by=programme["author"].pk)
    (pool,) = exam_pool_assurances([course.pk], "PE")
    assert not pool.met
    assert "too small in 1 cells" in pool.sentence
    assert f"/quizzes/{exams.exam_of(course).pk}/coverage/" in pool.url


def test_a_certifying_quiz_without_a_blueprint_may_be_published_and_stands_for_nothing(
    tmp_path: Path, programme: dict[str, Person]
) -> None:
    course = exams.exam_course(tmp_path, programme, exams.EXAM.replace("blueprint: advisor, ", ""))
    (blueprint,), (pool,) = blueprint_assurances([course.pk], "PE"), exam_pool_assurances([course.pk], "PE")
    assert (blueprint.met, pool.met) == (False, False)
    assert "draws without a blueprint" in blueprint.sentence


def test_they_are_asked_in_few_queries(tmp_path: Path, programme: dict[str, Person]) -> None:
    course = exams.exam_course(tmp_path, programme)
    for assurer in (blueprint_assurances, exam_pool_assurances):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assurer([course.pk], "PE")
        assert len(asked) <= 5
