"""A quiz is frozen with its keys, by country; what stands in the way is said before publishing."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from assessments import sheets
from assessments.kinds import material
from assessments.kinds.quiz import QuizKind
from assessments.models import Quiz
from courses import api as courses
from courses.errors import PublishingRefused
from courses.kinds import kind_of
from courses.models import Course, UnitVersion, UnitVersionItem
from lms.institutions.models import Person
from tests.assessments.toolkit import QUESTIONS, TERMS, facts, write_toolkit

ALL = ["CL", "CO", "MX", "PE"]


def config_of(quiz: Quiz) -> dict:  # type: ignore[type-arg]
    return UnitVersion.objects.filter(unit_id=quiz.pk).latest("number").config


def bound(quiz: Quiz, country: str) -> list[dict]:  # type: ignore[type-arg]
    slot = next(slot for slot in config_of(quiz)["slots"] if slot["key"] == "q-bound")
    return list(slot["countries"][country]["options"])


@pytest.mark.parametrize("country", ALL)
def test_a_fact_bound_question_has_the_countrys_law_as_key_and_other_countries_law_beside_it(quiz: Quiz, country: str) -> None:
    options = bound(quiz, country)
    assert len({option["text"]["es"].casefold() for option in options}) == 4
    right = [option for option in options if option["fraction"] > 0]
    assert [option["text"]["es"].casefold() for option in right] == [TERMS[country].casefold()]
    others = {option["country"]: option["text"]["es"].casefold() for option in options if option["country"]}
    assert others == {other: TERMS[other].casefold() for other in ALL if other != country}


def test_where_other_countries_say_the_same_authored_distractors_fill_up(
    toolkit_root: Path, programme: dict[str, Person]
) -> None:
    same = QUESTIONS.replace("fact: trademarks.opposition", "fact: trademarks.term")
    courses.import_toolkit(path=write_toolkit(toolkit_root, questions=same))
    quiz = Quiz.objects.get()
    courses.publish_course(
        course_id=quiz.course_id, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=ALL
    )
    options = bound(quiz, "PE")
    assert sorted(option["text"]["es"] for option in options) == ["10 años", "Dos años", "Nunca", "Una semana"]
    assert not any(option["country"] for option in options)


def test_the_options_wear_the_same_dress_so_that_the_laws_own_words_do_not_stand_out() -> None:
    made = sheets.bound_options(
        question_key="q",
        right={"source": "law", "text": {"es": "10\u00a0años.", "en": "ten\u00a0years"}},
        foreign=[{"source": "law:CL", "text": {"es": "cinco años", "en": "five years"}, "country": "CL"}],
        authored=[
            {"source": "d1", "text": {"es": "DIEZ años", "en": "Ten  years"}},
            {"source": "d2", "text": {"es": "uno", "en": "one"}},
            {"source": "d3", "text": {"es": "dos", "en": "two"}},
        ],
    )
    texts = [option["text"]["es"] for option in made]
    assert sorted(texts) == ["10 años", "Cinco años", "Dos", "Uno"]


def test_an_options_id_is_made_of_its_words_and_nothing_else() -> None:
    words = {"es": "Buscar", "en": "Search"}
    assert sheets.option_id("q", words) == sheets.option_id("q", dict(words))
    assert sheets.option_id("q", words) != sheets.option_id("p", words)


def test_the_same_seed_gives_the_same_sheet_and_options_move_with_the_seed(quiz: Quiz) -> None:
    config = config_of(quiz)
    ids = {slot["key"]: n for n, slot in enumerate(config["slots"], start=1)}
    one = sheets.draw_sheet(config, country="PE", seed=7, question_ids=ids)
    assert one == sheets.draw_sheet(config, country="PE", seed=7, question_ids=ids)
    orders = {
        tuple(s["key"] for s in sheets.draw_sheet(config, country="PE", seed=seed, question_ids=ids)["slots"])
        for seed in range(30)
    }
    assert len(orders) > 5
    assert config == config_of(quiz)


def test_what_a_quiz_rests_on_is_held_by_country_and_foreign_law_is_shown_only(quiz: Quiz) -> None:
    held = UnitVersionItem.objects.filter(unit_version__unit_id=quiz.pk, country="PE").select_related("item_version__item")
    found = {
        (row.item_version.item.kind, row.item_version.item.key, row.item_version.item.country): row.shown_only for row in held
    }
    assert found["fact", "trademarks.opposition", "PE"] is False
    assert found["fact", "trademarks.opposition", "CL"] is True
    assert found["question", "q-single", ""] is False
    assert len([key for key in found if key[0] == "question"]) == 4


def test_freezing_the_same_draft_twice_gives_the_same(quiz: Quiz) -> None:
    kind = QuizKind()
    today = date(2030, 1, 1)
    assert kind.freeze(unit_id=quiz.pk, countries=ALL, on=today) == kind.freeze(unit_id=quiz.pk, countries=ALL, on=today)
    assert dict(kind.freeze(unit_id=quiz.pk, countries=ALL, on=today).config) == config_of(quiz)


def test_a_question_without_four_different_answers_in_a_country_stops_publishing(
    toolkit_root: Path, programme: dict[str, Person]
) -> None:
    alike = facts().replace("31 días hábiles", "30 días hábiles").replace("un mes", "30 días hábiles")
    alike = alike.replace("33 días hábiles", "30 días hábiles")
    too_few = QUESTIONS.replace("{es: Nunca, en: Never}", "{es: 30 días hábiles, en: Never}")
    courses.import_toolkit(path=write_toolkit(toolkit_root, facts=alike, questions=too_few))
    quiz = Quiz.objects.get()
    problems = QuizKind().problems(unit_id=quiz.pk, countries=ALL)
    assert {problem.country for problem in problems} == set(ALL)
    assert all("q-bound" in problem.sentence for problem in problems)
    with pytest.raises(PublishingRefused):
        courses.publish_course(
            course_id=quiz.course_id, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=ALL
        )


def test_a_course_file_with_a_broken_quiz_is_told_so() -> None:
    kind = QuizKind()
    assert kind.check_spec({"questions": ["a"]}) == []
    assert len(kind.check_spec({"questions": []})) == 1
    assert len(kind.check_spec({"questions": ["a", "a"], "pass_percent": 101, "attempts_allowed": -1, "shuffle": "no"})) == 4


def test_every_unit_of_ours_has_a_kind_with_words_in_both_languages(course: Course) -> None:
    for name in ("quiz", "case_study", "practicum"):
        kind = kind_of(name)
        assert kind.label()
        assert kind.icon()
        assert kind.sentence(code="", params={}) == ""


def test_every_shipped_fact_bound_question_has_four_different_answers_and_one_right_in_each_country(db: None) -> None:
    courses.import_toolkit(path=Path(settings.BASE_DIR) / "courses" / "curriculum")
    seen = 0
    for quiz in Quiz.objects.all():
        found = material.build(quiz, ALL, drafts=True, on=None)
        assert found.problems == []
        for slot in found.slots:
            for place in slot["countries"].values():
                options = place["options"]
                assert [option["fraction"] for option in options].count(1.0) == 1
                for language in ("es", "en"):
                    assert len({option["text"][language].casefold() for option in options}) == 4
                seen += 1
    assert seen >= 4 * 4
