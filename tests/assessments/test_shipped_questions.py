"""Every question that ships, in every country: it can be asked, one answer is right, and no two options say the same."""

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from django.conf import settings

from assessments import scoring, sheets
from assessments.item_rules.overlaps import overlap
from assessments.item_rules.same import normal_form
from assessments.kinds import material
from assessments.models import Question, QuestionEntry, Quiz, QuizSlot
from assessments.question_kinds import question_kinds
from courses import api as courses
from courses.models import Course
from lms.institutions.models import Person

ALL = ["CL", "CO", "MX", "PE"]


@pytest.fixture
def slots(programme: dict[str, Person]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """All shipped questions as quizzes would freeze them: {the countries they are asked in: slots}."""
    courses.import_toolkit(path=settings.BASE_DIR / "courses" / "curriculum", by=programme["author"].pk)
    course = Course.objects.order_by("pk")[0]
    together: dict[tuple[str, ...], list[QuestionEntry]] = {}
    for entry in QuestionEntry.objects.order_by("item__key"):
        together.setdefault(tuple(entry.countries or ALL), []).append(entry)
    found = {}
    for position, (countries, entries) in enumerate(together.items(), start=99):
        quiz = Quiz.objects.create(course=course, key=f"all-{'-'.join(countries)}", kind="quiz", position=position)
        QuizSlot.objects.bulk_create(QuizSlot(quiz=quiz, position=n, entry=one) for n, one in enumerate(entries, start=1))
        made = material.build(quiz, countries, drafts=True, on=None)
        assert made.problems == []
        found[countries] = made.slots
    assert sum(len(ones) for ones in found.values()) == Question.objects.count() > 50
    return found


def test_every_question_that_ships_can_be_asked_in_every_country_of_its_own(
    slots: dict[tuple[str, ...], list[dict[str, Any]]],
) -> None:
    assert {slot["kind"] for slot in slots[tuple(ALL)]} == set(question_kinds())
    assert len(slots) > 1
    for countries, ones in slots.items():
        _each_can_be_asked(ones, countries)


def _each_can_be_asked(slots: list[dict[str, Any]], countries: tuple[str, ...]) -> None:
    for country in countries:
        ids = {slot["key"]: n for n, slot in enumerate(slots, start=1)}
        sheet = sheets.draw_sheet(
            {"slots": slots, "shuffle": True, "pass_percent": "70"}, country=country, seed=11, question_ids=ids
        )
        for slot in sheet["slots"]:
            if slot["kind"] == "fact_bound":
                _own_law_is_right(slot, country)
            if slot["kind"] in ("fact_bound", "single"):
                _four_different_and_one_right(slot, country)
            if "options" in slot and slot["kind"] != "multiple":
                best = [one for one in slot["options"] if one["fraction"] == 1]
                assert len(best) == 1, slot["key"]
                assert scoring.score(slot, {"chosen": [best[0]["id"]]}) == Decimal(1)
        for shown in sheets.open_view(sheet):
            assert not {"key_version", "feedback", "legal", "answers", "value", "order", "guide"} & set(shown)
            assert all(set(option) == {"id", "text", "chosen"} for option in shown.get("options", ()))


def _four_different_and_one_right(slot: dict[str, Any], country: str) -> None:
    """Different when numbers and words are read for what they say; none holds another, in either language."""
    options, name = slot["options"], f"{slot['key']} in {country}"
    assert len([option for option in options if option["fraction"] == 1]) == 1, name
    for language in ("es", "en"):
        texts = [option["text"][language] for option in options]
        assert len({normal_form(text, language) for text in texts}) == len(texts) == 4, name
        assert not [pair for pair in combinations(texts, 2) if overlap(*pair, language)], name


def _own_law_is_right(slot: dict[str, Any], country: str) -> None:
    options, name = slot["options"], f"{slot['key']} in {country}"
    assert [option["source"] for option in options if option["fraction"] > 0] == ["law"], name
    assert all(option["country"] != country for option in options), name
    assert all(bool(option["country"]) == option["source"].startswith("law:") for option in options), name
