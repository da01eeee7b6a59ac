"""The conjunctive rule in words: every part on its own, in both languages."""

from pathlib import Path
from typing import Any

import pytest

from courses import api as courses
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments import exams

pytestmark = pytest.mark.django_db


def test_the_rule_of_a_course_says_each_part_on_its_own_in_both_languages(
    tmp_path: Path, programme: dict[str, Person], django_assert_num_queries: Any
) -> None:
    course = exams.exam_course(tmp_path, programme)
    with django_assert_num_queries(4):  # two a language
        said = courses.conjunctive_rule([course.pk], "PE")
    assert said["en"] == [
        "Each of these parts has to be passed on its own: points in one never make up for another.",
        "Quiz: 70\u00a0%.",
        "Case Herbs: 60\u00a0% of the rubric, and no red flag.",
        "Exam: the cut score that judges set for the questions of one's own sheet.",
        "And everything else that the course requires has to be done (1 more).",
    ]
    assert said["es"][0] == "Cada una de estas partes se aprueba por sí misma: los puntos de una nunca compensan los de otra."
    assert said["es"][3] == "Examen: el puntaje de corte que fijaron jueces para las preguntas de la propia hoja."
    parts = courses.must_pass([course.pk], "PE")
    assert [one.certifying for one in parts] == [False, False, False, True]


def test_nothing_published_says_nothing(course: Course) -> None:
    assert courses.conjunctive_rule([course.pk + 1000], "PE") == {"es": [], "en": []}
