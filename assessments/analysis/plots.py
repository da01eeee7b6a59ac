"""Where dots and bars of the plots go, in the units of their viewBox (420 wide). Pure; the template draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

LEFT: Final = 64
RIGHT: Final = 404
ROW: Final = 26


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure with its interval on one row; `x` is None when not calculable or not enough data."""

    y: int
    label: str
    x: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class DotPlot:
    """A row each question; `foot` is where the axis' numbers stand."""

    height: int
    foot: int
    bottom: int
    dots: Sequence[Dot]
    ticks: Sequence[Tick]


def dot_plot(
    rows: Sequence[tuple[str, Mapping[str, Any] | None]], *, low: int, high: int, step: int, left: int = LEFT
) -> DotPlot:
    """(label, figure) by row, from `low` to `high` percent; what lies outside is drawn at the edge. `left`: room for labels."""

    def at(value: float) -> float:
        return round(left + (min(max(value, low), high) - low) / (high - low) * (RIGHT - left), 1)

    dots = []
    for i, (label, one) in enumerate(rows):
        y = 14 + i * ROW
        if one is None:
            dots.append(Dot(y, label))
        else:
            sure = one["low"] is not None
            dots.append(Dot(y, label, at(one["value"]), at(one["low"]) if sure else None, at(one["high"]) if sure else None))
    bottom = 4 + ROW * len(rows)
    ticks = [Tick(at(value), str(value).replace("-", "−"), value == 0) for value in range(low, high + 1, step)]
    return DotPlot(bottom + 26, bottom + 20, bottom, dots, ticks)


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int
    label: str


def histogram(counts: Sequence[int], *, top: int = 22, bottom: int = 142) -> list[Bar]:
    """A bar each tenth of the maximum, with the number of people over it."""
    most = max(counts, default=0) or 1
    width = 420 / max(len(counts), 1)
    step = 100 // max(len(counts), 1)
    bars = []
    for i, count in enumerate(counts):
        height = round((bottom - top) * count / most, 1)
        label = f"{i * step}–{(i + 1) * step}"
        bars.append(
            Bar(
                round(i * width + 2, 1), bottom - height, round(width - 4, 1), height, round((i + 0.5) * width, 1), count, label
            )
        )
    return bars
