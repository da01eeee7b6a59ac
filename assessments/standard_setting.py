"""Where the line between "can do the job" and "not yet" lies: what judges said, as a cut score with its error. Pure.

Modified Angoff in two rounds: Angoff, W. H. (1971), "Scales, norms, and equivalent scores", in Thorndike (ed.), Educational
Measurement, 2nd ed., 508–600; rounds, movement and the record: Cizek, G. J. & Bunch, M. B. (2007), Standard Setting, ch. 6.
Borderline scripts: Livingston, S. A. & Zieky, M. J. (1982), Passing Scores (borderline group). Check: Hofstee, W. K. B. (1983),
"The case for compromise in educational selection and grading", in Anderson & Helmick (eds.), On Educational Testing, 109–127.

Ratings are decimals and every sum is exact. A mean that is kept has four decimals, rounded half up (`kept`); a form's cut is
the sum of the kept means of its own items and is not rounded again; who has the cut has passed (`passes`).
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from statistics import median
from typing import Final

from assessments.statistics import pairs

Rating = Decimal | Fraction | int
FOUR: Final = Decimal("0.0001")
SIX: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Angoff:
    """What one round of ratings comes to, in points where each item is worth one.

    `means` and `spreads` (standard deviation between judges; None under two) an item, `cuts` a judge. `se` is the standard
    error of the cut: the standard deviation of the judges' cuts by √judges; None for one judge. `percent` 0…100.
    """

    items: int
    judges: int
    means: tuple[Fraction, ...]
    spreads: tuple[float | None, ...]
    cuts: tuple[Fraction, ...]
    cut: Fraction
    percent: Fraction
    se: float | None


def angoff(ratings: Sequence[Sequence[Rating]]) -> Angoff:
    """A row a judge, a column an item: the chance (0…1) that somebody who is only just competent has the item right.

    Raises ValueError for no judge, no item, rows of unequal length and ratings outside 0…1.
    """
    rows = [[_rating(one) for one in row] for row in ratings]
    if not rows or not rows[0]:
        raise ValueError("a cut needs a judge and an item")
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("every judge rates every item")
    columns = list(zip(*rows, strict=True))
    means, cuts = tuple(_mean(column) for column in columns), tuple(sum(row, Fraction(0)) for row in rows)
    cut = sum(means, Fraction(0))
    spreads = tuple(_spread(column) for column in columns)
    return Angoff(len(columns), len(rows), means, spreads, cuts, cut, 100 * cut / len(columns), error_of(cuts))


def error_of(values: Sequence[Rating]) -> float | None:
    """The standard error of a mean of judges: SD (n − 1) ÷ √n. None under two."""
    spread = _spread([Fraction(one) for one in values])
    return None if spread is None else spread / sqrt(len(values))


@dataclass(frozen=True, slots=True)
class Movement:
    """What the talk between two rounds did. `moved`: mean absolute change of a rating; `share`: of ratings that changed, 0…1;
    `cut` the change of the cut in points; `spread` the standard deviation of the judges' cuts before and after."""

    moved: float
    share: float
    cut: float
    spread: tuple[float | None, float | None]


def movement(first: Sequence[Sequence[Rating]], second: Sequence[Sequence[Rating]]) -> Movement:
    """Between two rounds of the same judges and items, in the same order. Raises ValueError otherwise."""
    before, after = angoff(first), angoff(second)
    if (before.items, before.judges) != (after.items, after.judges):
        raise ValueError("two rounds have the same judges and items")
    both = list(zip((_rating(x) for row in first for x in row), (_rating(x) for row in second for x in row), strict=True))
    return Movement(
        moved=float(sum((abs(b - a) for a, b in both), Fraction(0)) / len(both)),
        share=sum(a != b for a, b in both) / len(both),
        cut=float(after.cut - before.cut),
        spread=(_spread(before.cuts), _spread(after.cuts)),
    )


