"""How far a pass can be relied upon: would the same people pass again, and do those pass who should? Pure.

Livingston, S. A. & Lewis, C. (1995), "Estimating the consistency and accuracy of classifications based on test scores", Journal
of Educational Measurement 32, 179–197. From the scores, their reliability and the cut: an effective test length; a beta law of
true scores fitted to four moments (Lord, F. M., 1965, Psychometrika 30, 239–270; Hanson, B. A., 1991, ACT Research Report
91-5), or to two when four give no law within 0 … 1; classification tables from binomial errors.

Scores and cuts are shares of a form's points, 0 … 1. Where sheets have cuts of their own, what counts is the distance to it
(`aligned`). Two details: the binomial tail is the incomplete beta function, so that the effective length need not be rounded;
and a cut between two attainable scores is met by the upper one, half a step being the border (continuity).

The conditional standard error at the cut is binomial (Lord, 1957, Educational and Psychological Measurement 17, 510–521) with
the effective length in place of the number of items, which does what Keats' (1957) correction does: its mean over people is the
standard error that belongs to the reliability.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import asin, ceil, cos, exp, isfinite, lgamma, log, log1p, pi, sin, sqrt
from typing import Final

LEAST: Final = 50  # people under whom nothing is said
GRID: Final = 600  # points of integration on each side of the cut
TOO_FEW: Final = "too_few"
NO_SPREAD: Final = "no_spread"  # all alike, or all (or none) of the points
NO_RELIABILITY: Final = "no_reliability"


@dataclass(frozen=True, slots=True)
class Beta:
    """True scores: a beta law between `low` and `high`; four parameters, or two with the bounds 0 and 1."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    @property
    def parameters(self) -> int:
        return 2 if (self.low, self.high) == (0.0, 1.0) else 4


@dataclass(frozen=True, slots=True)
class Quality:
    """What decisions at a cut are worth. Shares 0 … 1; None with `why` (too_few, no_spread, no_reliability).

    `consistency`: the same decision on two forms (P0), `kappa` that beyond chance; `accuracy`: the decision that the true score
    deserves; `false_pass` and `false_fail` of all people; `csem` the standard error of measurement at the cut, `near` the
    share of people whose score lies within one of it; `passing` the share who passed. `table` is (both pass, one each way,
    both fail) on two forms.
    """

    n: int
    cut: float
    why: str = ""
    reliability: float | None = None
    length: float | None = None
    consistency: float | None = None
    kappa: float | None = None
    accuracy: float | None = None
    false_pass: float | None = None
    false_fail: float | None = None
    csem: float | None = None
    near: float | None = None
    passing: float | None = None
    table: tuple[float, float, float] | None = None
    law: Beta | None = None


def decision_quality(
    shares: Sequence[float], *, cut: float, reliability: float | None, step: float = 0.0, least: int = LEAST
) -> Quality:
    """Consistency and accuracy of passing at a cut. `reliability`: alpha or KR-20 of the scores, 0 … 1; `step`: the distance of
    two neighbouring scores as a share (1 ÷ points), 0 when scores are continuous. Raises ValueError for a cut outside 0 … 1."""
    if not 0 <= cut <= 1:
        raise ValueError(f"a cut is a share of the points, not {cut}")
    n = len(shares)
    if n < least:
        return Quality(n, cut, TOO_FEW)
    passing = sum(one >= cut - 1e-9 for one in shares) / n
    near_by = Quality(n, cut, NO_SPREAD, passing=passing)
    mean = sum(shares) / n
    variance = sum((one - mean) ** 2 for one in shares) / n
    if variance <= 1e-12 or not 0 < mean < 1:
        return near_by
    if reliability is None or not isfinite(reliability) or not 0 < reliability < 1:
        return Quality(n, cut, NO_RELIABILITY, reliability, passing=passing)
    length = effective_length(mean, variance, reliability)
    if length <= 1:
        return near_by
    law = true_law(shares, length)
    found = _classified(law, length, cut, step)
    csem = sqrt(cut * (1 - cut) / length)
    near = sum(abs(one - cut) <= csem for one in shares) / n
    both, mixed, neither, false_pass, false_fail = found
    consistency, chance = both + neither, (both + mixed / 2) ** 2 + (neither + mixed / 2) ** 2
    return Quality(
        n, cut, "", reliability, length, consistency, (consistency - chance) / (1 - chance) if chance < 1 else None,
        1 - false_pass - false_fail, false_pass, false_fail, csem, near, passing, (both, mixed, neither), law,
    )  # fmt: skip


def effective_length(mean: float, variance: float, reliability: float) -> float:
    """How many equally hard right-or-wrong items would give scores of this mean, spread and reliability; not rounded.

    (μ·(1 − μ) − r·σ²) ÷ (σ²·(1 − r)), shares (Livingston & Lewis 1995, formula 3 with bounds 0 and 1)."""
    return (mean * (1 - mean) - reliability * variance) / (variance * (1 - reliability))


def true_law(shares: Sequence[float], length: float) -> Beta:
    """The law of true scores from the factorial moments of the scores on the effective scale."""
    moments = _true_moments(shares, length)
    return _four(moments) or _two(moments[0], moments[1])


