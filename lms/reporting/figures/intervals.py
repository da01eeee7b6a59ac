"""Intervals, medians and pooled kappas of figures. Pure; tested by tables."""

import math
from collections.abc import Sequence
from typing import Final

_Z: Final = 1.959963984540054  # 97.5th percentile of the standard normal


def wilson(yes: int, n: int) -> tuple[float, float]:
    """The score interval of a share at 95 %, in percent, n ≥ 1 (E. B. Wilson, 1927, J. Am. Stat. Assoc. 22:209–212)."""
    p, z2 = yes / n, _Z * _Z
    centre = p + z2 / (2 * n)
    spread = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    return 100 * max(0.0, (centre - spread) / scale), 100 * min(1.0, (centre + spread) / scale)


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two intervals share a value: then nobody is put before the other."""
    return one[0] <= other[1] and other[0] <= one[1]


def median_and_p90(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    """Median and 90th percentile (nearest rank: R. J. Hyndman & Y. Fan, 1996, Am. Stat. 50:361–365, definition 1) of what some
    have not reached yet (None, later than all others). None: not reached by enough of them."""
    known = sorted(value for value in values if value is not None)
    return _ranked(known, len(values), 0.5), _ranked(known, len(values), 0.9)


def _ranked(known: Sequence[float], n: int, share: float) -> float | None:
    if not n:
        return None
    rank = max(1, math.ceil(round(share * n, 9)))
    if share == 0.5 and n % 2 == 0:
        return round((known[rank - 1] + known[rank]) / 2, 1) if len(known) > rank else None
    return round(known[rank - 1], 1) if len(known) >= rank else None


def mean_interval(values: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """(mean, low, high) at 95 % by Student's t (1908, Biometrika 6:1–25); the bounds are None under two values."""
    n = len(values)
    if not n:
        return None, None, None
    mean = sum(values) / n
    if n < 2:
        return round(mean, 2), None, None
    half = _t(n - 1) * math.sqrt(sum((one - mean) ** 2 for one in values) / (n - 1) / n)
    return round(mean, 2), round(mean - half, 2), round(mean + half, 2)


def _t(df: int) -> float:
    """Student's t at 97.5 %: the exact values of 1 and 2, beyond that the expansion 26.7.5 of M. Abramowitz & I. A. Stegun
    (1964, Handbook of Mathematical Functions)."""
    if df == 1:
        return 12.706204736
    if df == 2:
        return 4.30265273
    z = _Z
    found = z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
    found += (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
    return found + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * df**4)


def pooled(kappas: Sequence[tuple[int, float, float | None, float | None]]) -> dict[str, float | None]:
    """One kappa of several criteria: {kappa, low, high, pairs}, each weighted by its pairs.

    `kappas`: (pairs, kappa, low, high). Criteria of one script are not independent, so their errors are added as
    they are: the widest the error of the sum can be. The interval is None where one of them has none.
    """
    n = sum(one[0] for one in kappas)
    if not n:
        return {"kappa": None, "low": None, "high": None, "pairs": 0}
    mean = sum(pairs * kappa for pairs, kappa, _low, _high in kappas) / n
    errors = [(pairs, (high - low) / (2 * _Z)) for pairs, _kappa, low, high in kappas if low is not None and high is not None]
    if len(errors) < len(kappas):
        return {"kappa": round(mean, 3), "low": None, "high": None, "pairs": n}
    half = _Z * sum(pairs / n * error for pairs, error in errors)
    return {
        "kappa": round(mean, 3), "low": round(max(-1.0, mean - half), 3), "high": round(min(1.0, mean + half), 3), "pairs": n,
    }  # fmt: skip