def consistency(ratings: Sequence[Rating], facilities: Sequence[Rating | None]) -> float | None:
    """How far a judge's ratings follow how hard the items are: Pearson's r with their facilities (0…1), −1…1, over the items
    whose facility is known. None under three of them, or when either side is constant."""
    known = [(_rating(one), Fraction(f)) for one, f in zip(ratings, facilities, strict=True) if f is not None]
    if len(known) < 3:
        return None
    x, y = [[int(pair[side] * 1_000_000) for pair in known] for side in (0, 1)]
    return pairs(x, y).correlation


@dataclass(frozen=True, slots=True)
class FormCut:
    """What one form asks: `points` of `of`, exactly."""

    points: Decimal
    of: Decimal

    @property
    def percent(self) -> Decimal:
        """0…100, two decimals, half up: for reading, never for deciding."""
        return (100 * self.share).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def share(self) -> Decimal:
        """The cut as a share of the form's points as it decides: six decimals, half up, as an attempt's share is kept."""
        return (self.points / self.of).quantize(SIX, ROUND_HALF_UP) if self.of else Decimal(0)


def form_cut(items: Iterable[tuple[Decimal, Decimal]]) -> FormCut:
    """The sum of mean × points over a form's scored items: (kept mean, points). Pilot items are left out by the caller."""
    chosen = list(items)
    points = sum((mean * maximum for mean, maximum in chosen), Decimal(0))
    return FormCut(points, sum((maximum for _mean, maximum in chosen), Decimal(0)))


def passes(raw: Decimal, cut: Decimal) -> bool:
    """Who has the cut has passed. Exact: neither side is rounded."""
    return raw >= cut


def kept(mean: Fraction) -> Decimal:
    """An item's mean as it is recorded: four decimals, half up."""
    return _decimal(mean, FOUR)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A cut after the decision. `steps` is how many standard errors it was moved by."""

    cut: Decimal
    steps: Decimal


def adjusted(cut: Decimal, se: Decimal | None, steps: Decimal) -> Adjusted:
    """A cut moved by some standard errors, as a decision may (Cizek & Bunch 2007). Raises ValueError without an error."""
    if steps and se is None:
        raise ValueError("a cut without a standard error can't be moved by one")
    return Adjusted((cut + steps * (se or Decimal(0))).quantize(FOUR, ROUND_HALF_UP), steps)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one judge finds acceptable, in percent: the lowest and the highest cut, the lowest and the highest failure rate."""

    least_cut: Rating
    most_cut: Rating
    least_fail: Rating
    most_fail: Rating


@dataclass(frozen=True, slots=True)
class Hofstee:
    """The compromise: `cut` percent at which `fail` percent would fail, both None when the curve misses the rectangle.

    `bounds` are the judges' means. `misses` says on which side of the rectangle the curve runs: "" (it crosses), "above"
    (whatever the cut within bounds, more fail than judges accept) or "below" (fewer).
    """

    bounds: tuple[float, float, float, float]
    cut: float | None
    fail: float | None
    misses: str = ""
    n: int = 0


def hofstee(answers: Sequence[Bounds], percents: Sequence[Rating]) -> Hofstee:
    """Where the line from (least cut, most failures) to (most cut, least failures) meets the share of people below a cut.

    `percents`: what people scored, 0…100. The curve is the share strictly below a score. Raises ValueError without a judge.
    """
    if not answers:
        raise ValueError("no judge answered")
    mean = [
        _mean([Fraction(getattr(one, name)) for one in answers])
        for name in ("least_cut", "most_cut", "least_fail", "most_fail")
    ]
    low, high, least, most = mean
    bounds = (float(low), float(high), float(least), float(most))
    scores, n = sorted(Fraction(one) for one in percents), len(percents)
    if not n or low > high or least > most:
        return Hofstee(bounds, None, None, "", n)

    def failing(cut: Fraction) -> Fraction:
        return Fraction(100 * bisect_left(scores, cut), n)

    def line(cut: Fraction) -> Fraction:
        return most if low == high else most + (least - most) * (cut - low) / (high - low)

    if failing(low) > most:
        return Hofstee(bounds, None, None, "above", n)
    if failing(high) < least:
        return Hofstee(bounds, None, None, "below", n)
    # The line falls, the curve rises in steps just above each score: they meet on a level part or at a step.
    knots = [low, *sorted({score for score in scores if low < score < high}), high]
    for begin, end in pairwise(knots):
        level = failing(end)  # on (begin, end] nobody else falls below
        if level >= line(begin):
            return _met(bounds, begin, line(begin), n)
        if level >= line(end):
            return _met(bounds, low + (most - level) * (high - low) / (most - least), level, n)
    return _met(bounds, high, line(high), n)


