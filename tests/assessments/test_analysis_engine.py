"""The analysis of what the engine really does: sheets that are drawn, certainty, several tries, keys that were mended."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessments.models import Attempt, ItemAnalysis, Quiz, RegradeLine
from assessments.selectors.foreign_law import tallied, told
from assessments.selectors.sittings import attempts_digest, chosen_attempts, gathered
from assessments.services.analysing import compute_analysis
from assessments.services.answers import check_answer, save_answer
from assessments.services.attempts import start_attempt, submit_attempt
from courses import api as courses
from courses.models import Course, Enrolment
from lms.institutions.models import Person
from tests.assessments import regrades
from tests.assessments.conftest import right_answer, wrong_answer
from tests.assessments.toolkit import COURSE, facts, write_toolkit
from tests.conftest import House

FIXED = "questions: [q-single, q-multiple, q-number, q-bound]"
POOL = "bank: pool\ntitles: {es: Otras, en: Others}\npool: practice\nquestions:\n" + "".join(
    f"- key: d-{n}\n  kind: single\n  topic: trademarks\n  stem: {{es: ¿Otra {n}?, en: Another {n}?}}\n  options:\n"
    f"  - {{id: a, right: true, text: {{es: Sí {n}, en: Yes {n}}}}}\n  - {{id: b, text: {{es: No {n}, en: No {n}}}}}\n"
    for n in range(1, 6)
)


def published(root: Path, programme: dict[str, Person], asks: str, pool: str = POOL) -> Course:
    """The tiny course with another quiz."""
    write_toolkit(root, course=COURSE.replace(FIXED, asks))
    (root / "questions" / "pool.yaml").write_text(pool, encoding="utf-8")
    courses.import_toolkit(path=root, by=programme["author"].pk)
    course = Course.objects.get(key="marks-course")
    courses.publish_course(
        course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["CL", "CO", "MX", "PE"]
    )
    return course


def body_of(quiz: Quiz) -> dict[str, Any]:
    return ItemAnalysis.objects.get(pk=compute_analysis(unit_id=quiz.pk)).body


def lines_of(body: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [one for one in body["questions"] if one["question"] == key]


def open_sheet(enrolment: Enrolment) -> Attempt:
    quiz = Quiz.objects.get(course=enrolment.course_id)
    return Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))


def test_a_drawn_quiz_is_analysed_by_place_and_by_question(
    toolkit_root: Path, programme: dict[str, Person], andes: House
) -> None:
    course = published(toolkit_root, programme, "questions: [q-single, {draw: 2, bank: pool, points: 2}, q-number]")
    quiz, asked = Quiz.objects.get(course=course), Counter[str]()
    for n in range(12):
        attempt = regrades.sit(regrades.takes(andes.institution, course, f"n{n}"), right="q-single d-1 d-2 d-3")
        asked.update(slot["key"] for slot in attempt.sheet["slots"])
    found = gathered(quiz.pk, None, chosen_attempts(quiz.pk))
    assert [(place.drawn, place.count, place.maximum, len(place.pool)) for place in found.places] == [
        (False, 1, 1, 1), (True, 2, 2, 5), (False, 1, 1, 1),
    ]  # fmt: skip
    body = body_of(quiz)
    assert (body["n"], body["other_sheets"]) == (12, 0)
    assert {one["question"]: one["n"] for one in body["questions"]} == dict(asked)
    assert {one["question"]: one["number"] for one in body["questions"] if one["question"] in ("d-1", "d-5", "q-number")} == {
        "d-1": "2.1", "d-5": "2.5", "q-number": "3",
    }  # fmt: skip
    (place,) = body["places"]
    assert (place["number"], place["n"], place["maximum"]) == ("2", 12, 4)
    whole = body["tests"][0]
    assert (whole["maximum"], whole["positions"], whole["drawn"]) == (6, 4, True)
    share = sum(asked[f"d-{n}"] for n in (1, 2, 3)) / 24
    assert place["figures"]["facility"]["value"] == pytest.approx(100 * share, abs=1e-5)
    assert whole["figures"]["mean"]["value"] == pytest.approx(1 + 4 * share, abs=1e-5)


def test_certainty_is_set_against_what_was_right(toolkit_root: Path, programme: dict[str, Person], andes: House) -> None:
    """Answers that were changed count with their last certainty; what nobody was sure or unsure of does not count."""
    course = published(toolkit_root, programme, f"behaviour: confidence, {FIXED}")
    quiz = Quiz.objects.get(course=course)
    for n in range(12):
        attempt = open_sheet(regrades.takes(andes.institution, course, f"n{n}"))
        said = {"q-single": (1, True), "q-multiple": (3, n % 2 == 0), "q-number": (3, n % 3 == 0), "q-bound": (None, True)}
        for slot in attempt.sheet["slots"]:
            certainty, right = said[slot["key"]]
            by = attempt.enrolment.person_id
            if slot["key"] == "q-multiple":  # sure of something else first
                save_answer(
                    attempt_id=attempt.pk, slot=slot["slot"], client_id="first", raw=wrong_answer(slot), by=by, certainty=1
                )
            save_answer(
                attempt_id=attempt.pk, slot=slot["slot"], client_id=slot["key"], by=by, certainty=certainty,
                raw=right_answer(slot) if right else wrong_answer(slot),
            )  # fmt: skip
        submit_attempt(attempt_id=attempt.pk)
    rows = {one["certainty"]: one for one in body_of(quiz)["certainty"]}
    assert {certainty: (one["n"], one["people"], one["right"]) for certainty, one in rows.items()} == {
        1: (12, 12, 12), 2: (0, 0, None), 3: (24, 12, 10),
    }  # fmt: skip
    assert rows[3]["share"]["value"] == pytest.approx(100 * 10 / 24, abs=1e-5)
    assert (rows[3]["verdict"], rows[1]["verdict"]) == ("over", "under")
    body = body_of(quiz)
    assert [f["code"] for f in body["findings"]] == ["righter_than_sure", "surer_than_right"]
    (multiple,) = lines_of(body, "q-multiple")
    assert multiple["figures"]["facility"]["value"] == 50  # what they know, not what their certainty earned
    assert multiple["figures"]["facility"]["low"] >= 0


def test_what_is_left_after_tries_is_a_line_of_its_own(toolkit_root: Path, programme: dict[str, Person], andes: House) -> None:
    course = published(toolkit_root, programme, FIXED)
    quiz = Quiz.objects.get(course=course)
    for n in range(3):
        regrades.sit(regrades.takes(andes.institution, course, f"d{n}"), right="q-single")
    published(toolkit_root, programme, f"behaviour: retry, tries: 3, penalty: 0.25, {FIXED}")
    for n in range(10):
        attempt = open_sheet(regrades.takes(andes.institution, course, f"r{n}"))
        slot = next(one for one in attempt.sheet["slots"] if one["key"] == "q-single")
        by = attempt.enrolment.person_id
        for nth, raw in enumerate((wrong_answer(slot), right_answer(slot))):
            check_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id=f"c{nth}", raw=raw, by=by)
        submit_attempt(attempt_id=attempt.pk)
    body = body_of(quiz)
    first, tried = sorted(lines_of(body, "q-single"), key=lambda one: one["tries"])
    assert (first["n"], first["tries"], first["current"]) == (3, 1, False)
    assert (tried["n"], tried["tries"], tried["current"]) == (10, 3, True)
    assert tried["figures"]["facility"]["value"] == 75
    assert tried["guess"] == pytest.approx(100 * (1 + 0.75 + 0.5) / 3, abs=1e-5)
    assert first["guess"] == pytest.approx(100 / 3, abs=1e-4)
    assert (body["tests"][0]["n"], body["other_sheets"]) == (10, 3)


def regraded(root: Path, course: Course, programme: dict[str, Person], **how: Any) -> None:
    """«q-single»'s key was wrong: b is right. Found, previewed, applied."""
    mended = regrades.mend(root, course, programme)
    regrades.applied(regrades.prepared(mended, programme, **how), programme)


