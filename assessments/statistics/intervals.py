"""How sure a figure is: 95 % intervals. Pure. None where there is too little to say.

Named with each: `wilson`, `fisher`, `bonett`, `normal`, `jackknife`.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atanh, exp, log, sqrt, tanh
from typing import Final

Z: Final = 1.959963984540054
T19: Final = 2.093024054408263  # Student's t, 19 degrees of freedom, two-sided 5 %
BLOCKS: Final = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, in the unit of the figure, and by which method."""

    low: float
    high: float
    method: str

    def times(self, factor: float) -> "Interval":
        """The same in another unit: × 100 for percent."""
        return Interval(self.low * factor, self.high * factor, self.method)


def wilson(share: float, n: float) -> Interval | None:
    """Of a share 0…1 of n people (Wilson, E. B., 1927, JASA 22, 209–212). Also of a mean of points between 0 and 1: such
    points vary at most as much as right/wrong ones do, so the interval is never too narrow.
    """
    if n < 1 or not 0 <= share <= 1:
        return None
    z2 = Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half), "wilson")


def mean_interval(mean: float, sd: float, n: int) -> Interval | None:
    """Of a mean, by its standard error."""
    if n < 2:
        return None
    half = Z * sd / sqrt(n)
    return Interval(mean - half, mean + half, "normal")


def fisher(r: float, n: int) -> Interval | None:
    """Of a correlation (Fisher, R. A., 1921, Metron 1, 3–32). None under 4 people and for ±1."""
    if n < 4 or abs(r) >= 1:
        return None
    z, half = atanh(r), Z / sqrt(n - 3)
    return Interval(tanh(z - half), tanh(z + half), "fisher")


def bonett(alpha: float, n: int, positions: int) -> Interval | None:
    """Of Cronbach's alpha, ≤ 1 (Bonett, D. G., 2002, J. Educational and Behavioral Statistics 27, 335–340)."""
    if n < 3 or positions < 2 or alpha >= 1:
        return None
    middle = log(1 - alpha) - log(n / (n - 1))
    half = Z * sqrt(2 * positions / ((positions - 1) * (n - 2)))
    return Interval(1 - exp(middle + half), 1 - exp(middle - half), "bonett")


def sd_interval(sd: float, n: int, kurtosis: float | None) -> Interval | None:
    """Of a standard deviation, from Var(s²) = σ⁴·(2/(n−1) + κ/n), on the logarithm (Mood, Graybill & Boes, 1974, ch. VI)."""
    spread = 2 / (n - 1) + kurtosis / n if n > 3 and kurtosis is not None else -1.0
    if spread <= 0 or sd <= 0:
        return None
    half = Z * sqrt(spread) / 2
    return Interval(sd * exp(-half), sd * exp(half), "normal")


def skewness_interval(skewness: float, n: int) -> Interval | None:
    """± z · SE (Joanes, D. N. & Gill, C. A., 1998, The Statistician 47, 183–189)."""
    if n < 3:
        return None
    half = Z * _skewness_error(n)
    return Interval(skewness - half, skewness + half, "normal")


def kurtosis_interval(kurtosis: float, n: int) -> Interval | None:
    """± z · SE (the same source)."""
    if n < 4:
        return None
    half = Z * 2 * _skewness_error(n) * sqrt((n * n - 1) / ((n - 3) * (n + 5)))
    return Interval(kurtosis - half, kurtosis + half, "normal")


def _skewness_error(n: int) -> float:
    return sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))


Measure = Callable[[Sequence[bool]], Sequence[float | None]]


def blocks_of(people: int) -> list[int]:
    """The block of each person, 0…19, as even as can be."""
    drawn = [i % BLOCKS for i in range(people)]
    random.Random(BLOCKS).shuffle(drawn)  # noqa: S311 - an order, not a secret
    return drawn


def jackknife(people: int, measure: Measure) -> list[Interval | None]:
    """For figures whose law nobody wrote down (effective weight, discriminative efficiency): leave out one of 20 blocks of
    people at a time (delete-a-group jackknife: Shao, J. & Wu, C. F. J., 1989, Annals of Statistics 17, 1176–1197).

    `measure` takes whether each person stays. Who is in which block is drawn once for all by a fixed seed: the same rows give
    the same interval, and a rhythm in their order does no harm. None where a figure is missing in the whole or in any part,
    and under 40 people.
    """
    whole = measure([True] * people)
    if people < 2 * BLOCKS:
        return [None] * len(whole)
    drawn = blocks_of(people)
    parts = [measure([one != block for one in drawn]) for block in range(BLOCKS)]
    return [spread(value, [part[i] for part in parts]) for i, value in enumerate(whole)]


def spread(value: float | None, parts: Sequence[float | None]) -> Interval | None:
    """The interval of a figure from its values without each of the 20 blocks."""
    known = [part for part in parts if part is not None]
    if value is None or len(known) < len(parts):
        return None
    centre = sum(known) / BLOCKS
    half = T19 * sqrt((BLOCKS - 1) / BLOCKS * sum((part - centre) ** 2 for part in known))
    return Interval(value - half, value + half, "jackknife")