def _met(bounds: tuple[float, float, float, float], cut: Fraction, fail: Fraction, n: int) -> Hofstee:
    return Hofstee(bounds, float(cut), float(fail), "", n)


BELOW: Final = "below"
BORDERLINE: Final = "borderline"
ABOVE: Final = "above"
CLASSES: Final = (BELOW, BORDERLINE, ABOVE)


@dataclass(frozen=True, slots=True)
class Borderline:
    """The cut of a case, in percent of its rubric. `chosen` are the scripts that most judges called borderline.

    `judges` is each judge's own cut (None: called nothing borderline); `se` the larger of two errors, that of the judges and
    that of the scripts; None when neither can be computed.
    """

    cut: Fraction | None
    chosen: tuple[str, ...]
    judges: tuple[Fraction | None, ...]
    se: float | None
    centre: str = "mean"


def borderline(calls: Sequence[Mapping[str, str]], percents: Mapping[str, Rating], *, centre: str = "mean") -> Borderline:
    """A mapping a judge: script → below, borderline or above; `percents` are what the rubric gave the scripts.

    The cut is the mean (or median) percent of the scripts that more than half of the judges called borderline. Raises
    ValueError for an unknown script, class or centre, and when there is no judge.
    """
    if not calls or centre not in ("mean", "median"):
        raise ValueError("a cut needs a judge, and a mean or a median")
    if any(script not in percents or said not in CLASSES for call in calls for script, said in call.items()):
        raise ValueError("an unknown script or class")
    worth = {script: Fraction(one) for script, one in percents.items()}
    chosen = tuple(s for s in sorted(worth) if 2 * sum(call.get(s) == BORDERLINE for call in calls) > len(calls))
    own = [[worth[s] for s in sorted(call) if call[s] == BORDERLINE] for call in calls]
    judges = tuple(_centre(one, centre) if one else None for one in own)
    found = [worth[script] for script in chosen]
    by_script = error_of(found)
    if by_script is not None and centre == "median":
        by_script *= sqrt(1.5707963267948966)  # of a median of normal values: √(π/2) times that of the mean
    by_judge = error_of([one for one in judges if one is not None])
    errors = [one for one in (by_script, by_judge) if one is not None]
    return Borderline(_centre(found, centre) if found else None, chosen, judges, max(errors, default=None), centre)


def _centre(values: Sequence[Fraction], centre: str) -> Fraction:
    return _mean(values) if centre == "mean" else Fraction(median(values))


def _rating(value: Rating) -> Fraction:
    found = Fraction(value)
    if not 0 <= found <= 1:
        raise ValueError(f"a rating is from 0 to 1, not {value}")
    return found


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _spread(values: Sequence[Fraction]) -> float | None:
    """Standard deviation with n − 1; None under two."""
    if len(values) < 2:
        return None
    middle = _mean(values)
    return sqrt(sum(((one - middle) ** 2 for one in values), Fraction(0)) / (len(values) - 1))


def _decimal(value: Fraction, unit: Decimal) -> Decimal:
    """A fraction as a decimal, half up, exactly: no binary float, no context that rounds first."""
    scaled = value / Fraction(unit)
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return (Decimal(whole) * unit).copy_sign(Decimal(scaled.numerator)).quantize(unit)
