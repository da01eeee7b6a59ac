"""Moodle's quiz statistics, from a score matrix. Pure: no rows, no clock.

Definitions: MoodleDocs, "Quiz statistics calculations" (docs.moodle.org/dev), written by T. Hunt after the Open University's
practice, and the code that follows them, `mod/quiz/report/statistics/classes/calculator.php` and
`question/classes/statistics/questions/calculator.php`. There, with S people, p positions, x_p(s) the score of person s at
position p, T(s) the total, X_p(s) = T(s) − x_p(s) the rest, V and C variance and covariance with S − 1:

* facility index F = 100 · mean(x_p) / max(x_p)
* standard deviation = √V(x_p), in points
* intended weight = 100 · max(x_p) / Σ max
* effective weight = 100 · √C(x_p, T) / Σ √C(x_q, T). A position that varies against the total (C < 0) has none, and is left
  out of the sum
* discrimination index = 100 · C(x_p, X_p) / √(V(x_p) · V(X_p)): the item–rest correlation
* discriminative efficiency = 100 · C(x_p, X_p) / C_max(x_p, X_p), C_max with both columns sorted
* central moments m_k = Σ (T − mean)^k / S; k-statistics (Fisher, R. A., 1930, "Moments and product moments of sampling
  distributions", Proc. London Math. Soc. 30) k2 = S·m2/(S−1), k3 = S²·m3/((S−1)(S−2)),
  k4 = S²·((S+1)·m4 − 3(S−1)·m2²)/((S−1)(S−2)(S−3)); skewness = k3/k2^1.5, kurtosis = k4/k2² (0 for a normal curve)
* coefficient of internal consistency (Cronbach, L. J., 1951, "Coefficient alpha and the internal structure of tests",
  Psychometrika 16) = 100 · p/(p−1) · (1 − Σ V(x_p) / V(T))
* error ratio = 100 · √(1 − CIC/100); standard error = error ratio · SD / 100

Of a person who did not attempt a question (an empty cell) nothing is said about that question: its figures are over those
who have it, and `n` counts them. That person's total is the sum of what is there, as in Moodle for who was not given the
question. A row without any answer is an attempt that was handed in empty: it counts with the total 0.
None: not calculable (too few people, or nothing varies).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from operator import mul

from assessments.statistics.exact import Points, Scores, most_together, pairs, scores
from assessments.statistics.intervals import BLOCKS, Interval, blocks_of, spread


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One position. Percent, but `mean` and `sd`: in points. `constant`: everybody has the same score."""

    slot: int
    n: int
    maximum: float
    mean: float | None
    facility: float | None
    sd: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    constant: bool


@dataclass(frozen=True, slots=True)
class TestFigures:
    """The whole test. Mean, median, sd and standard error in points; consistency and error ratio in percent."""

    __test__ = False

    n: int
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    internal_consistency: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All positions, in order, and the test."""

    items: tuple[ItemFigures, ...]
    test: TestFigures


def analyse(maxima: Sequence[Points], rows: Sequence[Sequence[Points | None]]) -> Figures:
    """Moodle's figures of a score matrix: slot maximums, then one row a person, None for not attempted.

    Raises ValueError for rows of unequal width and cells that are no scores.
    """
    return figures_of(scores(maxima, rows))


def figures_of(matrix: Scores) -> Figures:
    """The same from whole numbers."""
    raw = [_position(matrix, column) for column in matrix.columns]
    weights = effective_weights([one.with_total for one in raw])
    intended = sum(matrix.maxima)
    items = []
    for slot, (one, weight, most) in enumerate(zip(raw, weights, matrix.maxima, strict=True), start=1):
        items.append(
            ItemFigures(
                slot=slot,
                n=one.n,
                maximum=most / matrix.scale,
                mean=None if one.mean is None else float(one.mean),
                facility=float(100 * one.mean * matrix.scale / most) if one.mean is not None and most else None,
                sd=None if one.variance is None else sqrt(one.variance),
                intended_weight=100 * most / intended if intended else None,
                effective_weight=weight,
                discrimination_index=None if one.with_rest is None else 100 * one.with_rest,
                discriminative_efficiency=None if one.efficiency is None else 100 * one.efficiency,
                constant=one.constant,
            )
        )
    return Figures(tuple(items), _test(matrix, [one.variance for one in raw]))


def effective_weights(with_total: Sequence[Fraction | int | None]) -> list[float | None]:
    """Percent, from each position's covariance with the total. None where it is negative or not calculable."""
    roots = [None if one is None or one < 0 else sqrt(one) for one in with_total]
    whole = sum(root for root in roots if root is not None)
    return [100 * root / whole if root is not None and whole else None for root in roots]