@pytest.mark.parametrize("raise_only", [True, False])
def test_after_a_regrade_all_answers_count_under_the_new_key(
    course: Course, quiz: Quiz, toolkit_root: Path, programme: dict[str, Person], andes: House, raise_only: bool
) -> None:
    """Who was left the score of the wrong key was wrong all the same: statistics are about the question."""
    for n, (chosen, times) in enumerate((("Buscar", 7), ("Pagar", 3), ("Esperar", 2))):
        for k in range(times):
            regrades.sit(regrades.takes(andes.institution, course, f"p{n}x{k}"), chosen=chosen)
    chosen_before = chosen_attempts(quiz.pk)
    digest = attempts_digest(quiz.pk, None, chosen_before)
    (before,) = lines_of(body_of(quiz), "q-single")
    assert before["figures"]["facility"]["value"] == pytest.approx(100 * 7 / 12, abs=1e-5)
    regraded(toolkit_root, course, programme, raise_only=raise_only)
    assert attempts_digest(quiz.pk, None, chosen_attempts(quiz.pk)) != digest
    (after,) = lines_of(body_of(quiz), "q-single")
    assert (after["run"], after["versions"], after["n"], after["current"]) == (2, [2], 12, True)
    assert after["figures"]["facility"]["value"] == 25
    assert {one["id"]: (one["count"], one["right"]) for one in after["options"]} == {
        "a": (7, False), "b": (3, True), "c": (2, False),
    }  # fmt: skip
    regrades.sit(regrades.takes(andes.institution, course, "later"), chosen="Pagar")  # on the mended quiz
    (later,) = lines_of(body_of(quiz), "q-single")
    assert (later["run"], later["n"]) == (2, 13)


