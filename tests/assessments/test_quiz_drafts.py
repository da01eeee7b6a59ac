"""A quiz's draft for its authors: rules, pools by country, what stands in the way, and a sheet to try."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.kinds.quiz import QuizKind
from assessments.models import Quiz
from courses.models import Course
from lms.institutions.models import Person

As = Callable[[Person], Client]


@pytest.fixture
def drawn(course: Course) -> Quiz:
    """The quiz of the tiny toolkit in two sections, the second one drawn from its bank."""
    quiz = Quiz.objects.get(course=course)
    spec: dict[str, Any] = {
        "key": quiz.key, "titles": quiz.titles, "pass_percent": 70, "behaviour": "retry", "counts": "last", "wait_minutes": 60,
        "opens_at": "2026-12-01T08:00-05:00",
        "sections": [
            {"titles": {"es": "Lo primero", "en": "First"}, "questions": [{"question": "q-single", "points": 2}]},
            {"titles": {"es": "Lo demás", "en": "The rest"}, "questions": [{"draw": 2, "bank": "marks"}]},
        ],
    }  # fmt: skip
    assert QuizKind().check_spec(spec) == []
    QuizKind().save_draft(course_id=course.pk, module_id=quiz.module_id, position=quiz.position, spec=spec)
    return Quiz.objects.get(pk=quiz.pk)


def page(client: Client, quiz: Quiz, query: str = "") -> str:
    answer = client.get(f"/library/quizzes/{quiz.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def test_an_author_sees_the_rules_in_words_and_how_large_each_pool_is_in_each_country(
    drawn: Quiz, programme: dict[str, Person], as_person: As
) -> None:
    text = page(as_person(programme["author"]), drawn)
    for words in ("Lo primero", "Lo demás", "El último", "60 minutos", "de 2", "1 de diciembre de 2026"):
        assert words in text, words


def test_a_tried_sheet_is_the_same_for_the_same_number_and_has_its_key_beside_it(
    drawn: Quiz, programme: dict[str, Person], as_person: As
) -> None:
    author = as_person(programme["author"])
    one, again = (page(author, drawn, "?country=CL&sheet=7") for _n in range(2))
    assert one == again
    assert one.count("La clave") == 3
    assert "Pregunta 3 de 3" in one
    assert page(author, drawn, "?country=ZZ&sheet=x") != ""


def test_a_draw_that_no_bank_can_fill_is_said_and_not_hidden(drawn: Quiz, programme: dict[str, Person], as_person: As) -> None:
    slot = drawn.lms_slots.get(draw__isnull=False)
    slot.draw = {"count": 90, "bank": "marks"}
    slot.save()
    text = page(as_person(programme["author"]), drawn)
    assert "Todavía no se puede publicar" in text
    assert "variantes" in text


def test_nobody_who_learns_sees_a_draft(drawn: Quiz, programme: dict[str, Person], as_person: As, andes: Any) -> None:
    assert as_person(andes.advisor).get(f"/library/quizzes/{drawn.pk}/").status_code in (403, 404)
    assert as_person(programme["author"]).get("/library/quizzes/999999/").status_code == 404