def weight_intervals(matrix: Scores) -> list[Interval | None]:
    """The jackknife of `intervals.jackknife` for effective weights of a matrix without empty cells.

    Covariances are sums, so leaving a block out is a subtraction. Raises TypeError for an empty cell.
    """
    people = matrix.people
    if people < 2 * BLOCKS:
        return [None] * len(matrix.columns)
    drawn = blocks_of(people)
    blocks = [[i for i, one in enumerate(drawn) if one == block] for block in range(BLOCKS)]
    totals = [[matrix.totals[i] for i in block] for block in blocks]
    without: list[list[int]] = [[] for _ in blocks]  # by block: n·Σxt − Σx·Σt of each column without it
    for column in matrix.columns:
        points: list[list[int]] = [[column[i] for i in block] for block in blocks]  # type: ignore[misc]
        together = [sum(map(mul, x, t)) for x, t in zip(points, totals, strict=True)]
        own, whole, both = sum(map(sum, points)), sum(matrix.totals), sum(together)
        for block, (x, t, xt) in enumerate(zip(points, totals, together, strict=True)):
            without[block].append((people - len(x)) * (both - xt) - (own - sum(x)) * (whole - sum(t)))
    parts = [effective_weights(one) for one in without]
    figures = effective_weights([pairs(column, matrix.totals).xy for column in matrix.columns])  # type: ignore[arg-type]
    return [spread(figure, [part[i] for part in parts]) for i, figure in enumerate(figures)]


@dataclass(frozen=True, slots=True)
class Position:
    """One question's figures before they are put into percent. Mean, variance and covariance in points."""

    n: int
    mean: Fraction | None = None
    variance: Fraction | None = None
    with_total: Fraction | None = None  # covariance
    with_rest: float | None = None  # correlation, −1…1
    efficiency: float | None = None  # −1…1
    constant: bool = False


def position(points: Sequence[int], totals: Sequence[int], scale: int) -> Position:
    """One question over the people who have it: whole points and totals, `scale` to a score."""
    n = len(points)
    if not n:
        return Position(0)
    rest = [total - score for score, total in zip(points, totals, strict=True)]
    with_rest, with_total = pairs(points, rest), pairs(points, totals)
    most = most_together(points, rest)
    return Position(
        n=n,
        mean=Fraction(sum(points), n * scale),
        variance=Fraction(with_rest.xx, n * (n - 1) * scale**2) if n > 1 else None,
        with_total=with_total.covariance(scale),
        with_rest=with_rest.correlation,
        efficiency=with_rest.xy / most if most else None,
        constant=not with_rest.xx,
    )


def _position(matrix: Scores, column: Sequence[int | None]) -> Position:
    kept = [(score, total) for score, total in zip(column, matrix.totals, strict=True) if score is not None]
    return position([score for score, _total in kept], [total for _score, total in kept], matrix.scale)


def _test(matrix: Scores, variances: Sequence[Fraction | None]) -> TestFigures:
    n, totals, scale, width = matrix.people, matrix.totals, matrix.scale, len(matrix.columns)
    if not n:
        return TestFigures(0)
    total, ranked = sum(totals), sorted(totals)
    off = [n * one - total for one in totals]  # n times the distance from the mean: whole
    m2, m3, m4 = (Fraction(sum(d**k for d in off), n ** (k + 1) * scale**k) for k in (2, 3, 4))
    k2 = n * m2 / (n - 1) if n > 1 else None
    skewness = kurtosis = consistency = ratio = None
    if k2:
        if n > 2:
            skewness = float(n * n * m3 / ((n - 1) * (n - 2))) / float(k2) ** 1.5
        if n > 3:
            kurtosis = float(n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3)) / (k2 * k2))
        if width > 1:
            alpha = Fraction(width, width - 1) * (1 - sum(v for v in variances if v is not None) / k2)
            consistency, ratio = float(100 * alpha), 100 * sqrt(max(0.0, float(1 - alpha)))
    sd = None if k2 is None else sqrt(k2)
    return TestFigures(
        n=n,
        mean=float(Fraction(total, n * scale)),
        median=float(Fraction(ranked[(n - 1) // 2] + ranked[n // 2], 2 * scale)),
        sd=sd,
        skewness=skewness,
        kurtosis=kurtosis,
        internal_consistency=consistency,
        error_ratio=ratio,
        standard_error=None if ratio is None or sd is None else ratio * sd / 100,
    )
