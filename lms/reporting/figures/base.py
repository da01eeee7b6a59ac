"""What figures are made of: definitions, rows, numbers with their intervals, and the sheet that holds them. Pure.

A count always equals the number of its rows; a share shows numerator, denominator and the Wilson 95 % interval
(E. B. Wilson, 1927, J. Am. Stat. Assoc. 22:209–212), and no percentage under ten cases.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

DEFINITIONS_VERSION: Final = 1
_Z: Final = 1.959963984540054  # 97.5th percentile of the standard normal


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: its id, its name and what it counts."""

    id: str
    titles: Mapping[str, str]
    meaning: Mapping[str, str]
    share: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line behind a figure. `subject` is a serial or a code, never a name."""

    figure: str
    subject: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all that it needs to be read. `low`, `high`: percent, None under ten cases or when it is no share."""

    id: str
    value: int
    out_of: int | None = None
    percent: float | None = None
    low: float | None = None
    high: float | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "value": self.value, "out_of": self.out_of, "percent": self.percent, "low": self.low,
            "high": self.high,
        }  # fmt: skip


@dataclass(slots=True)
class Sheet:
    """Figures and rows of one report in the making."""

    figures: list[Figure] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def count(self, figure: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
        """Add a count with its rows; returns it."""
        mine = [Row(figure, subject, values) for subject, values in rows]
        self.rows.extend(mine)
        self.figures.append(Figure(figure, len(mine)))
        return len(mine)

    def share(self, figure: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Add a share: of its rows, those whose values say `"yes": True`."""
        mine = [Row(figure, subject, values) for subject, values in rows]
        self.rows.extend(mine)
        yes, n = sum(bool(row.values.get("yes")) for row in mine), len(mine)
        if n < 10:
            self.figures.append(Figure(figure, yes, n))
            return
        low, high = wilson(yes, n)
        self.figures.append(Figure(figure, yes, n, round(100 * yes / n, 1), round(low, 1), round(high, 1)))


def wilson(yes: int, n: int) -> tuple[float, float]:
    """The Wilson score interval of a share at 95 %, in percent. n ≥ 1."""
    p, z2 = yes / n, _Z * _Z
    centre = p + z2 / (2 * n)
    spread = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    return 100 * max(0.0, (centre - spread) / scale), 100 * min(1.0, (centre + spread) / scale)
