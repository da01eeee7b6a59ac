"""How much people gained between two tests: mean of the differences within persons, with a paired-t interval. Pure.

Sources: Student (1908), Biometrika 6, 1–25 (paired differences); the distribution of t for whole degrees of freedom in closed
form: Abramowitz & Stegun (1964), 26.7.3 and 26.7.4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, cos, pi, sin, sqrt

from assessments.statistics.intervals import Interval


@dataclass(frozen=True, slots=True)
class Gain:
    """Of `n` pairs: the mean difference, after minus before, in the unit of what came in; None of no pairs.

    `interval` (95 %) is None under two pairs.
    """

    n: int
    mean: float | None
    interval: Interval | None


def mean_gain(differences: Sequence[float]) -> Gain:
    """The mean of differences within persons: mean ± t(n − 1) · sd / √n."""
    n = len(differences)
    if not n:
        return Gain(0, None, None)
    mean = sum(differences) / n
    if n < 2:
        return Gain(n, mean, None)
    sd = sqrt(sum((one - mean) ** 2 for one in differences) / (n - 1))
    half = t_quantile(n - 1) * sd / sqrt(n)
    return Gain(n, mean, Interval(mean - half, mean + half, "paired-t"))


def t_quantile(freedom: int, inside: float = 0.95) -> float:
    """The t beyond which, on both sides together, 1 − `inside` lies. Raises ValueError under one degree of freedom."""
    if freedom < 1:
        raise ValueError("at least one degree of freedom")
    low, high = 0.0, 1.0
    while _inside(high, freedom) < inside:
        high *= 2
    for _step in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < inside else (low, middle)
    return high


def _inside(t: float, freedom: int) -> float:
    """P(|T| ≤ t)."""
    angle = atan(t / sqrt(freedom))
    squared = cos(angle) ** 2
    term = total = 1.0 if freedom % 2 == 0 else cos(angle)
    first = 2 if freedom % 2 == 0 else 3
    for n in range(first, freedom - 1, 2):
        term *= squared * (n - 1) / n
        total += term
    if freedom % 2 == 0:
        return sin(angle) * total
    return 2 / pi * (angle + (sin(angle) * total if freedom > 1 else 0.0))
