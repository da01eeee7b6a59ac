"""Counts that leave an institution: nobody who adds and subtracts gets a hidden number back.

The attackers here share no code with the protection: one eliminates exactly over fractions, one tries every whole number.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.clinics.suppression import LEEWAY, SMALL, Protected, protect, protect_line, told_together
from tests.assessments.reckoning import Equation, determined


def equations_of(table: Protected, name: object) -> list[Equation]:
    """What the reader of a printed table can write down. Hidden totals are unknowns too."""
    found: list[Equation] = []
    width = len(table.cells[0])
    lines = [([(r, c) for c in range(width)], total, ("row", r)) for r, total in enumerate(table.rows)]
    lines += [([(r, c) for r in range(len(table.cells))], total, ("column", c)) for c, total in enumerate(table.columns)]
    for places, total, line in lines:
        left: dict[object, int] = {(name, place): 1 for place in places if table.cells[place[0]][place[1]] is None}
        right = (total or 0) - sum(table.cells[r][c] or 0 for r, c in places)
        if total is None:
            left[name, line] = -1
        found.append((left, right))
    if table.total is not None and None in table.columns:
        hidden: dict[object, int] = {(name, ("column", c)): 1 for c, n in enumerate(table.columns) if n is None}
        found.append((hidden, table.total - sum(n or 0 for n in table.columns)))
    return [(left, right) for left, right in found if left]


def solutions(table: Protected) -> Iterator[tuple[int, ...]]:
    """Every way to fill the hidden cells with whole numbers from 1 up, row by row, that fits rows, columns and total."""
    width = len(table.cells[0])

    def fill(need: int, places: Sequence[int]) -> Iterator[tuple[int, ...]]:
        if not places:
            if need == 0:
                yield ()
            return
        for n in range(1, need - len(places) + 2):
            for rest in fill(need - n, places[1:]):
                yield (n, *rest)

    hidden = [[c for c in range(width) if row[c] is None] for row in table.cells]
    needs = [(total or 0) - sum(n or 0 for n in row) for total, row in zip(table.rows, table.cells, strict=True)]
    for filled in product(*(list(fill(need, places)) for need, places in zip(needs, hidden, strict=True))):
        sums = [sum(row[c] or 0 for row in table.cells) for c in range(width)]
        for places, numbers in zip(hidden, filled, strict=True):
            for c, n in zip(places, numbers, strict=True):
                sums[c] += n
        if all(known is None or known == summed for known, summed in zip(table.columns, sums, strict=True)):
            yield tuple(n for row in filled for n in row)


def tables(rows: int, columns: int, most: int = 40) -> st.SearchStrategy[list[list[int]]]:
    count = st.one_of(st.integers(0, 6), st.integers(0, most))
    return st.lists(st.lists(count, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def sound(table: list[list[int]], printed: Protected) -> None:
    """What is shown is true, and no count from 1 to 4 is shown."""
    for row, shown in zip(table, printed.cells, strict=True):
        for n, seen in zip(row, shown, strict=True):
            assert seen in (None, n)
            assert seen is None or seen == 0 or seen >= SMALL
            assert n > 0 or seen == 0  # zeros show
    assert all(n is None or n == 0 or n >= SMALL for n in (*printed.columns, *printed.rows, printed.total or 0))


@given(st.integers(1, 5), st.integers(1, 7), st.data())
@settings(max_examples=150)
def test_who_solves_the_system_of_a_table_gets_no_hidden_number(rows: int, columns: int, data: st.DataObject) -> None:
    table = data.draw(tables(rows, columns))
    printed = protect(table)
    if not printed.withheld:
        sound(table, printed)
        assert determined(equations_of(printed, "t")) == set()


@given(st.integers(1, 3), st.integers(2, 4), st.data())
@settings(max_examples=80)
def test_four_values_stay_possible_for_every_hidden_number(rows: int, columns: int, data: st.DataObject) -> None:
    table = data.draw(tables(rows, columns, most=9))
    printed = protect(table)
    if printed.withheld:
        return
    found = list(solutions(printed))
    truth = tuple(
        n for row, shown in zip(table, printed.cells, strict=True) for n, s in zip(row, shown, strict=True) if s is None
    )
    assert truth in found
    for place in range(len(truth)):
        assert len({one[place] for one in found}) > LEEWAY


@given(st.lists(st.integers(0, 60), min_size=2, max_size=5), st.data())
@settings(max_examples=100)
def test_tables_that_share_their_rows_do_not_give_each_other_away(totals: list[int], data: st.DataObject) -> None:
    """One group of sessions by month, by stage and by sector: three tables of one set of rows, solved as one system."""
    totals = [0 if n < SMALL else n for n in totals]
    every: list[Equation] = []
    for name in ("month", "stage", "sector"):
        width = data.draw(st.integers(2, 6))
        table = [_split(n, width, data) for n in totals]
        printed = protect(table)
        if not printed.withheld:
            sound(table, printed)
            assert printed.rows == tuple(totals)
            every += equations_of(printed, name)
    assert determined(every) == set()


def _split(total: int, width: int, data: st.DataObject) -> list[int]:
    cuts = sorted(data.draw(st.lists(st.integers(0, total), min_size=width - 1, max_size=width - 1)))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


@given(st.integers(1, 4), st.integers(1, 5), st.data())
@settings(max_examples=100)
def test_a_table_whose_rows_do_not_add_up_is_protected_by_column(rows: int, columns: int, data: st.DataObject) -> None:
    """Rights: a session may concern several, so only columns add up, and no cell is larger than its row has sessions."""
    table = data.draw(tables(rows, columns, most=12))
    sessions = [max([*row, SMALL]) + data.draw(st.integers(0, 3)) for row in table]
    printed = protect(table, row_totals=False, most=sessions)
    if printed.withheld:
        return
    assert printed.total is None
    assert set(printed.rows) == {None}
    for c, total in enumerate(printed.columns):
        places = [r for r in range(rows) if printed.cells[r][c] is None]
        if total is None:
            continue
        need = total - sum(printed.cells[r][c] or 0 for r in range(rows))
        ways = [one for one in product(*(range(1, sessions[r] + 1) for r in places)) if sum(one) == need]
        for place in range(len(places)):
            assert len({one[place] for one in ways}) > LEEWAY


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(st.integers(0, 5), st.integers(0, 50)), min_size=1))
def test_small_rows_are_told_together_and_none_is_told_by_what_is_left(totals: dict[str, int]) -> None:
    lines = told_together(totals)
    assert sorted(row for line in lines for row in line) == sorted(totals)
    for line in lines:
        summed = sum(totals[row] for row in line)
        assert summed == 0 or summed >= SMALL or len(lines) == 1
        assert len(line) == 1 or sum(totals.values()) < SMALL or summed >= SMALL
    if len(lines) > 1:
        determined_rows: list[Equation] = [(dict.fromkeys(line, 1), sum(totals[r] for r in line)) for line in lines]
        assert not {row for row in determined(determined_rows) if 0 < totals[str(row)] < SMALL}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([3, 10, 20], (None, None, 20)),  # one small number alone would be the total less the rest
        ([6, 10, 20], (6, 10, 20)),
        ([0, 10, 20], (0, 10, 20)),  # nobody is known by a zero
        ([1, 4], (None, None)),
        ([1, 1, 1, 5], (None, None, None, None)),
    ],
)
def test_a_line_hides_small_numbers_and_the_smallest_other(counts: list[int], shown: tuple[int | None, ...]) -> None:
    assert protect_line(counts).cells == (shown,)


def test_five_ones_can_not_be_told_at_all() -> None:
    assert protect_line([1, 1, 1, 1, 1]).withheld


def test_two_hidden_numbers_in_each_row_and_column_may_still_be_told_and_are_not() -> None:
    """Two squares of hidden numbers and one hidden number between them: each row and column has two, and yet it is known."""
    table = [[2, 2, 9, 9], [2, 2, 3, 9], [9, 9, 2, 2], [9, 9, 2, 2]]
    naive = [[None if 0 < n < SMALL else n for n in row] for row in table]
    bridge = Protected(
        cells=tuple(map(tuple, naive)), rows=tuple(map(sum, table)),
        columns=tuple(sum(row[c] for row in table) for c in range(4)), total=sum(map(sum, table)),
    )  # fmt: skip
    assert determined(equations_of(bridge, "t")) == {("t", (1, 2))}
    assert determined(equations_of(protect(table), "t")) == set()
