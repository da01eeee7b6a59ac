"""Small numbers stay hidden whoever adds and subtracts: over rows, columns, totals, quarters, rolling years and countries."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.reporting.linear_bounds import Infeasible, Polytope
from lms.reporting.small_cells import SMALL_TRAIT, Ledger, Sum, possible_values

VALUES = ("woman", "man", "other", "unsaid")


def one_split(counts: tuple[int, ...], *, least: int = SMALL_TRAIT) -> tuple[Ledger, dict[object, int | None]]:
    ledger = Ledger()
    cells = [Sum(name, frozenset({name}), n, least) for name, n in zip(VALUES, counts, strict=False)]
    ledger.publish([Sum("all", frozenset(one.name for one in cells), sum(counts))])
    return ledger, ledger.tell(cells)


@pytest.mark.parametrize(
    ("counts", "least", "told"),
    [
        ((30, 20, 12, 15), 10, [30, 20, 12, 15]),  # nothing is small
        ((30, 20, 4, 15), 10, [30, 20, None, None]),  # one small: another must go with it
        ((30, 20, 4, 6), 10, [30, 20, None, None]),  # two small protect each other
        ((30, 20, 0, 15), 10, [30, 20, None, None]),  # of a trait a zero tells something
        ((30, 20, 0, 15), 5, [30, 20, 0, 15]),  # elsewhere it does not
        ((2, 1, 0, 0), 10, [None, None, None, None]),  # too few in all: nothing
    ],
)
def test_a_small_number_takes_another_with_it(counts: tuple[int, ...], least: int, told: list[int | None]) -> None:
    assert list(one_split(counts, least=least)[1].values()) == told


def keeps_its_room(ledger: Ledger) -> bool:
    """Each hidden number has five values, or all that it had when nothing of its split could be told."""
    ranges = possible_values(ledger.told, ledger.hidden)
    return all(ranges[one.name][1] - ranges[one.name][0] + 1 >= one.need for one in ledger.hidden)


@given(st.tuples(*[st.integers(0, 40)] * 4))
def test_every_hidden_number_of_one_split_keeps_five_values(counts: tuple[int, ...]) -> None:
    assert keeps_its_room(one_split(counts)[0])


def brute(told: list[Sum], hidden: list[Sum], cells: list[object], most: int) -> dict[object, set[int]]:
    """Every value that a hidden number takes in any whole counts that agree with what is told: by trying all of them."""
    found: dict[object, set[int]] = {one.name: set() for one in hidden}
    for counts in itertools.product(range(most + 1), repeat=len(cells)):
        given_ = dict(zip(cells, counts, strict=True))
        if all(sum(given_[cell] for cell in one.cells) == one.value for one in told):
            for one in hidden:
                found[one.name].add(sum(given_[cell] for cell in one.cells))
    return found


@settings(max_examples=25)
@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_the_bounds_are_those_that_trying_everything_finds(counts: list[int]) -> None:
    """A table of two by two with its totals: institution × value."""
    cells: list[object] = [(house, value) for house in "ab" for value in ("woman", "man")]
    counted = dict(zip(cells, counts, strict=True))

    def total(name: str, *places: object) -> Sum:
        return Sum(name, frozenset(places), sum(counted[place] for place in places))

    told = [total("a", *cells[:2]), total("b", *cells[2:]), total("woman", cells[0], cells[2])]
    hidden = [total(f"{one}", one) for one in cells]
    tried = brute(told, hidden, cells, max(16, *counts))
    for name, (least, most) in possible_values(told, hidden).items():
        assert (least, most) == (min(tried[name]), max(tried[name]))


def linked(quarters: list[tuple[int, ...]], others: list[tuple[int, ...]]) -> Ledger:
    """An institution's gender split of quarters, one after another, then rolling years, then its country's."""
    ledger = Ledger()
    names = VALUES[: len(quarters[0])]
    for number, (mine, theirs) in enumerate(zip(quarters, others, strict=True)):
        own = [Sum(("i", number, v), frozenset({("i", number, v)}), n, SMALL_TRAIT) for v, n in zip(names, mine, strict=True)]
        rest = [frozenset({("o", number, v)}) for v in names]
        ledger.publish([Sum(("i", number), frozenset().union(*(one.cells for one in own)), sum(mine))])
        ledger.publish([Sum(("o", number), frozenset().union(*rest), sum(theirs))])
        told = ledger.tell(own)
        if number >= 3 and None in told.values():
            window = range(number - 3, number + 1)
            ledger.tell([
                Sum(("r", number, v), frozenset(("i", q, v) for q in window), sum(quarters[q][at] for q in window), SMALL_TRAIT)
                for at, v in enumerate(names)
            ])  # fmt: skip
        ledger.tell([
            Sum(("k", number, v), own[at].cells | rest[at], mine[at] + theirs[at], SMALL_TRAIT) for at, v in enumerate(names)
        ])  # fmt: skip
    return ledger


SPLITS = st.lists(st.tuples(*[st.integers(0, 25)] * 3), min_size=5, max_size=5)


@settings(max_examples=15)
@given(SPLITS, SPLITS)
def test_hidden_numbers_keep_their_room_over_quarters_rolling_years_and_the_country(
    mine: list[tuple[int, ...]], others: list[tuple[int, ...]]
) -> None:
    assert keeps_its_room(linked(mine, others))


def test_the_rolling_year_is_told_where_a_quarter_is_not() -> None:
    ledger = linked([(6, 7, 8)] * 4, [(50, 50, 50)] * 4)
    told = {one.name for one in ledger.told}
    assert ("r", 3, "woman") in told
    assert ("i", 3, "woman") not in told


def test_what_was_withheld_is_not_found_by_subtracting_later() -> None:
    """Three people, all women: nothing is told of them, and the country's number that would tell it is not told either."""
    ledger = linked([(3, 0, 0)], [(50, 50, 50)])
    told = {one.name: one.value for one in ledger.told}
    assert ("i", 0, "woman") not in told
    others = Sum("others", frozenset({("o", 0, "woman")}), 50, SMALL_TRAIT)
    country = ("k", 0, "woman") in told
    assert ledger.tell([others])["others"] == (None if country else 50)
    assert keeps_its_room(ledger)


def test_no_small_number_is_ever_told() -> None:
    ledger = linked([(9, 30, 3), (30, 2, 9), (12, 12, 12), (0, 30, 30), (11, 40, 10)], [(40, 40, 40)] * 5)
    splits = [one for one in ledger.told if len(one.name) == 3]  # type: ignore[arg-type]
    assert splits
    assert all(one.value >= SMALL_TRAIT for one in splits)


def test_sums_that_no_counts_agree_with_are_refused() -> None:
    with pytest.raises(Infeasible):
        Polytope(2, [((0, 1), 3), ((0,), 5)])


def test_a_number_without_a_bound_has_none() -> None:
    low, high = Polytope(2, [((0,), 3)]).range_of((1,))
    assert (sum(low[1:]), high) == (0, None)
    assert possible_values([], [Sum("x", frozenset("x"), 1)]) == {"x": (0, math.inf)}
