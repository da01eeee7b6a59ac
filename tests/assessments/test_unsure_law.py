"""Nobody is scored by law that is to be confirmed: where a rule is unsure its question is on trial, in that country alone."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from assessments import pools, scoring, sheets
from assessments.kinds import material
from assessments.models import Question, QuestionEntry, Quiz, QuizSlot
from courses import api as courses
from courses.models import Course
from lms.institutions.models import Person

COUNTRIES = ["CL", "CO", "MX", "PE"]
ONE = Decimal(1)


@pytest.fixture
def curriculum(programme: dict[str, Person]) -> Course:
    """The toolkit that ships: `trademarks.declaration_of_use` is sure but in Chile, `trademarks.nice` nowhere."""
    courses.import_toolkit(path=settings.BASE_DIR / "courses" / "curriculum", by=programme["author"].pk)
    return Course.objects.order_by("pk")[0]


def built(course: Course, *keys: str, draw: dict[str, Any] | None = None) -> material.Material:
    quiz = Quiz.objects.create(course=course, key=f"q{Quiz.objects.count()}", kind="quiz", position=90)
    for position, key in enumerate(keys, start=1):
        QuizSlot.objects.create(quiz=quiz, position=position, entry=QuestionEntry.objects.get(item__key=key))
    if draw:
        QuizSlot.objects.create(quiz=quiz, position=len(keys) + 1, draw=draw)
    return material.build(quiz, COUNTRIES, drafts=True, on=None)


def sheet(made: material.Material, country: str, seed: int = 1) -> dict[str, Any]:
    config = {"slots": made.slots, "plan": made.plan, "shuffle": True, "pass_percent": "70"}
    ids = {slot["key"]: n for n, slot in enumerate(made.slots, start=1)}
    return sheets.draw_sheet(config, country=country, seed=seed, question_ids=ids)


def test_a_question_on_unsure_law_is_asked_and_not_scored_in_that_country_alone(curriculum: Course) -> None:
    made = built(curriculum, "brands-declare-use", "brands-term")
    assert made.problems == []
    for country in COUNTRIES:
        slots = sheet(made, country)["slots"]
        trial = {slot["key"] for slot in slots if slot.get("pilot")}
        assert trial == ({"brands-declare-use"} if country == "CL" else set())
        sure = {slot["slot"]: ONE for slot in slots if slot["key"] == "brands-term"}
        assert scoring.total_fraction(slots, sure) == (1 if country == "CL" else Decimal("0.5"))


def test_a_draw_leaves_unsure_law_out_in_that_country_and_takes_it_elsewhere(curriculum: Course) -> None:
    made = built(curriculum, draw={"count": 6, "bank": "rules-brands", "topic": "trademarks"})
    assert made.problems == []
    drawn: dict[str, set[str]] = {country: set() for country in COUNTRIES}
    for country in COUNTRIES:
        for seed in range(60):
            slots = sheet(made, country, seed)["slots"]
            assert len(slots) == 6
            assert not any(slot.get("pilot") for slot in slots)
            drawn[country] |= {slot["key"] for slot in slots}
    declared = {key for key in drawn["PE"] if key.startswith("rule-declare-")}
    assert declared
    assert not declared & drawn["CL"]
    assert not any(key.startswith("rule-nice-") for keys in drawn.values() for key in keys)


def test_a_draw_that_has_only_unsure_law_can_not_be_published(curriculum: Course) -> None:
    """The sentence names the country; the fact has to be confirmed, or other questions written."""
    made = built(curriculum, draw={"count": 1, "bank": "rules-secrets", "topic": "unfair_competition"})
    assert {country for country, _sentence, _fact in made.problems} == {"PE"}


def test_a_quiz_that_could_score_nothing_is_refused(curriculum: Course) -> None:
    with override("en"):
        made = built(curriculum, "brands-where")
    assert {country for country, _sentence, _fact in made.problems} == set(COUNTRIES)
    assert "Nothing that it asks there can be scored" in made.problems[0][1]


def test_a_place_for_trials_may_take_it(curriculum: Course) -> None:
    slots = {slot["key"]: slot for slot in built(curriculum, "brands-where", "brands-term").slots}
    for country in COUNTRIES:
        for place, takes in (({"draw": {}}, False), ({"draw": {}, "pilot": True}, True)):
            assert pools.may_take(place, slots["brands-where"], country) is takes
            assert pools.may_take(place, slots["brands-term"], country)


def test_a_refresher_scores_what_has_just_changed(curriculum: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has nothing else to ask, and its page says what is to be confirmed."""
    drafts = courses.laws({"trademarks.territoriality"}, COUNTRIES, drafts=True)
    monkeypatch.setattr(courses, "laws", lambda *_args: drafts)
    entry = QuestionEntry.objects.select_related("item__draft").get(item__key="brands-where")
    question = Question.objects.get(version=entry.item.draft)
    made = material.build_question(question, entry, "CL", on=timezone.localdate(), before={})
    own = made.slots[0]["countries"]["CL"]
    assert len(own["options"]) == 4
    assert own["confirm_with"] == "INAPI"
    assert "pilot" not in own
