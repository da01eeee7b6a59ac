"""Every question that ships, in every country: it can be asked, one answer is right, and no two options read the same."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from assessments import scoring, sheets
from assessments.kinds import material
from assessments.models import Question, QuestionEntry, Quiz, QuizSlot
from assessments.question_kinds import question_kinds
from courses import api as courses
from courses.models import Course
from lms.institutions.models import Person

ALL = ["CL", "CO", "MX", "PE"]


@pytest.fixture
def slots(programme: dict[str, Person]) -> list[dict[str, Any]]:
    """All shipped questions as one quiz would freeze them."""
    courses.import_toolkit(path=settings.BASE_DIR / "courses" / "curriculum", by=programme["author"].pk)
    quiz = Quiz.objects.create(course=Course.objects.order_by("pk")[0], key="all-questions", kind="quiz", position=99)
    entries = QuestionEntry.objects.order_by("item__key")
    QuizSlot.objects.bulk_create(QuizSlot(quiz=quiz, position=n, entry=one) for n, one in enumerate(entries, start=1))
    found = material.build(quiz, ALL, drafts=True, on=None)
    assert found.problems == []
    assert len(found.slots) == Question.objects.count() > 50
    return found.slots


def test_every_question_that_ships_can_be_asked_in_every_country(slots: list[dict[str, Any]]) -> None:
    assert {slot["kind"] for slot in slots} == set(question_kinds())
    for country in ALL:
        ids = {slot["key"]: n for n, slot in enumerate(slots, start=1)}
        sheet = sheets.draw_sheet({"slots": slots, "shuffle": True}, country=country, seed=11, question_ids=ids)
        for slot in sheet["slots"]:
            if slot["kind"] == "fact_bound":
                _four_different_and_one_right(slot, country)
            if "options" in slot and slot["kind"] != "multiple":
                best = [one for one in slot["options"] if one["fraction"] == 1]
                assert len(best) == 1, slot["key"]
                assert scoring.score(slot, {"chosen": [best[0]["id"]]}) == Decimal(1)
        for shown in sheets.open_view(sheet):
            assert not {"key_version", "feedback", "legal", "answers", "value", "order", "guide"} & set(shown)
            assert all(set(option) == {"id", "text", "chosen"} for option in shown.get("options", ()))


def _four_different_and_one_right(slot: dict[str, Any], country: str) -> None:
    options = slot["options"]
    name = f"{slot['key']} in {country}"
    for language in ("es", "en"):
        assert len({option["text"][language].casefold() for option in options}) == len(options) == 4, name
    assert [option["source"] for option in options if option["fraction"] > 0] == ["law"], name
    assert all(option["country"] != country for option in options), name
    assert all(bool(option["country"]) == option["source"].startswith("law:") for option in options), name
