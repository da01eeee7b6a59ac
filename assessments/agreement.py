"""How far assessors agree: kappa of pairs, alpha of many with gaps, severity and drift. Pure; tested by published examples.

Values are numbers or words; None is "did not score this unit". Nothing is calculable where nothing varies, and is None then.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Final, Literal

from assessments.statistics.intervals import Interval, Z, mean_interval

Value = float | str
Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: Final[tuple[Level, ...]] = ("nominal", "ordinal", "interval", "ratio")
Rows = Sequence[Sequence[Value | None]]  # a row a unit, a column an assessor


@dataclass(frozen=True, slots=True)
class Pair:
    """Two assessors over the `n` units that both scored. `weighted` has quadratic weights, None at the nominal level;
    `interval` is that of `weighted`, or of `kappa` at the nominal level, 95 %."""

    n: int
    kappa: float | None
    weighted: float | None
    interval: Interval | None
    observed: float | None = None  # share of units on which both say the same


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha over `n_units` units that at least two assessors scored."""

    alpha: float | None
    n_units: int


def alpha(rows: Rows, level: Level) -> Alpha:
    """Krippendorff's alpha, any number of assessors, gaps allowed (Krippendorff, K., 2011, "Computing Krippendorff's
    Alpha-Reliability"; 2019, *Content Analysis*, 4th ed., ch. 12). 1 − observed ÷ expected disagreement.

    Raises ValueError for words at a level of numbers, and for values of both signs at the level `ratio`.
    """
    units = [found for row in rows if len(found := [v for v in row if v is not None]) > 1]
    counts = Counter(value for unit in units for value in unit)
    total = sum(counts.values())
    if not units:
        return Alpha(None, 0)
    apart = _difference(counts, level)
    expected = apart(counts)
    if not expected:
        return Alpha(None, len(units))
    observed = sum(apart(Counter(unit)) / (len(unit) - 1) for unit in units)
    return Alpha(1 - (total - 1) * observed / expected, len(units))


def _difference(counts: Mapping[Value, int], level: Level) -> Callable[[Mapping[Value, int]], float]:
    """Σ of squared differences over all ordered pairs of values in a bag of values."""
    if level == "nominal":
        return lambda bag: float(sum(bag.values()) ** 2 - sum(n * n for n in bag.values()))
    if level == "ratio":
        if min(counts) < 0 < max(counts):  # type: ignore[operator]
            raise ValueError("ratio needs values of one sign")
        return _ratio
    places = _midranks(counts) if level == "ordinal" else {value: _number(value) for value in counts}
    return lambda bag: _squares({places[value]: n for value, n in bag.items()})


def _midranks(counts: Mapping[Value, int]) -> dict[Value, float]:
    """Where each value stands when all are put in order: the ordinal metric of alpha is the distance of these, squared."""
    places, below = {}, 0
    for value in sorted(counts, key=_number):
        places[value] = below + counts[value] / 2
        below += counts[value]
    return places


def _number(value: Value) -> float:
    if isinstance(value, str):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _squares(bag: Mapping[float, int]) -> float:
    n = sum(bag.values())
    mean = sum(value * count for value, count in bag.items()) / n
    return 2 * n * sum(count * (value - mean) ** 2 for value, count in bag.items())


def _ratio(bag: Mapping[Value, int]) -> float:
    found = 0.0
    for (one, n), (other, m) in combinations([(_number(value), count) for value, count in bag.items()], 2):
        found += 2 * n * m * ((one - other) / (one + other)) ** 2
    return found


def pair(pairs: Sequence[tuple[Value, Value]], level: Level, scale: Sequence[Value] = ()) -> Pair:
    """Cohen's kappa (Cohen, J., 1960, Educ. Psychol. Meas. 20, 37–46) and weighted kappa with quadratic weights (Cohen, J.,
    1968, Psychol. Bull. 70, 213–220) of the units that both scored.

    `scale`: all values that may be given, in order; at the level `ordinal` distances are counted in steps of it (without one:
    of the values that were given), at `interval` and `ratio` in the values themselves.
    """
    n = len(pairs)
    if not n:
        return Pair(0, None, None, None)
    values = list(scale) or sorted({value for both in pairs for value in both}, key=lambda v: (isinstance(v, str), v))
    table = Counter(pairs)
    same = {(one, one): 1.0 for one in values}
    kappa, kappa_interval = _kappa(table, n, lambda a, b: same.get((a, b), 0.0))
    observed = sum(count for (a, b), count in table.items() if a == b) / n
    if level == "nominal":
        return Pair(n, kappa, None, kappa_interval, observed)
    at = {value: float(step) if level == "ordinal" else _number(value) for step, value in enumerate(values)}
    widest = max(at.values()) - min(at.values())
    if not widest:
        return Pair(n, kappa, None, None, observed)
    weighted, interval = _kappa(table, n, lambda a, b: 1 - ((at[a] - at[b]) / widest) ** 2)
    return Pair(n, kappa, weighted, interval, observed)


