"""A certifying quiz from its files to the sheets of its candidates."""

from pathlib import Path

import pytest
from django.utils import translation

from assessments.models import Attempt, Exposure, QuestionEntry
from courses import api as courses
from lms.institutions.models import Person
from tests.assessments import exams
from tests.assessments.exams import EXAM
from tests.conftest import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def test_a_sheet_fills_every_cell_of_the_blueprint(tmp_path: Path, programme: dict[str, Person], andes: House) -> None:
    course = exams.exam_course(tmp_path, programme)
    attempt = exams.sit(exams.enrolled(course, andes), exams.exam_of(course))
    tasks = dict(QuestionEntry.objects.values_list("item__key", "task"))
    counts = {task: [tasks[key] for key in exams.keys_of(attempt)].count(task) for task in exams.TASKS}
    assert counts == exams.WEIGHTS
    assert attempt.fraction == 1
    assert Exposure.objects.filter(attempt=attempt).count() == 8
