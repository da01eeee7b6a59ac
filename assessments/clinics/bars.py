"""Where the bars of a count go, in the units of their viewBox (420 wide): the words over each bar. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ROW: Final = 40
RIGHT: Final = 372  # room for the number behind the longest bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One category. `count` None: hidden, no bar is drawn."""

    label: str
    count: int | None
    y: int  # of the bar
    text: int  # of the words
    width: float
    after: float  # where the number stands


@dataclass(frozen=True, slots=True)
class Bars:
    height: int
    bars: Sequence[Bar]


def bars(rows: Sequence[tuple[str, int | None]]) -> Bars:
    """A bar each (label, count), the longest as wide as the drawing."""
    most = max((count or 0 for _label, count in rows), default=0) or 1
    found = []
    for n, (label, count) in enumerate(rows):
        width = round(RIGHT * (count or 0) / most, 1)
        found.append(Bar(label, count, n * ROW + 20, n * ROW + 14, width, width + 8))
    return Bars(len(rows) * ROW + 2, found)