def aligned(shares: Sequence[float], cuts: Sequence[float]) -> tuple[list[float], float]:
    """Scores of sheets with cuts of their own on one scale, and the cut there: each keeps its distance to its cut; the common
    cut is the mean. Held within 0 … 1. Raises ValueError for unequal lengths, or none."""
    if not cuts or len(shares) != len(cuts):
        raise ValueError("a cut a score")
    common = sum(cuts) / len(cuts)
    return [min(1.0, max(0.0, share - own + common)) for share, own in zip(shares, cuts, strict=True)], common


def _true_moments(shares: Sequence[float], length: float) -> list[float]:
    """E[p], E[p²] … as far as the length lets them be known (four from a length over 4, else two)."""
    orders = 4 if length > 4 else 2
    n, found = len(shares), [0.0] * orders
    for share in shares:
        x, product = share * length, 1.0
        for k in range(orders):
            product *= x - k
            found[k] += product
    falling, moments = 1.0, []
    for k in range(orders):
        falling *= length - k
        moments.append(found[k] / n / falling)
    return moments


def _four(moments: Sequence[float]) -> Beta | None:
    """Hanson (1991): four parameters from mean, variance, skewness and kurtosis; None when that is no law within 0 … 1."""
    if len(moments) < 4:
        return None
    m1, m2, m3, m4 = moments
    variance = m2 - m1 * m1
    if variance <= 0:
        return None
    skew = (m3 - 3 * m1 * m2 + 2 * m1**3) / variance**1.5
    kurtosis = (m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1**4) / variance**2
    below = 6 + 3 * skew * skew - 2 * kurtosis
    if not below:
        return None
    r = 6 * (kurtosis - skew * skew - 1) / below
    under = (r + 2) * (r + 3) * kurtosis - 3 * (r - 6) * (r + 1)
    if r <= 0 or not under or (inner := 1 - 24 * (r + 1) / under) < 0:
        return None
    small, large = (r / 2 * (1 + sign * sqrt(inner)) for sign in (-1, 1))
    a, b = (large, small) if skew < 0 else (small, large)
    if a <= 0 or b <= 0:
        return None
    spread = sqrt(variance * (a + b + 1) / (a * b))
    low, high = m1 - a * spread, m1 + b * spread
    return Beta(a, b, low, high) if 0 <= low < high <= 1 else None


def _two(m1: float, m2: float) -> Beta:
    """The law on 0 … 1 with this mean and variance; where spread is all chance, one that is nearly a point."""
    mean = min(max(m1, 1e-6), 1 - 1e-6)
    variance = min(max(m2 - m1 * m1, 1e-8), 0.999 * mean * (1 - mean))
    size = mean * (1 - mean) / variance - 1
    return Beta(mean * size, (1 - mean) * size)


def _classified(law: Beta, length: float, cut: float, step: float) -> tuple[float, float, float, float, float]:
    """(both pass, one of two, both fail, passes wrongly, fails wrongly) over the law of true scores."""
    border = min(1.0, ceil(cut / step - 1e-9) * step) - step / 2 if step else cut - 0.5 / length
    k = border * length + 0.5  # P(X ≥ k) = I_p(k, length − k + 1)
    both = mixed = neither = wrong_pass = wrong_fail = total = 0.0
    for p, weight, deserves in _points(law, cut):
        passes = _tail(k, length, p)
        total += weight
        both += weight * passes * passes
        mixed += weight * 2 * passes * (1 - passes)
        neither += weight * (1 - passes) ** 2
        if deserves:
            wrong_fail += weight * (1 - passes)
        else:
            wrong_pass += weight * passes
    return both / total, mixed / total, neither / total, wrong_pass / total, wrong_fail / total


def _points(law: Beta, cut: float) -> Iterator[tuple[float, float, bool]]:
    """(true score, weight, at or over the cut): midpoints of x = sin²θ on each side of the cut, where the density has no pole
    for parameters from ½ on and a mild one below."""
    width = law.high - law.low
    at = min(max((cut - law.low) / width, 0.0), 1.0)
    split = asin(sqrt(at))
    for begin, end, deserves in ((0.0, split, False), (split, pi / 2, True)):
        if end - begin <= 1e-12:
            continue
        h = (end - begin) / GRID
        logs = []
        for n in range(GRID):
            theta = begin + (n + 0.5) * h
            s, c = sin(theta), cos(theta)
            logs.append((s * s, (2 * law.a - 1) * log(s) + (2 * law.b - 1) * log(c)))
        shift = lgamma(law.a + law.b) - lgamma(law.a) - lgamma(law.b)
        for x, height in logs:
            yield law.low + width * x, 2 * h * exp(shift + height), deserves


def _tail(k: float, length: float, p: float) -> float:
    """P(X ≥ k) of a binomial law, for any real k and length."""
    if k <= 0:
        return 1.0
    if k >= length + 1:
        return 0.0
    return regularised(k, length - k + 1, p)


def regularised(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz; Press et al. 1992)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    found = d
    for m in range(1, 400):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + numerator / c
            c = c if abs(c) > tiny else tiny
            found *= d * c
        if abs(d * c - 1) < 1e-12:
            break
    return found
