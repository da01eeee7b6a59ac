"""A quiz in a course file: what is wrong with it in a sentence, what it says comes back, what is frozen of draws and pins."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from assessments import pools
from assessments.errors import BankNotFound, QuestionMissing
from assessments.kinds.quiz import QuizKind
from assessments.models import Attempt, QuestionEntry, Quiz, QuizSlot
from assessments.services.attempts import start_attempt
from courses import api as courses
from courses.errors import PublishingRefused
from courses.kinds import Problem
from courses.models import Course, UnitVersion
from lms.institutions.models import Person
from tests.assessments.toolkit import COURSE, QUESTIONS, write_toolkit
from tests.conftest import House
from tests.courses import building

ALL = ["CL", "CO", "MX", "PE"]
FOUR = "[q-single, q-multiple, q-number, q-bound]"
Spec = Mapping[str, Any]

# --- what is wrong --------------------------------------------------------------------------------------------------
MISTAKES: Sequence[tuple[dict[str, Any], str]] = [
    ({}, "'questions'"),
    ({"questions": []}, "'questions'"),
    ({"questions": "q"}, "'questions'"),
    ({"questions": ["q", "q"]}, "stands twice"),
    ({"questions": ["q", {"question": "q", "points": 2}]}, "stands twice"),
    ({"questions": [7]}, "is a key"),
    ({"questions": [{}]}, "is a key"),
    ({"questions": [{"question": "q", "draw": 2, "bank": "b"}]}, "is a key"),
    ({"questions": [{"question": "q", "bank": "b"}]}, "'bank' is not known here"),
    ({"questions": [{"question": 7}]}, "'question' must be text"),
    ({"questions": [{"question": "q", "version": 0}]}, "'version'"),
    ({"questions": [{"question": "q", "version": True}]}, "'version'"),
    ({"questions": [{"question": "q", "points": 0}]}, "'points'"),
    ({"questions": [{"question": "q", "points": "two"}]}, "'points'"),
    ({"questions": [{"draw": 0, "bank": "b"}]}, "'draw'"),
    ({"questions": [{"draw": 201, "bank": "b"}]}, "'draw'"),
    ({"questions": [{"draw": 1.5, "bank": "b"}]}, "'draw'"),
    ({"questions": [{"draw": 2}]}, "'bank'"),
    ({"questions": [{"draw": 2, "bank": "b", "version": 1}]}, "'version' is not known here"),
    ({"questions": [{"draw": 2, "bank": "b", "topic": 7}]}, "'topic'"),
    ({"questions": [{"draw": 2, "bank": "b", "difficulty": 4}]}, "'difficulty'"),
    ({"questions": [{"draw": 2, "bank": "b", "difficulty": [1, "hard"]}]}, "'difficulty'"),
    ({"questions": [{"draw": 2, "bank": "b", "tags": "exam"}]}, "'tags'"),
    ({"questions": ["q"], "sections": [{"titles": {"es": "a", "en": "a"}, "questions": ["p"]}]}, "not both"),
    ({"sections": "all"}, "'sections'"),
    ({"sections": [{"titles": {"es": "a", "en": "a"}, "questions": []}]}, "'questions'"),
    ({"sections": [{"titles": {"es": "a"}, "questions": ["q"]}]}, "'titles'"),
    ({"sections": [{"titles": {"es": "a", "en": "a"}, "questions": ["q"], "minutes": 3}]}, "nothing else"),
    ({"sections": [{"titles": {"es": "a", "en": "a"}, "questions": ["q"], "shuffle": 1}]}, "'shuffle'"),
    ({"questions": ["q"], "pass_percent": 101}, "'pass_percent'"),
    ({"questions": ["q"], "attempts_allowed": -1}, "'attempts_allowed'"),
    ({"questions": ["q"], "minutes_allowed": 1.5}, "'minutes_allowed'"),
    ({"questions": ["q"], "wait_minutes": 525_601}, "'wait_minutes'"),
    ({"questions": ["q"], "shuffle": "yes"}, "'shuffle'"),
    ({"questions": ["q"], "behaviour": "adaptive"}, "deferred, immediate, retry, confidence"),
    ({"questions": ["q"], "counts": "worst"}, "best, last, first, average"),
    ({"questions": ["q"], "tries": 0}, "'tries'"),
    ({"questions": ["q"], "penalty": 1.1}, "'penalty'"),
    ({"questions": ["q"], "opens_at": "tomorrow"}, "'opens_at'"),
    ({"questions": ["q"], "opens_at": "2026-12-01T08:00"}, "'opens_at'"),  # without a zone it is nobody's eight o'clock
    ({"questions": ["q"], "closes_at": 20261201}, "'closes_at'"),
    ({"questions": ["q"], "opens_at": "2026-12-01T08:00Z", "closes_at": "2026-12-01T08:00Z"}, "must come after"),
    ({"questions": ["q"], "review": "never"}, "'review'"),
    ({"questions": ["q"], "review": {"before": {"score": True}}}, "'review'"),
    ({"questions": ["q"], "review": {"after": {"key": True}}}, "'review'"),
    ({"questions": ["q"], "review": {"after": {"score": "no"}}}, "'review'"),
    ({"questions": ["q"], "intro": {"es": "sólo"}}, "'intro'"),
]


@pytest.mark.parametrize(("spec", "words"), MISTAKES)
def test_one_mistake_is_one_sentence_that_names_it(spec: Spec, words: str) -> None:
    with translation.override("en"):
        said = list(QuizKind().check_spec(spec))
    assert len(said) == 1, said
    assert words in said[0]


# --- what is said comes back --------------------------------------------------------------------------------------------------
TITLES = {"es": "Uno", "en": "One"}
PLAIN: dict[str, Any] = {"pass_percent": 70, "questions": ["q-single", "q-bound"]}
SPECS: Sequence[dict[str, Any]] = [
    PLAIN,
    {**PLAIN, "pass_percent": 62.5, "attempts_allowed": 3, "minutes_allowed": 20, "wait_minutes": 60, "counts": "average"},
    {**PLAIN, "behaviour": "retry", "tries": 2, "penalty": 0.25, "shuffle": False},
    {**PLAIN, "opens_at": "2026-12-01T08:00+00:00", "closes_at": "2026-12-24T20:00+00:00"},
    {**PLAIN, "review": {"during": {"right": False}, "after": {"score": True, "right": False, "feedback": False}}},
    {**PLAIN, "intro": {"es": "Hola.", "en": "Hello."}},
    {**PLAIN, "questions": ["q-single", {"question": "q-bound", "points": 2.5}, {"question": "q-number", "version": 1}]},
    {**PLAIN, "questions": [{"draw": 2, "bank": "marks", "topic": "trademarks", "difficulty": [1, 2], "points": 2}]},
    {
        **{name: value for name, value in PLAIN.items() if name != "questions"},
        "sections": [
            {"titles": TITLES, "shuffle": False, "questions": ["q-bound", {"question": "q-number", "points": 3}]},
            {"titles": TITLES, "questions": [{"draw": 1, "bank": "marks"}]},
        ],
    },
]


def save(quiz: Quiz, spec: Spec) -> Quiz:
    assert list(QuizKind().check_spec(spec)) == []
    whole = {"key": quiz.key, "titles": quiz.titles, "minutes": 5, **spec}
    QuizKind().save_draft(course_id=quiz.course_id, module_id=quiz.module_id, position=quiz.position, spec=whole)
    return Quiz.objects.get(pk=quiz.pk)


def said(spec: Spec) -> dict[str, Any]:
    """Without what is as usual: a file needs not say it."""
    usual = {name: field.default for name, field in QuizKind.spec_fields.items() if not field.always}
    return {name: value for name, value in spec.items() if name not in usual or value != usual[name]}


@pytest.mark.parametrize("spec", SPECS)
def test_a_draft_says_what_its_file_said(spec: Spec, quiz: Quiz) -> None:
    first = said(QuizKind().spec(unit_id=save(quiz, spec).pk))
    assert first == spec
    rows = list(QuizSlot.objects.filter(quiz=quiz).values_list("pk", flat=True))
    again = said(QuizKind().spec(unit_id=save(quiz, first).pk))
    assert again == first
    assert list(QuizSlot.objects.filter(quiz=quiz).values_list("pk", flat=True)) == rows  # nothing changed, nothing is written


def frozen(quiz: Quiz, countries: Sequence[str] = ALL) -> dict[str, Any]:
    return dict(QuizKind().freeze(unit_id=quiz.pk, countries=countries, on=timezone.localdate() + timedelta(days=1)).config)


@pytest.mark.parametrize("spec", SPECS)
def test_what_was_frozen_says_what_its_file_said(spec: Spec, quiz: Quiz) -> None:
    config = frozen(save(quiz, spec))
    assert said(QuizKind().spec(unit_id=quiz.pk, config=config)) == spec


def test_what_is_not_there_is_named(quiz: Quiz) -> None:
    with pytest.raises(QuestionMissing, match="q-none"):
        save(quiz, {"questions": ["q-none"]})
    with pytest.raises(QuestionMissing, match="9"):
        save(quiz, {"questions": [{"question": "q-single", "version": 9}]})
    with pytest.raises(BankNotFound):
        save(quiz, {"questions": [{"draw": 1, "bank": "none"}]})


# --- freezing --------------------------------------------------------------------------------------------------
def problems(quiz: Quiz) -> Sequence[Problem]:
    return QuizKind().problems(unit_id=quiz.pk, countries=ALL)


def publish(course: Course, programme: Mapping[str, Person]) -> dict[str, Any]:
    courses.publish_course(course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=ALL)
    return config_of(course)


def config_of(course: Course) -> dict[str, Any]:
    return dict(UnitVersion.objects.filter(unit__course=course, kind="quiz").latest("number").config)


def imported(root: Path, by: Person, *, questions: str = QUESTIONS, quiz: str = FOUR) -> None:
    course = COURSE.replace(f"questions: {FOUR}", f"questions: {quiz}")
    courses.import_toolkit(path=write_toolkit(root, questions=questions, course=course), by=by.pk)


def test_a_frozen_draw_holds_its_whole_pool_and_each_sheet_takes_its_part(
    course: Course, toolkit_root: Path, programme: dict[str, Person], andes: House
) -> None:
    imported(toolkit_root, programme["author"], quiz="[q-number, {draw: 2, bank: marks, points: 2}]")
    config = publish(course, programme)
    fixed, drawn = config["plan"]
    assert (fixed["pool"], fixed["count"], fixed["maximum"]) == (["q-number"], 1, "1")
    assert sorted(drawn["pool"]) == ["q-bound", "q-multiple", "q-single"]  # what every sheet has is not drawn
    assert (drawn["count"], drawn["maximum"], drawn["draw"]) == (2, "2", {"bank": "marks"})
    assert {slot["key"] for slot in config["slots"]} == {"q-number", *drawn["pool"]}
    place = building.place(andes.cohort, course)
    enrolment = building.enrol(andes.advisor, andes.institution, course, cohort_course=place)
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=Quiz.objects.get(course=course).pk))
    asked = [slot["key"] for slot in attempt.sheet["slots"]]
    assert len(asked) == len(set(asked)) == pools.asked(config) == 3
    assert "q-number" in asked


def test_a_pinned_version_stays_while_the_latest_moves(
    course: Course, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    before = {slot["key"]: slot for slot in config_of(course)["slots"]}
    mended = QUESTIONS.replace("¿Cuál es el primer paso?", "¿Qué se hace primero?").replace(
        "¿Qué protege una marca?", "¿Qué es lo que protege una marca?"
    )
    imported(
        toolkit_root, programme["author"], questions=mended,
        quiz="[{question: q-single, version: 1}, q-multiple, q-number, q-bound]",
    )  # fmt: skip
    config = publish(course, programme)
    after = {slot["key"]: slot for slot in config["slots"]}
    assert after["q-single"]["stem"] == before["q-single"]["stem"]
    assert after["q-single"]["version"] == before["q-single"]["version"]
    assert after["q-multiple"]["stem"]["es"] == "¿Qué es lo que protege una marca?"
    assert config["plan"][0]["pinned"] == 1


def only_in(country: str) -> str:
    """Two of the four questions are asked in one country only."""
    found = QUESTIONS
    for key in ("q-multiple", "q-number"):
        found = found.replace(f"- key: {key}\n", f"- key: {key}\n  countries: [{country}]\n")
    return found


def test_a_draw_that_cannot_be_filled_in_a_country_is_refused_by_that_country(
    course: Course, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    imported(toolkit_root, programme["author"], questions=only_in("PE"), quiz="[{draw: 3, bank: marks}]")
    found = problems(Quiz.objects.get(course=course))
    assert sorted(problem.country for problem in found) == ["CL", "CO", "MX"]
    with pytest.raises(PublishingRefused):
        publish(course, programme)
    courses.publish_course(course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["PE"])


def test_a_question_of_some_countries_named_outright_is_refused_in_the_others(
    course: Course, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    imported(toolkit_root, programme["author"], questions=only_in("PE"))
    found = problems(Quiz.objects.get(course=course))
    assert sorted({problem.country for problem in found}) == ["CL", "CO", "MX"]
    assert len(found) == 6
    assert all("q-multiple" in problem.sentence or "q-number" in problem.sentence for problem in found)


def test_variants_of_one_question_count_once_in_a_draw(
    course: Course, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    family = QUESTIONS
    for key in ("q-single", "q-multiple"):
        family = family.replace(f"- key: {key}\n", f"- key: {key}\n  family: first-steps\n")
    imported(toolkit_root, programme["author"], questions=family, quiz="[{draw: 4, bank: marks}]")
    assert len(problems(Quiz.objects.get(course=course))) == len(ALL)
    imported(toolkit_root, programme["author"], questions=family, quiz="[{draw: 3, bank: marks}]")
    assert problems(Quiz.objects.get(course=course)) == []


def test_a_retired_question_leaves_draws_and_stops_a_quiz_that_names_it(
    course: Course, toolkit_root: Path, programme: dict[str, Person]
) -> None:
    imported(toolkit_root, programme["author"], quiz="[{draw: 3, bank: marks}]")
    assert len(publish(course, programme)["plan"][0]["pool"]) == 4
    QuestionEntry.objects.filter(item__key="q-number").update(life="retired")
    quiz = Quiz.objects.get(course=course)
    assert problems(quiz) == []
    assert sorted(frozen(quiz)["plan"][0]["pool"]) == ["q-bound", "q-multiple", "q-single"]
    save(quiz, {"questions": ["q-number"]})
    assert all("q-number" in problem.sentence for problem in problems(quiz))
    assert problems(quiz)


def test_a_question_in_two_places_that_give_it_different_points_is_refused(quiz: Quiz) -> None:
    save(quiz, {"questions": [{"draw": 1, "bank": "marks"}, {"draw": 1, "bank": "marks", "points": 2}]})
    assert any("q-single" in problem.sentence for problem in problems(quiz))


def test_a_quiz_with_nothing_unusual_is_frozen_as_it_always_was(course: Course) -> None:
    """Else every quiz would get a new version at its next release, and statistics would begin again."""
    assert set(config_of(course)) == {
        "pass_percent", "attempts_allowed", "minutes_allowed", "shuffle", "intro", "countries", "slots",
    }  # fmt: skip
    assert {name for slot in config_of(course)["slots"] for name in slot} & {"only"} == set()