def _kappa(
    table: Mapping[tuple[Value, Value], int], n: int, weight: Callable[[Value, Value], float]
) -> tuple[float | None, Interval | None]:
    """Kappa with weights of agreement and its interval by the large-sample error of Fleiss, J. L., Cohen, J. & Everitt, B. S.
    (1969), Psychol. Bull. 72, 323–327, formula 7; held within −1 … 1."""
    first: Counter[Value] = Counter()
    second: Counter[Value] = Counter()
    for (a, b), count in table.items():
        first[a] += count
        second[b] += count
    rows = {a: sum(second[b] * weight(a, b) for b in second) / n for a in first}
    columns = {b: sum(first[a] * weight(a, b) for a in first) / n for b in second}
    expected = sum(first[a] * rows[a] for a in first) / n
    if abs(1 - expected) < 1e-12:
        return None, None
    observed = sum(count * weight(a, b) for (a, b), count in table.items()) / n
    kappa = (observed - expected) / (1 - expected)
    spread = (
        sum(count * (weight(a, b) - (rows[a] + columns[b]) * (1 - kappa)) ** 2 for (a, b), count in table.items()) / n
        - (kappa - expected * (1 - kappa)) ** 2
    )
    if n < 2:
        return kappa, None
    half = Z * sqrt(max(0.0, spread) / n) / (1 - expected)
    return kappa, Interval(max(-1.0, kappa - half), min(1.0, kappa + half), "fleiss-cohen-everitt")


def pairs_of(rows: Rows, one: int, other: int) -> list[tuple[Value, Value]]:
    """The units that two assessors (columns) both scored."""
    return [(a, b) for row in rows if (a := row[one]) is not None and (b := row[other]) is not None]


@dataclass(frozen=True, slots=True)
class Severity:
    """How far an assessor scores above (+) or below (−) the others on the same units, in points; over `n` units."""

    mean: float | None
    n: int
    interval: Interval | None


def differences(rows: Rows, assessor: int) -> list[float]:
    """Own score less the mean of the others', for each unit that somebody else scored too."""
    found = []
    for row in rows:
        own = row[assessor]
        others = [_number(value) for at, value in enumerate(row) if at != assessor and value is not None]
        if own is not None and others:
            found.append(_number(own) - sum(others) / len(others))
    return found


def severity(apart: Sequence[float]) -> Severity:
    """The mean of such differences with its 95 % interval; None without any. Negative: harsher than the others."""
    n = len(apart)
    if not n:
        return Severity(None, 0, None)
    mean = sum(apart) / n
    spread = sqrt(sum((one - mean) ** 2 for one in apart) / (n - 1)) if n > 1 else 0.0
    return Severity(mean, n, mean_interval(mean, spread, n))


@dataclass(frozen=True, slots=True)
class Drift:
    """How an assessor's severity moves, in points a unit of time, by least squares over `n` units."""

    slope: float | None
    n: int
    interval: Interval | None


def drift(points: Sequence[tuple[float, float]]) -> Drift:
    """The slope of (time, difference) pairs with its 95 % interval (normal); None under three, or all at one time."""
    n = len(points)
    if n < 3:
        return Drift(None, n, None)
    middle, mean = sum(t for t, _d in points) / n, sum(d for _t, d in points) / n
    width = sum((t - middle) ** 2 for t, _d in points)
    if not width:
        return Drift(None, n, None)
    slope = sum((t - middle) * (d - mean) for t, d in points) / width
    left = sum((d - mean - slope * (t - middle)) ** 2 for t, d in points) / (n - 2)
    half = Z * sqrt(left / width)
    return Drift(slope, n, Interval(slope - half, slope + half, "normal"))
