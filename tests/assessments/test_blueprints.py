"""Blueprints: weights from judges, whole questions for cells, sheets that meet every cell, and how hard they are."""

import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from statistics import fmean, pstdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import pools
from assessments.blueprints.allocation import allocate
from assessments.blueprints.spread import BY_BAND, spread
from assessments.blueprints.weights import Rating, by_domain, weights

FOUR = ("CL", "CO", "MX", "PE")


def ratings(*said: tuple[str, int, int, int]) -> list[Rating]:
    return [Rating(*one) for one in said]


def test_a_task_weighs_its_importance_times_its_frequency() -> None:
    """Two judges: listen 5 × 4 and 4 × 4 → 4.5 × 4 = 18; refer 5 × 1 and 3 × 2 → 4 × 1.5 = 6. Shares 0.75 and 0.25."""
    found = weights(ratings(("listen", 1, 5, 4), ("listen", 2, 4, 4), ("refer", 1, 5, 1), ("refer", 2, 3, 2)))
    assert [(one.task, round(one.share, 9), one.judges) for one in found] == [("listen", 0.75, 2), ("refer", 0.25, 2)]
    assert found[0].importance == 4.5
    assert found[0].importance_sd == pytest.approx(0.70710678)
    # without judge 1: 16 and 6; without judge 2: 20 and 5. Jackknife of 16/22 and 20/25: √(½ Σ (x − mean)²)
    assert found[0].error == pytest.approx((0.5 * 2 * ((20 / 25 - 16 / 22) / 2) ** 2) ** 0.5)
    assert by_domain({one.task: one.share for one in found}, {"listen": "a", "refer": "b"}) == {"a": 0.75, "b": 0.25}


def test_a_judge_who_leaves_a_task_out_says_nothing_about_it() -> None:
    found = {one.task: one for one in weights(ratings(("a", 1, 4, 4), ("a", 2, 2, 2), ("b", 1, 3, 3)))}
    assert (found["a"].share, found["b"].share) == (0.5, 0.5)
    assert found["b"].judges == 1
    assert weights([]) == []


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 6), st.integers(1, 5), st.integers(1, 5)), min_size=1))
def test_shares_sum_to_one_and_are_never_nothing(said: list[tuple[str, int, int, int]]) -> None:
    found = weights({(task, judge): Rating(task, judge, i, f) for task, judge, i, f in said}.values())
    assert sum(one.share for one in found) == pytest.approx(1)
    assert all(one.share > 0 for one in found)


@pytest.mark.parametrize(
    ("shares", "items", "found"),
    [
        ([3, 2, 2, 1], 8, [3, 2, 2, 1]),
        ([1, 1, 1], 10, [4, 3, 3]),  # equal remainders: the earlier cell
        ([Decimal("41.5"), Decimal("33.25"), Decimal("25.25")], 20, [8, 7, 5]),  # 8.3 6.65 5.05
        ([0.1, 0.1, 0.1], 3, [1, 1, 1]),
        ([97, 2, 1], 10, [10, 0, 0]),
        ([5], 0, [0]),
    ],
)
def test_whole_questions_go_to_the_largest_remainders(shares: list[Any], items: int, found: list[int]) -> None:
    assert allocate(shares, items) == found


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.integers(0, 200))
def test_an_allocation_sums_up_and_stays_within_one_of_the_exact_share(shares: list[int], items: int) -> None:
    found = allocate(shares, items)
    assert sum(found) == items
    for share, n in zip(shares, found, strict=True):
        assert abs(n - Fraction(share * items, sum(shares))) < 1


