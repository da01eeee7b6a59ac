"""Scoring is a pure function of response and key."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import rubrics, scoring
from assessments.errors import AnswerNotUnderstood


def choices(kind: str, right: str, count: int = 4) -> dict[str, Any]:
    ids = "abcdefgh"[:count]
    fractions = scoring.fractions_of(kind, [one in right for one in ids])
    options = [{"id": i, "fraction": f, "text": {}, "feedback": {}} for i, f in zip(ids, fractions, strict=True)]
    return {"slot": 1, "kind": kind, "options": options, "maximum": "1"}


@pytest.mark.parametrize(
    ("kind", "right", "chosen", "fraction"),
    [
        ("single", "a", "a", "1"),
        ("single", "a", "b", "0"),
        ("single", "a", "", "0"),
        ("fact_bound", "c", "c", "1"),
        ("multiple", "ab", "ab", "1"),
        ("multiple", "ab", "a", "0.5"),
        ("multiple", "ab", "ac", "0"),
        ("multiple", "ab", "abc", "0.5"),
        ("multiple", "ab", "abcd", "0"),
        ("multiple", "ab", "cd", "0"),
        ("multiple", "abc", "abc", "1"),
        ("multiple", "abc", "ab", "0.666667"),
        ("multiple", "abcd", "abcd", "1"),
        ("multiple", "a", "", "0"),
    ],
)
def test_choices_earn_the_sum_of_their_fractions_never_below_zero(kind: str, right: str, chosen: str, fraction: str) -> None:
    assert scoring.score(choices(kind, right), {"chosen": list(chosen)}) == Decimal(fraction)


@given(st.integers(2, 8), st.data())
def test_everything_right_earns_one_and_choosing_all_with_a_wrong_one_earns_nothing(count: int, data: st.DataObject) -> None:
    ids = "abcdefgh"[:count]
    right = "".join(data.draw(st.sets(st.sampled_from(ids), min_size=1)))
    slot = choices("multiple", right, count)
    assert scoring.score(slot, {"chosen": list(right)}) == 1
    if len(right) < count:
        assert scoring.score(slot, {"chosen": list(ids)}) == 0
    some = data.draw(st.sets(st.sampled_from(ids)))
    assert 0 <= scoring.score(slot, {"chosen": sorted(some)}) <= 1


NUMBER = {
    "slot": 1,
    "kind": "numeric",
    "value": "6",
    "tolerance": "0.5",
    "unit": {"es": "meses", "en": "months"},
    "maximum": "1",
}


@pytest.mark.parametrize(
    ("text", "fraction"),
    [("6", 1), ("6,5", 1), ("5,5", 1), ("6,51", 0), ("7", 0), ("", 0), ("6 meses", 1), ("6 months", 1), ("-6", 0)],
)
def test_a_number_is_right_within_its_tolerance(text: str, fraction: int) -> None:
    reading = scoring.read_response(NUMBER, {"text": text}, country="CL")
    assert scoring.score(NUMBER, reading.response) == fraction


def test_a_number_with_a_sign_is_said_back_as_it_was_read() -> None:
    assert "1500" in scoring.read_response(NUMBER, {"text": "1.500"}, country="CO").echo
    assert "1.5" in scoring.read_response(NUMBER, {"text": "1.500"}, country="PE").echo
    assert scoring.read_response(NUMBER, {"text": "6"}, country="PE").echo == ""


@pytest.mark.parametrize("raw", [{"chosen": ["zz"]}, {"chosen": ["a", "b"]}, {"chosen": [1]}, {"chosen": [None]}])
def test_an_option_that_is_not_on_the_sheet_or_one_too_many_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(AnswerNotUnderstood):
        scoring.read_response(choices("single", "a"), raw, country="PE")


def test_the_whole_sheet_is_weighed_by_each_slots_maximum() -> None:
    slots = [{"slot": 1, "maximum": "1"}, {"slot": 2, "maximum": "3"}]
    assert scoring.total_fraction(slots, {1: Decimal(1)}) == Decimal("0.25")
    assert scoring.total_fraction(slots, {1: Decimal(1), 2: Decimal(1)}) == 1
    assert scoring.total_fraction(slots, {1: Decimal(-1)}) == 0
    assert scoring.total_fraction([], {}) == 0
    assert scoring.as_percent(Decimal("0.666667")) == Decimal("66.67")


CRITERIA = [
    {"id": "r1", "weight": 60, "levels": [{"n": n} for n in range(4)]},
    {"id": "r2", "weight": 40, "levels": [{"n": n} for n in range(4)]},
]


@pytest.mark.parametrize(("r1", "r2", "percent"), [(3, 3, "100"), (0, 0, "0"), (3, 0, "60"), (2, 2, "66.67"), (1, 2, "46.67")])
def test_a_rubric_gives_the_share_of_its_maximum(r1: int, r2: int, percent: str) -> None:
    assert rubrics.percent(CRITERIA, {"r1": r1, "r2": r2}) == Decimal(percent)


def test_a_red_flag_cannot_be_averaged_away() -> None:
    assert rubrics.passes(percent_=Decimal(60), red_flags=[], pass_percent=Decimal(60))
    assert not rubrics.passes(percent_=Decimal("59.99"), red_flags=[], pass_percent=Decimal(60))
    assert not rubrics.passes(percent_=Decimal(100), red_flags=["f1"], pass_percent=Decimal(60))


def test_a_wording_edit_changes_the_content_hash_and_not_the_structure_hash() -> None:
    body = {"criteria": [{"id": "a", "weight": 100, "titles": {"es": "x"}, "levels": [{"n": 0, "es": "y"}]}], "flags": []}
    edited = {"criteria": [{"id": "a", "weight": 100, "titles": {"es": "z"}, "levels": [{"n": 0, "es": "y"}]}], "flags": []}
    heavier = {"criteria": [{"id": "a", "weight": 50, "titles": {"es": "x"}, "levels": [{"n": 0, "es": "y"}]}], "flags": []}
    assert rubrics.content_hash("k", body) != rubrics.content_hash("k", edited)
    assert rubrics.structure_hash(body) == rubrics.structure_hash(edited) != rubrics.structure_hash(heavier)
