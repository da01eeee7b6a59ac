"""Choosing among those who applied: the sums."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from courses.calling import Candidate, Criterion, allot, mean, total

START = datetime(2026, 3, 1, tzinfo=UTC)
candidates = st.lists(st.tuples(st.decimals(0, 100, places=2), st.integers(0, 50)), max_size=25).map(
    lambda rows: [Candidate(n, score, START + timedelta(hours=hour)) for n, (score, hour) in enumerate(rows, start=1)]
)


@given(candidates, st.integers(1, 30), st.integers(0, 100))
def test_seats_go_to_the_best_and_nobody_is_lost_or_chosen_twice(people: list[Candidate], seats: int, least: int) -> None:
    chosen = allot(people, seats=seats, least=least)
    assert len(chosen.selected) == min(seats, sum(one.total >= least for one in people))
    assert sorted((*chosen.selected, *chosen.waiting, *chosen.below)) == sorted(one.id for one in people)
    totals = {one.id: one.total for one in people}
    in_order = [totals[one] for one in (*chosen.selected, *chosen.waiting)]
    assert in_order == sorted(in_order, reverse=True)
    assert all(totals[one] < least for one in chosen.below)
    assert sorted(chosen.places.values()) == list(range(1, len(people) + 1))


@given(candidates, st.integers(1, 10))
def test_more_seats_never_take_one_from_somebody(people: list[Candidate], seats: int) -> None:
    assert set(allot(people, seats=seats, least=0).selected) <= set(allot(people, seats=seats + 1, least=0).selected)


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(1, 20), st.integers(0, 20)), min_size=1, max_size=8))
def test_a_total_is_a_percentage_and_grows_with_points(rows: list[tuple[int, int, int]]) -> None:
    criteria = [Criterion(str(n), {}, weight, top) for n, (weight, top, _points) in enumerate(rows)]
    points = {str(n): min(given_, top) for n, (_weight, top, given_) in enumerate(rows)}
    assert 0 <= total(points, criteria) <= 100
    assert total({one.key: one.top for one in criteria}, criteria) == 100
    assert total({}, criteria) == 0
    assert total({**points, "0": criteria[0].top}, criteria) >= total(points, criteria)


def test_totals_weigh_criteria_and_round_half_up() -> None:
    criteria = [Criterion("a", {}, 2, 5), Criterion("b", {}, 1, 3)]
    assert total({"a": 4, "b": 1}, criteria) == Decimal("64.44")
    assert mean([Decimal("64.44"), Decimal("64.45")]) == Decimal("64.45")
    assert mean([]) is None


def test_with_equal_totals_who_applied_first_comes_first() -> None:
    people = [Candidate(1, Decimal(50), START + timedelta(hours=2)), Candidate(2, Decimal(50), START)]
    assert allot(people, seats=1, least=0).selected == (2,)
