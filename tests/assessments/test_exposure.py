"""How often a question is shown, and when it has become too easy. Figures only; real draws are in test_exam_draws."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import exposing, pools
from assessments.exposing import Period, drift, is_over, over, rate

FORM, TIMES, CANDIDATES = 20, 3, 500


def exam() -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Six cells, each with a pool of exactly three times its need."""
    plan, slots = [], {}
    for cell, need in enumerate((6, 4, 4, 3, 2, 1)):
        pool = [f"c{cell}-{n}" for n in range(TIMES * need)]
        slots.update({key: {"key": key} for key in pool})
        plan.append({"pool": pool, "count": need, "maximum": "1", "section": 0, "draw": {}, "cell": {"n": cell}})
    return plan, slots


def draw(
    plan: Any, slots: Any, dice: random.Random, shown: Counter[str], sheets: int, met: frozenset[str] = frozenset()
) -> list[str]:
    """One sheet, as `services.exam_draws` draws it: least shown first, ties by the seed, over the cap where others lack."""
    rank = {key: (shown[key], dice.random()) for key in sorted(slots)}
    spared = over({key: shown[key] for key in slots}, dict.fromkeys(slots, sheets), 40)
    return [key for _place, key in pools.seated(plan, slots, country="PE", rank=rank, left_out=met, spared=spared)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_hundred_candidates_see_no_question_more_often_than_its_cap(seed: int) -> None:
    """Everybody sits once; after the first hundred, every fourth of those before sits again in between. No sheet lacks a
    question, nobody meets one twice, and no question is on more than 40 % of the sheets."""
    plan, slots = exam()
    dice = random.Random(seed)
    shown: Counter[str] = Counter()
    first: dict[int, frozenset[str]] = {}
    sheets = 0
    for candidate in range(CANDIDATES):
        sittings: list[tuple[int, frozenset[str]]] = [(candidate, frozenset())]
        again = candidate - 100
        if again >= 0 and again % 4 == 0:
            sittings.append((again, first[again]))
        for person, met in sittings:
            keys = draw(plan, slots, dice, shown, sheets, met)
            assert len(keys) == FORM
            assert not met & set(keys)  # the overlap of a first and a second sitting is 0
            first.setdefault(person, frozenset(keys))
            shown.update(keys)
            sheets += 1
    assert sheets == 600
    rates = [shown[key] / sheets for key in slots]
    assert max(rates) <= 0.40
    assert min(rates) > 0.30  # and none is left unused: a third each, as near as can be


def test_a_pool_with_a_question_that_everybody_would_get_keeps_the_cap_as_far_as_it_can() -> None:
    """A cell with two questions for one place: each on half of the sheets, whatever the cap says, and no more than half."""
    plan = [{"pool": ["a", "b"], "count": 1, "maximum": "1", "section": 0, "draw": {}}]
    slots = {key: {"key": key} for key in "ab"}
    dice, shown = random.Random(0), Counter[str]()
    for sheets in range(100):
        shown.update(draw(plan, slots, dice, shown, sheets))
    assert shown == {"a": 50, "b": 50}


@given(st.integers(1, 100), st.integers(0, 2000))
def test_a_question_that_is_not_over_stays_within_its_cap(cap: int, sheets: int) -> None:
    for shown in range(sheets + 1):
        if not is_over(shown, sheets, cap) and shown:
            assert 100 * (shown + 1) <= cap * (sheets + 1)
        if is_over(shown, sheets, cap):
            return


def test_the_first_sheets_may_show_anything_once() -> None:
    assert not is_over(0, 0, 40)
    assert is_over(1, 1, 40)
    assert is_over(1, 3, 40)  # two of four would be a half
    assert not is_over(1, 4, 40)  # two of five
    assert (rate(2, 5), rate(0, 0)) == (0.4, None)


def test_a_facility_that_rose_for_sure_puts_a_question_to_rest() -> None:
    """0.50 of 100, then 0.70 of 100: Newcombe's method 10 gives 0.064 … 0.326 (by hand: Wilson 0.404–0.596 and 0.604–0.781)."""
    found = drift(Period(100, 0.5), Period(100, 0.7))
    assert found is not None
    assert (round(found.rise, 3), round(found.low, 3), round(found.high, 3)) == (0.2, 0.064, 0.326)
    assert found.rises
    assert found.figures()["low"] == pytest.approx(found.low, abs=1e-4)


@pytest.mark.parametrize(
    ("earlier", "lately", "rises"),
    [
        ((100, 0.50), (100, 0.64), False),  # not by more than 0.15
        ((20, 0.50), (20, 0.70), False),  # the interval reaches below 0
        ((400, 0.50), (400, 0.66), True),
        ((400, 0.70), (400, 0.50), False),  # it became harder
        ((30, 0.40), (30, 0.90), True),
    ],
)
def test_a_rise_needs_its_size_and_its_interval(earlier: tuple[int, float], lately: tuple[int, float], rises: bool) -> None:
    found = drift(Period(*earlier), Period(*lately))
    assert found is not None
    assert found.rises is rises


def test_few_answers_say_nothing() -> None:
    assert drift(Period(19, 0.2), Period(500, 0.9)) is None
    assert drift(Period(500, 0.2), Period(exposing.LEAST - 1, 0.9)) is None


def test_newcombes_own_table_is_met() -> None:
    """Newcombe (1998), table II, contrast (a), method 10: 56/70 − 48/80 → 0.0524 … 0.3339."""
    found = drift(Period(80, 48 / 80), Period(70, 56 / 70))
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