def test_a_regrade_that_moves_no_score_is_another_set_all_the_same(
    course: Course, quiz: Quiz, toolkit_root: Path, programme: dict[str, Person], andes: House
) -> None:
    regrades.sit(regrades.takes(andes.institution, course, "one"), chosen="Esperar")
    digest = attempts_digest(quiz.pk, None, chosen_attempts(quiz.pk))
    regraded(toolkit_root, course, programme)
    assert not RegradeLine.objects.exists()
    assert attempts_digest(quiz.pk, None, chosen_attempts(quiz.pk)) != digest
    assert [one["run"] for one in lines_of(body_of(quiz), "q-single")] == [2]


def test_a_mended_law_is_read_as_it_is_now_by_the_foreign_law_report(
    course: Course, quiz: Quiz, toolkit_root: Path, programme: dict[str, Person], andes: House
) -> None:
    """The fact said 33 days where it should say 31, as in Colombia: who answered «31» was right after all."""
    for n in range(3):
        enrolment = regrades.takes(andes.institution, course, f"p{n}")
        attempt = open_sheet(enrolment)
        slot = next(one for one in attempt.sheet["slots"] if one["key"] == "q-bound")
        raw = {"chosen": [next(one["id"] for one in slot["options"] if one["source"] == "law:CO")]}
        save_answer(attempt_id=attempt.pk, slot=slot["slot"], client_id="x", raw=raw, by=enrolment.person_id)
        submit_attempt(attempt_id=attempt.pk)
    assert [dict(one.of) for one in tallied(told(), "fact").values()] == [{"CO": 3}]
    changed = facts().replace("33 días hábiles", "31 días hábiles")
    courses.import_toolkit(path=write_toolkit(toolkit_root, facts=changed), by=programme["author"].pk)
    courses.publish_course(
        course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=["CL", "CO", "MX", "PE"]
    )
    regrades.applied(regrades.prepared(regrades.key_of("q-bound"), programme), programme)
    (one,) = tallied(told(), "fact").values()
    assert (one.n, dict(one.of)) == (3, {})
    (line,) = lines_of(body_of(quiz), "q-bound")
    assert (line["n"], line["country"]) == (3, "PE")
    found = gathered(quiz.pk, None, chosen_attempts(quiz.pk))
    assert {one.answers["q-bound"].fraction for one in found.sittings} == {10**6}


def test_queries_do_not_grow_with_people(
    course: Course, quiz: Quiz, toolkit_root: Path, programme: dict[str, Person], andes: House, django_assert_num_queries: Any
) -> None:
    def asked(names: Sequence[str], queries: int) -> None:
        for name in names:
            regrades.sit(regrades.takes(andes.institution, course, name), chosen="Pagar")
        with django_assert_num_queries(queries):
            chosen = chosen_attempts(quiz.pk)
            attempts_digest(quiz.pk, None, chosen)
            gathered(quiz.pk, None, chosen)

    asked(["a"], 6)
    asked(["b", "c"], 6)
    regraded(toolkit_root, course, programme)
    asked(["d"], 7)
    assert Decimal(1) in set(RegradeLine.objects.values_list("after", flat=True))
