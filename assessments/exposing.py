"""How often an exam question may be shown, and when it has become too easy. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, sqrt
from typing import Final

from assessments.statistics.intervals import wilson

DAYS: Final = 90  # a question's rate, and what "lately" means for its drift
DRIFT: Final = 0.15  # a facility that rose by more, with an interval above 0, puts a question to rest
LEAST: Final = 20  # answers in each period: with fewer nothing is said


def is_over(shown: int, sheets: int, cap_percent: int) -> bool:
    """Whether one more sheet with this question would bring it over its cap: (shown + 1) ÷ (sheets + 1) > cap.

    Of the first sheets every question is on too many; so each may be shown once before the cap counts.
    """
    return shown + 1 > max(1, floor(cap_percent * (sheets + 1) / 100))


def rate(shown: int, sheets: int) -> float | None:
    """The share of sheets that showed a question, 0 … 1; None before there were any."""
    return shown / sheets if sheets else None


def over(shown: Mapping[str, int], sheets: Mapping[str, int], cap_percent: int) -> frozenset[str]:
    """The questions over their cap: `shown` and `sheets` (those that could have shown it) by question."""
    return frozenset(key for key, n in shown.items() if is_over(n, sheets.get(key, 0), cap_percent))


@dataclass(frozen=True, slots=True)
class Period:
    """Answers to one question in a period: how many, and their mean fraction, 0 … 1."""

    n: int
    facility: float


@dataclass(frozen=True, slots=True)
class Drift:
    """By how much a facility rose, with its 95 % interval; `rises` when the rule says that somebody must look."""

    earlier: Period
    lately: Period
    rise: float
    low: float
    high: float

    @property
    def rises(self) -> bool:
        """By more than 0.15, and surely: the interval lies above 0."""
        return self.rise > DRIFT and self.low > 0

    def figures(self) -> dict[str, float]:
        """As a move of a question's life keeps them."""
        return {
            "earlier_n": self.earlier.n, "earlier": round(self.earlier.facility, 4), "lately_n": self.lately.n,
            "lately": round(self.lately.facility, 4), "rise": round(self.rise, 4), "low": round(self.low, 4),
            "high": round(self.high, 4),
        }  # fmt: skip


def drift(earlier: Period, lately: Period) -> Drift | None:
    """How a question's facility moved. None with fewer than 20 answers in either period.

    The difference of two proportions with the hybrid score interval from Wilson's limits (Newcombe, R. G. (1998), "Interval
    estimation for the difference between independent proportions", Statistics in Medicine 17, 873–890, method 10). Of partly
    right answers a mean varies at most as much as a share does, so the interval is never too narrow.
    """
    if min(earlier.n, lately.n) < LEAST:
        return None
    then, now = wilson(earlier.facility, earlier.n), wilson(lately.facility, lately.n)
    if then is None or now is None:
        return None
    rise = lately.facility - earlier.facility
    low = rise - sqrt((lately.facility - now.low) ** 2 + (then.high - earlier.facility) ** 2)
    high = rise + sqrt((now.high - lately.facility) ** 2 + (earlier.facility - then.low) ** 2)
    return Drift(earlier, lately, rise, low, high)
