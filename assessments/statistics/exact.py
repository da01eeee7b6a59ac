"""Scores as whole numbers. Pure.

Scores are decimals, and a sum of squares of binary floats is not exact: a constant question gets a variance of 1e-34 and a
discrimination index out of thin air. So scores are scaled to integers once, every sum is exact, and one division at the end
gives a float. Python's integers make this as quick as floats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from operator import mul
from typing import Final

Points = Decimal | float | int
MOST_PLACES: Final = 30
LARGEST: Final = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Scores:
    """A score matrix by column. A score is `cell / scale`; None: this person did not attempt this question."""

    scale: int
    maxima: tuple[int, ...]
    columns: tuple[tuple[int | None, ...], ...]
    totals: tuple[int, ...]  # one a person: what the person has, summed

    @property
    def people(self) -> int:
        return len(self.totals)

    def of(self, rows: Sequence[int]) -> "Scores":
        """The same of some of the people, by their place."""
        columns = tuple(tuple(column[i] for i in rows) for column in self.columns)
        return Scores(self.scale, self.maxima, columns, tuple(self.totals[i] for i in rows))


def as_decimal(score: Points) -> Decimal:
    """A score as it is written. Raises ValueError for what is no number, too large (10⁹) or too fine (30 places)."""
    value = score if isinstance(score, Decimal) else Decimal(str(score))
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(value) > LARGEST or exponent < -MOST_PLACES:
        raise ValueError(f"not a score: {score}")
    return value


def scores(maxima: Sequence[Points], rows: Sequence[Sequence[Points | None]]) -> Scores:
    """The matrix in whole numbers. Raises ValueError for a row of another width or a cell that is no score."""
    width = len(maxima)
    if any(len(row) != width for row in rows):
        raise ValueError(f"every row needs {width} cells")
    seen: dict[Points, Decimal] = {}  # few differ: convert each once

    def known(score: Points) -> Decimal:
        if score not in seen:
            seen[score] = as_decimal(score)
        return seen[score]

    most = [known(one) for one in maxima]
    decimals = [[None if cell is None else known(cell) for cell in row] for row in rows]
    places = max((-int(d.as_tuple().exponent) for d in seen.values()), default=0)
    scale = 10 ** max(places, 0)
    whole = {d: int(Fraction(d) * scale) for d in {*seen.values()}}
    table = [tuple(None if cell is None else whole[cell] for cell in row) for row in decimals]
    return Scores(
        scale=scale,
        maxima=tuple(whole[one] for one in most),
        columns=tuple(zip(*table, strict=True)) if table else ((),) * width,
        totals=tuple(sum(cell for cell in row if cell is not None) for row in table),
    )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two columns of the same people, as the sums that covariances need: n·Σxy − Σx·Σy, exactly."""

    n: int
    xx: int
    yy: int
    xy: int

    @property
    def correlation(self) -> float | None:
        """Pearson's r, −1…1; None when either side is constant."""
        if not self.xx or not self.yy:
            return None
        return max(-1.0, min(1.0, self.xy / (sqrt(self.xx) * sqrt(self.yy))))

    def covariance(self, scale: int) -> Fraction | None:
        """With n − 1, in squared points; None under two people."""
        return Fraction(self.xy, self.n * (self.n - 1) * scale * scale) if self.n > 1 else None


def pairs(x: Sequence[int], y: Sequence[int]) -> Pairs:
    """The sums of two columns of equal length."""
    n, sx, sy = len(x), sum(x), sum(y)
    return Pairs(
        n,
        n * sum(map(mul, x, x)) - sx * sx,
        n * sum(map(mul, y, y)) - sy * sy,
        n * sum(map(mul, x, y)) - sx * sy,
    )


def most_together(x: Sequence[int], y: Sequence[int]) -> int:
    """n·Σxy − Σx·Σy if the same scores were given in the same order of people: the largest that it can be."""
    together: int = sum(map(mul, sorted(x), sorted(y)))
    return len(x) * together - sum(x) * sum(y)
