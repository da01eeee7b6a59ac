"""From what judges say of tasks to how much of an exam each task gets. Pure.

The multiplicative model: a task weighs its mean importance times its mean frequency, over all who rated it (Kane, M. T.,
Kingsbury, C., Colton, D. & Estes, C. (1989), "Combining data on criticality and frequency in developing test plans for
licensure and certification examinations", J. Educational Measurement 26, 17–27; Raymond, M. R. (1996), "Establishing weights
for test plans for licensure and certification examinations", Applied Measurement in Education 9, 237–256, compares it with
others).
A task that is important and rare, and one that is frequent and slight, both weigh little; nothing weighs nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Final

FEW_JUDGES: Final = 5  # under so many, one more judge could move a weight much: said wherever weights are shown


@dataclass(frozen=True, slots=True)
class Rating:
    """What one judge says of one task: both from 1 to 5."""

    task: str
    judge: int
    importance: int
    frequency: int


@dataclass(frozen=True, slots=True)
class Weight:
    """A task's share of the exam (0 … 1, all tasks sum to 1), from how many judges, with means and what judges differ by.

    `error` is the standard error of the share by the delete-one-judge jackknife; None under two judges.
    """

    task: str
    judges: int
    importance: float
    frequency: float
    importance_sd: float
    frequency_sd: float
    share: float
    error: float | None

    @property
    def percent(self) -> float:
        """The share, 0 … 100."""
        return 100 * self.share

    @property
    def error_percent(self) -> float | None:
        """Its standard error in the same unit."""
        return None if self.error is None else 100 * self.error


def weights(ratings: Iterable[Rating]) -> list[Weight]:
    """The weight of every task that somebody rated, by task. A judge who left a task out says nothing about it."""
    found: dict[str, list[Rating]] = defaultdict(list)
    for one in ratings:
        found[one.task].append(one)
    shares = _shares(found)
    errors = _errors(found, shares)
    return [
        Weight(
            task=task, judges=len(ones), share=shares[task], error=errors.get(task),
            importance=fmean(one.importance for one in ones), frequency=fmean(one.frequency for one in ones),
            importance_sd=_sd([one.importance for one in ones]), frequency_sd=_sd([one.frequency for one in ones]),
        )
        for task, ones in sorted(found.items())
    ]  # fmt: skip


def by_domain(shares: Mapping[str, float], domains: Mapping[str, str]) -> dict[str, float]:
    """{domain: the sum of its tasks' shares}."""
    found: dict[str, float] = defaultdict(float)
    for task, share in shares.items():
        found[domains[task]] += share
    return dict(found)


def _shares(ratings: Mapping[str, list[Rating]]) -> dict[str, float]:
    products = {
        task: fmean(one.importance for one in ones) * fmean(one.frequency for one in ones) for task, ones in ratings.items()
    }
    whole = sum(products.values())
    return {task: product / whole for task, product in products.items()}


def _errors(ratings: Mapping[str, list[Rating]], shares: Mapping[str, float]) -> dict[str, float]:
    """By leaving out each judge in turn (delete-one jackknife: Tukey 1958). Tasks that one judge alone rated have none."""
    judges = sorted({one.judge for ones in ratings.values() for one in ones})
    if len(judges) < 2:
        return {}
    spread: dict[str, list[float]] = defaultdict(list)
    for judge in judges:
        rest = {task: kept for task, ones in ratings.items() if (kept := [one for one in ones if one.judge != judge])}
        for task, share in _shares(rest).items():
            spread[task].append(share)
    n = len(judges)
    return {
        task: sqrt((n - 1) / n * sum((one - fmean(ones)) ** 2 for one in ones))
        for task, ones in spread.items()
        if len(ones) == n and task in shares
    }


def _sd(values: list[int]) -> float:
    if len(values) < 2:
        return 0.0
    mean = fmean(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