@pytest.mark.parametrize("wrong", [[], [0], [1, -1]])
def test_cells_without_weight_are_refused(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        allocate(wrong, 5)


def exam(*, length: int = 20, seed: int = 7) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """A frozen plan of eight cells with overlapping bands, families in all of them, some questions of one country only."""
    dice = random.Random(seed)
    needs = allocate([5, 4, 3, 2, 2, 2, 1, 1], length)
    plan: list[dict[str, Any]] = []
    slots: dict[str, dict[str, Any]] = {}
    for cell, need in enumerate(needs):
        pool = [f"c{cell}-{n}" for n in range(4 * need)]
        for n, key in enumerate(pool):
            slots[key] = {"key": key, "maximum": "1", "level": 1 + n % 3}
            if n < 2 and need > 1:
                slots[key]["subject"] = f"family:c{cell}"
            if n == 2:
                slots[key]["only"] = [dice.choice(FOUR)]
        draw = {"pool": pool, "count": need, "maximum": "1", "section": 0, "draw": {"bank": "exam"}, "cell": {"n": cell}}
        plan.append(draw)
    wide = {**plan[0], "pool": [*plan[0]["pool"], *plan[1]["pool"]], "count": 1, "cell": {"n": 8}}
    plan[0] = {**plan[0], "count": plan[0]["count"] - 1}  # a cell of the whole domain shares the pools of two tasks
    return [*plan, wide], slots


def sheet(plan: Any, slots: Any, seed: int, country: str) -> list[tuple[Any, str]]:
    dice = random.Random(seed)
    rank = {key: (0, dice.random()) for key in slots}
    return pools.seated(plan, slots, country=country, rank=rank)


def test_ten_thousand_seeded_sheets_meet_every_cell() -> None:
    plan, slots = exam()
    wanted = {place["cell"]["n"]: place["count"] for place in plan}
    allowed = {place["cell"]["n"]: set(place["pool"]) for place in plan}
    made = set()
    for seed in range(10_000):
        country = FOUR[seed % 4]
        taken = sheet(plan, slots, seed, country)
        assert Counter(place["cell"]["n"] for place, _key in taken) == wanted
        keys = [key for _place, key in taken]
        assert all(key in allowed[place["cell"]["n"]] for place, key in taken)
        assert all(pools.is_asked_in(slots[key], country) for key in keys)
        assert len({pools.subject(slots[key]) for key in keys}) == 20
        made.add(tuple(sorted(keys)))
    assert len(made) > 9_900  # drawn, not fixed


def test_the_same_seed_gives_the_same_sheet() -> None:
    plan, slots = exam()
    assert sheet(plan, slots, 3, "PE") == sheet(plan, slots, 3, "PE")
    assert sheet(plan, slots, 3, "PE") != sheet(plan, slots, 4, "PE")


def test_the_spread_of_form_difficulty_is_reported() -> None:
    plan, slots = exam()
    sheets = [[key for _place, key in sheet(plan, slots, seed, "PE")] for seed in range(300)]
    dice = random.Random(1)
    facilities = {key: dice.uniform(0.3, 0.95) for key in slots}
    found = spread(sheets, facilities, {})
    assert found is not None
    scores = [100 * fmean(facilities[key] for key in one) for one in sheets]
    assert (found.sheets, found.measured) == (300, 1.0)
    assert (found.mean, found.sd) == (pytest.approx(fmean(scores)), pytest.approx(pstdev(scores)))
    assert (found.lowest, found.highest) == (pytest.approx(min(scores)), pytest.approx(max(scores)))
    assert 0 < found.sd < 5


def test_without_figures_the_authors_band_stands_in() -> None:
    found = spread([["a", "b"], ["a", "c"]], {"a": 0.5}, {"b": 1, "c": 3})
    assert found is not None
    assert found.mean == pytest.approx(100 * ((0.5 + BY_BAND[1]) / 2 + (0.5 + BY_BAND[3]) / 2) / 2)
    assert found.measured == pytest.approx(1 / 3)
    assert spread([[]], {}, {}) is None


def test_a_question_over_its_cap_is_taken_only_where_others_are_lacking() -> None:
    plan = [{"pool": ["a", "b", "c"], "count": 2, "maximum": "1", "section": 0, "draw": {}, "cell": {"n": 0}}]
    slots = {key: {"key": key} for key in "abc"}
    rank = {"a": 0, "b": 1, "c": 2}
    spared = pools.seated(plan, slots, country="PE", rank=rank, spared={"a"})
    assert sorted(key for _place, key in spared) == ["b", "c"]
    both = pools.seated(plan, slots, country="PE", rank=rank, spared={"a", "b"})
    assert sorted(key for _place, key in both) == ["a", "c"]
    none = pools.seated(plan, slots, country="PE", rank=rank, left_out={"a", "b"})
    assert [key for _place, key in none] == ["c"]


def best(seats: list[list[str]], subjects: dict[str, str], spared: frozenset[str], taken: frozenset[str]) -> tuple[int, int]:
    """(how many seats can be filled, with how few spared questions then): every way is tried."""
    if not seats:
        return (0, 0)
    rest = best(seats[1:], subjects, spared, taken)
    for key in seats[0]:
        if subjects[key] not in taken:
            more, cost = best(seats[1:], subjects, spared, taken | {subjects[key]})
            rest = min(rest, (more + 1, cost + (key in spared)), key=lambda one: (-one[0], one[1]))
    return rest


@settings(max_examples=60)
@given(st.integers(0, 100_000))
def test_as_few_spared_questions_are_taken_as_can_be(seed: int) -> None:
    dice = random.Random(seed)
    keys = [f"q{n}" for n in range(9)]
    plan = [
        {"pool": dice.sample(keys, dice.randint(1, 5)), "count": dice.randint(1, 2), "section": 0, "draw": {}}
        for _n in range(3)
    ]
    slots = {key: {"key": key, "subject": f"family:{dice.randint(0, 6)}"} for key in keys}
    spared = frozenset(dice.sample(keys, 4))
    found = pools.seated(plan, slots, country="PE", rank=dict.fromkeys(keys, 0), spared=spared)
    seats = [place["pool"] for place in plan for _n in range(place["count"])]
    subjects = {key: slot["subject"] for key, slot in slots.items()}
    assert (len(found), sum(key in spared for _place, key in found)) == best(seats, subjects, spared, frozenset())
    assert all(key in place["pool"] for place, key in found)
    assert len({subjects[key] for _place, key in found}) == len(found)


def test_what_is_on_trial_takes_no_ones_place() -> None:
    plan = [
        {"pool": ["p"], "count": 1, "maximum": "1", "section": 0, "draw": {}, "pilot": True},
        {"pool": ["a", "b"], "count": 1, "maximum": "1", "section": 0, "draw": {}},
    ]
    slots = {"p": {"key": "p", "subject": "family:one"}, "a": {"key": "a", "subject": "family:one"}, "b": {"key": "b"}}
    taken = pools.seated(plan, slots, country="PE", rank={"p": 0, "a": 0, "b": 1})
    assert {key for place, key in taken if not pools.is_pilot(place)} <= {"a", "b"}
    assert len([key for place, key in taken if not pools.is_pilot(place)]) == 1
    assert pools.scored({"plan": plan, "slots": []}) == 1
