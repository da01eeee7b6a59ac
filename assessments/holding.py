"""When an assessor is held back: what their scores of reference scripts and of double-scored letters say. Pure.

The rule, over the last `SEEDS` reference scripts that somebody scored unknowingly (from `FEWEST` on):

* harsh, lenient: the 90 % interval of the mean difference to the agreed scores lies wholly beyond `TOLERANCE` points on one
  side (so each side errs in 5 % at most at the border itself). The spread is never taken for smaller than `FLOOR` points: two
  scripts scored alike by chance prove nothing. The same over reference scripts and double scores together, when there are at
  least `TOGETHER` of them with two partners or more and the reference scripts alone point the same way: a difference
  between two people does not say which of them is off.
* drifting: the 95 % interval of how far the difference moved from the first to the last of them lies wholly beyond too,
  and where it has come to is not near them; from `TO_DRIFT` on.
* failing: of the last `RECENT`, fewer than `EXACT` of the levels are the agreed ones, or red flags are not as agreed in
  `FLAGS_WRONG` or more.

`tests/assessments/test_holds.py` draws assessors by chance: a bias of 15 points is found within `SEEDS` reference scripts in at
least 95 % of the draws, a fair assessor is held back in at most 5 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

SEEDS: Final = 12
FEWEST: Final = 4
TOLERANCE: Final = 8.0  # points
FLOOR: Final = 5.0  # points
TOGETHER: Final = 8
TO_DRIFT: Final = 8
RECENT: Final = 5
EXACT: Final = 0.4
FLAGS_WRONG: Final = 3
Z90: Final = 1.6448536269514722
Z95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Seen:
    """One script scored, against what was agreed (a reference script) or what another person said (`partner`).

    `apart` is own score less the other, in points.
    """

    apart: float
    exact: int = 0
    criteria: int = 0
    flags_right: bool = True
    partner: int | None = None

    @property
    def is_seed(self) -> bool:
        return self.partner is None


@dataclass(frozen=True, slots=True)
class Finding:
    """Why somebody is held back: `code` harsh, lenient, drifting, failing, flags; the figures as they were."""

    code: str
    figures: Mapping[str, Any]

    def body(self) -> dict[str, Any]:
        """As a hold keeps it."""
        return {"code": self.code, **self.figures}


def finding(seen: Sequence[Seen]) -> Finding | None:
    """What holds this assessor back, if anything. The oldest first."""
    seeds = [one for one in seen if one.is_seed][-SEEDS:]
    found = _severe([one.apart for one in seeds], FEWEST, seeds=len(seeds)) or _together(seen, seeds)
    return found or _drifting([one.apart for one in seeds]) or _failing(seeds[-RECENT:])


def _severe(apart: Sequence[float], fewest: int, *, seeds: int) -> Finding | None:
    if len(apart) < fewest:
        return None
    mean = sum(apart) / len(apart)
    half = Z90 * _spread(apart, mean) / sqrt(len(apart))
    return _beyond(mean, half, {"n": len(apart), "seeds": seeds}, ("harsh", "lenient"))


def _spread(values: Sequence[float], mean: float) -> float:
    return max(FLOOR, sqrt(sum((one - mean) ** 2 for one in values) / (len(values) - 1)))


def _beyond(value: float, half: float, facts: Mapping[str, Any], codes: tuple[str, str]) -> Finding | None:
    low, high = value - half, value + half
    if not (high < -TOLERANCE or low > TOLERANCE):
        return None
    figures = {"mean": round(value, 1), "low": round(low, 1), "high": round(high, 1)}
    return Finding(codes[value > 0], {**facts, **figures})


def _together(seen: Sequence[Seen], seeds: Sequence[Seen]) -> Finding | None:
    recent = seen[-2 * SEEDS :]
    partners = {one.partner for one in recent if one.partner is not None}
    if len(seeds) < 2 or len(partners) < 2:
        return None
    found = _severe([one.apart for one in recent], TOGETHER, seeds=sum(one.is_seed for one in recent))
    alone = sum(one.apart for one in seeds) / len(seeds)
    return found if found and abs(alone) > TOLERANCE / 2 and (alone > 0) == (found.code == "lenient") else None


def _drifting(apart: Sequence[float]) -> Finding | None:
    n = len(apart)
    if n < TO_DRIFT:
        return None
    middle, mean = (n - 1) / 2, sum(apart) / n
    width = sum((i - middle) ** 2 for i in range(n))
    slope = sum((i - middle) * (one - mean) for i, one in enumerate(apart)) / width
    left = sum((one - mean - slope * (i - middle)) ** 2 for i, one in enumerate(apart)) / (n - 2)
    if abs(mean + slope * (n - 1) / 2) < TOLERANCE / 2:
        return None  # it has come to the agreed scores
    moved, half = slope * (n - 1), Z95 * max(FLOOR, sqrt(left)) / sqrt(width) * (n - 1)
    return _beyond(moved, half, {"n": n, "seeds": n}, ("drifting", "drifting"))


def _failing(recent: Sequence[Seen]) -> Finding | None:
    if len(recent) < RECENT:
        return None
    exact, of = sum(one.exact for one in recent), sum(one.criteria for one in recent)
    wrong = sum(not one.flags_right for one in recent)
    figures = {"n": len(recent), "seeds": len(recent), "exact": exact, "of": of, "flags_wrong": wrong}
    if of and exact / of < EXACT:
        return Finding("failing", figures)
    return Finding("flags", figures) if wrong >= FLAGS_WRONG else None
