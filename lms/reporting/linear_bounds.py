"""Which values a hidden number can have, by linear programming: exact, in whole numbers and fractions. Pure.

The unknowns are counts, so not negative; what is published are sums of them. `Polytope(sums)` finds one solution (phase one
of the simplex method: G. B. Dantzig, 1963, Linear Programming and Extensions, ch. 5); `range_of` then moves to the smallest
and the largest value of a sum by Bland's rule, which never cycles (R. G. Bland, 1977, Math. Oper. Res. 2:103–107).
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

Number = int | Fraction
Point = list[Number]


class Infeasible(ValueError):
    """No counts add up to these sums."""


class Polytope:
    """Counts x ≥ 0 of `size` unknowns with Σ x[i] (i in a sum's places) = its value, for every (places, value) of `sums`."""

    def __init__(self, size: int, sums: Sequence[tuple[Collection[int], int]]) -> None:
        """Raises Infeasible."""
        self.size = size
        n = size + len(sums)  # an artificial unknown a row
        self.table: list[list[Number]] = []
        for at, (places, value) in enumerate(sums):
            row: list[Number] = [0] * (n + 1)
            for place in places:
                row[place] = 1
            row[size + at], row[n] = 1, value
            self.table.append(row)
        self.basis = [size + at for at in range(len(sums))]
        cost: list[Number] = [-sum(row[i] for row in self.table) if i < size else 0 for i in range(n)]
        worth: Number = -sum(row[n] for row in self.table)
        if _minimise(self.table, self.basis, [*cost, worth], n)[-1] != 0:
            raise Infeasible
        self._leave_artificial(n)
        keep = [at for at, one in enumerate(self.basis) if one < size]
        self.table = [self.table[at][:size] + self.table[at][n:] for at in keep]
        self.basis = [self.basis[at] for at in keep]

    def _leave_artificial(self, n: int) -> None:
        for at, one in enumerate(self.basis):
            if one >= self.size:
                into = next((i for i in range(self.size) if self.table[at][i] != 0), None)
                if into is not None:
                    _pivot(self.table, self.basis, [0] * (n + 1), at, into)

    def range_of(self, places: Collection[int]) -> tuple[Point, Point | None]:
        """Points at which the sum of these places is smallest and largest; None where it has no largest."""
        low = self._extreme(dict.fromkeys(places, 1))
        return low or [0] * self.size, self._extreme(dict.fromkeys(places, -1))

    def _extreme(self, cost: dict[int, Number]) -> Point | None:
        table, basis = [row[:] for row in self.table], self.basis[:]
        line: list[Number] = [cost.get(i, 0) for i in range(self.size)] + [0]
        for at, one in enumerate(basis):
            if line[one]:
                factor = line[one]
                line = [a - factor * b for a, b in zip(line, table[at], strict=True)]
        if _minimise(table, basis, line, self.size) is _UNBOUNDED:
            return None
        point: Point = [0] * self.size
        for at, one in enumerate(basis):
            point[one] = table[at][-1]
        return point


_UNBOUNDED: Any = [None]


def _minimise(table: list[list[Number]], basis: list[int], line: list[Number], n: int) -> list[Number]:
    """The line of reduced costs at the end, its last value − the minimum; `_UNBOUNDED` where there is none."""
    while True:
        into = next((i for i in range(n) if line[i] < 0), None)
        if into is None:
            return line
        out, best = -1, None
        for at, row in enumerate(table):
            if row[into] > 0:
                ratio = Fraction(row[-1]) / row[into]
                if best is None or ratio < best or (ratio == best and basis[at] < basis[out]):
                    out, best = at, ratio
        if out < 0:
            return _UNBOUNDED  # type: ignore[no-any-return]
        _pivot(table, basis, line, out, into)


def _pivot(table: list[list[Number]], basis: list[int], line: list[Number], out: int, into: int) -> None:
    row = table[out]
    if row[into] != 1:
        by = row[into]
        row = table[out] = [-value for value in row] if by == -1 else [_whole(Fraction(value) / by) for value in row]
    for at, other in enumerate(table):
        if at != out and other[into]:
            factor = other[into]
            table[at] = [a - factor * b if b else a for a, b in zip(other, row, strict=True)]
    if line[into]:
        factor = line[into]
        line[:] = [a - factor * b if b else a for a, b in zip(line, row, strict=True)]
    basis[out] = into


def _whole(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value
