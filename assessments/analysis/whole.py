"""The quiz as a whole and its places: weights, what draws did, the test's figures and why one can't be said. Pure.

Only sheets of the latest make-up under keys that still hold make up the test: each of its places has been answered, and each by
the key of now. What a draw put there differs from person to person. Moodle treats such a place as one position all the same,
and so does this: its variance and its covariance with the total are those of what people scored *there*. The luck of
the draw is part of that spread, so the coefficient of consistency of a drawn quiz says how far its scores would agree with
those of other draws from the same pools (an absolute decision in a nested design: Brennan, R. L., 2001, "Generalizability
Theory", ch. 2), and is lower than that of a fixed sheet.
A draw of several questions is as many positions, in the order of the sheet.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from typing import Any, Final

from assessments.analysis.records import UNIT, Line, Place, Sitting
from assessments.analysis.seating import Plan, Seats, numbers, seats
from assessments.statistics import Scores, figures_of, position
from assessments.statistics.classic import TestFigures, weight_intervals
from assessments.statistics.intervals import (
    Interval,
    bonett,
    fisher,
    jackknife,
    kurtosis_interval,
    mean_interval,
    sd_interval,
    skewness_interval,
    wilson,
)

ENOUGH_FOR_SHARES: Final = 10  # people under whom no figure of a question is shown at all
ENOUGH: Final = 30  # people under whom nothing that rests on a correlation or a spread is shown
BINS: Final = 10
Json = dict[str, Any]


@dataclass(slots=True)
class Whole:
    """The people whose sheet is of the latest make-up under the keys of now, and where their answers stood."""

    plan: Plan
    sittings: list[Sitting]
    seats: list[Seats]
    bound: frozenset[int]  # places in which the country decides the key, or what is asked

    def of(self, country: str) -> "Whole":
        """Those of one country."""
        keep = [one.country == country for one in self.sittings]
        return Whole(self.plan, list(compress(self.sittings, keep)), list(compress(self.seats, keep)), self.bound)

    @property
    def countries(self) -> list[str]:
        return sorted({one.country for one in self.sittings})

    def by_place(self) -> Scores:
        """A column a place: what was earned there in all."""
        columns = [[sum(a.fraction * a.maximum for a in mine[i]) for mine in self.seats] for i in range(len(self.plan.places))]
        return self._scores(columns, [place.worth for place in self.plan.places])

    def by_position(self) -> Scores:
        """A column a question that a sheet asks."""
        maxima = [place.maximum for place in self.plan.places for _n in range(place.count)]
        rows = [[a.fraction * a.maximum for there in mine for a in there] for mine in self.seats]
        return self._scores([list(column) for column in zip(*rows, strict=True)] or [[] for _ in maxima], maxima)

    def _scores(self, columns: Sequence[Sequence[int]], maxima: Sequence[Decimal]) -> Scores:
        whole = tuple(int(one * UNIT) for one in maxima)
        return Scores(UNIT, whole, tuple(map(tuple, columns)), tuple(s.earned for s in self.sittings))

    def group(self, who: int, place: int) -> str:
        """Whose place it is: a fixed question's line, a draw's country where the country matters there, else everybody's."""
        if not self.plan.places[place].drawn:
            return self.seats[who][place][0].line
        return self.sittings[who].country if place in self.bound else ""


def whole_of(sittings: Sequence[Sitting], plan: Plan, lines: Mapping[str, Line], current: frozenset[str]) -> Whole:
    """Pick the sittings and seat them."""
    found = Whole(plan, [], [], frozenset())
    bound = {index for index, place in enumerate(plan.places) if place.local}
    for sitting in sittings:
        if any(one.line not in current for one in sitting.answers.values()):
            continue
        seated = seats(sitting, plan)
        if seated is not None:
            found.sittings.append(sitting)
            found.seats.append(seated)
            bound |= {index for index, there in enumerate(seated) if any(lines[a.line].country for a in there)}
    found.bound = frozenset(bound)
    return found


def weights(whole: Whole) -> dict[tuple[str, int], Json]:
    """Intended and effective weight of each (group, place): over the people of that group.

    A drawn question has no weight of its own: its place has. (In Moodle too the weight belongs to the position.)
    """
    if not whole.sittings:
        return {}
    matrix = whole.by_place()
    found: dict[tuple[str, int], Json] = {}
    known: dict[tuple[int, ...], list[Json]] = {}
    for place in range(len(whole.plan.places)):
        having: defaultdict[str, list[int]] = defaultdict(list)
        for who in range(len(whole.sittings)):
            having[whole.group(who, place)].append(who)
        for group, people in having.items():
            key = tuple(people)
            if key not in known:
                known[key] = _weights_of(matrix.of(people))
            found[group, place] = known[key][place]
    return found


def _weights_of(matrix: Scores) -> list[Json]:
    items = figures_of(matrix).items
    if matrix.people < ENOUGH:
        return [{"intended_weight": rounded(item.intended_weight), "effective_weight": None} for item in items]
    return [
        {"intended_weight": rounded(item.intended_weight), "effective_weight": figure(item.effective_weight, sure)}
        for item, sure in zip(items, weight_intervals(matrix), strict=True)
    ]


def drawn_places(whole: Whole, weighed: Mapping[tuple[str, int], Json]) -> list[Json]:
    """A row each drawn place, one a country where the country decides the key or the pool."""
    called = numbers(whole.plan.places)
    found = []
    for index, place in enumerate(whole.plan.places):
        if not place.drawn:
            continue
        groups = whole.countries if index in whole.bound else [""]
        for country in groups:
            part = whole.of(country) if country else whole
            row: Json = {
                "number": str(index + 1), "country": country, "count": place.count, "of": len(place.pool),
                "maximum": float(place.worth), "n": len(part.sittings), "figures": {},
                "questions": [called[key] for key in place.pool], **weighed.get((country, index), {}),
            }  # fmt: skip
            row["figures"] = _place_figures(part, index, place)
            found.append(row)
    return found


def _place_figures(part: Whole, index: int, place: Place) -> Json:
    n = len(part.sittings)
    if n < ENOUGH_FOR_SHARES or not place.maximum:
        return {}
    points = [sum(a.fraction * a.maximum for a in mine[index]) for mine in part.seats]
    totals = [one.earned for one in part.sittings]
    return score_figures(points, totals, int(UNIT * place.worth), float(place.worth))


def score_figures(points: Sequence[int], totals: Sequence[int], most: int, maximum: float) -> Json:
    """Facility from 10 people on; deviation, discrimination and efficiency from 30, where the score varies at all.

    `points` of `most`, the deviation is said in parts of `maximum`.
    """
    n = len(points)
    whole = position(points, totals, most)
    assert whole.mean is not None
    share = float(whole.mean)
    between = min(points) >= 0 and max(points) <= most
    spread = float(whole.variance) ** 0.5 if whole.variance is not None else 0.0
    sure = wilson(share, n) if between else mean_interval(share, spread, n)
    found = {"facility": figure(100 * share, sure and sure.times(100))}
    if n < ENOUGH or whole.constant:
        return found

    def measure(keep: Sequence[bool]) -> list[float | None]:
        part = position(list(compress(points, keep)), list(compress(totals, keep)), most)
        sd = None if part.variance is None else maximum * float(part.variance) ** 0.5
        return [sd, None if part.efficiency is None else 100 * part.efficiency]

    sd, efficiency = measure([True] * n)
    sd_sure, efficiency_sure = jackknife(n, measure)
    r = whole.with_rest
    index_sure = None if r is None else fisher(r, n)
    return found | {
        "sd": figure(sd, sd_sure),
        "discrimination_index": figure(None if r is None else 100 * r, index_sure and index_sure.times(100)),
        "discriminative_efficiency": figure(efficiency, efficiency_sure),
    }


def tests(whole: Whole) -> list[Json]:
    """The test over everybody, and one a country where countries have other keys or other questions."""
    several = len(whole.countries) > 1 and bool(whole.bound)
    found = [_test(whole, "", apart=several)]
    return found + ([_test(whole.of(country), country, apart=False) for country in whole.countries] if several else [])


def _test(part: Whole, country: str, *, apart: bool) -> Json:
    """`apart`: countries answer different questions here, so that nothing may be said of how the questions hang together."""
    n, maximum = len(part.sittings), float(sum((p.worth for p in part.plan.places), Decimal(0)))
    positions = sum(place.count for place in part.plan.places)
    found: Json = {
        "country": country, "n": n, "maximum": maximum, "positions": positions, "drawn": part.plan.drawn,
        "figures": {}, "histogram": [], "why": "",
    }  # fmt: skip
    if n < ENOUGH_FOR_SHARES or not maximum:
        return found
    matrix = part.by_position()
    test = figures_of(matrix).test
    most = maximum * matrix.scale
    bins = [0] * BINS
    for total in matrix.totals:
        bins[min(max(int(total * BINS / most), 0), BINS - 1)] += 1
    found["histogram"] = bins
    if n < ENOUGH:
        return found | {"figures": {"mean": figure(test.mean, _mean(test))}}
    found["why"] = _why(test, positions, apart=apart)
    return found | {"figures": _test_figures(test, positions, consistent=not apart)}


def _why(test: TestFigures, positions: int, *, apart: bool) -> str:
    """Why there is no coefficient of consistency; '' when there is one."""
    if apart:
        return "countries"
    if positions < 2:
        return "one_question"
    return "all_same" if not test.sd else ""


def _mean(test: TestFigures) -> Interval | None:
    return mean_interval(test.mean, test.sd, test.n) if test.mean is not None and test.sd is not None else None


def _test_figures(test: TestFigures, positions: int, *, consistent: bool) -> Json:
    found = {
        "mean": figure(test.mean, _mean(test)),
        "median": figure(test.median, None),
        "sd": figure(test.sd, None if test.sd is None else sd_interval(test.sd, test.n, test.kurtosis)),
        "skewness": figure(test.skewness, None if test.skewness is None else skewness_interval(test.skewness, test.n)),
        "kurtosis": figure(test.kurtosis, None if test.kurtosis is None else kurtosis_interval(test.kurtosis, test.n)),
    }
    if not consistent:
        return found | dict.fromkeys(("internal_consistency", "error_ratio", "standard_error"))
    alpha = test.internal_consistency
    sure = None if alpha is None else bonett(alpha / 100, test.n, positions)
    ratio = error = None
    if sure is not None and test.sd is not None:
        ratio = Interval(100 * max(0.0, 1 - sure.high) ** 0.5, 100 * max(0.0, 1 - sure.low) ** 0.5, sure.method)
        error = ratio.times(test.sd / 100)
    return found | {
        "internal_consistency": figure(alpha, sure and sure.times(100)),
        "error_ratio": figure(test.error_ratio, ratio),
        "standard_error": figure(test.standard_error, error),
    }


def rounded(value: float | None) -> float | None:
    """Six places: more is noise, and JSON stays short."""
    return None if value is None else round(float(value), 6)


def figure(value: float | None, sure: Interval | None) -> Json | None:
    """A figure with its interval: {value, low, high, method}; None when not calculable."""
    if value is None:
        return None
    if sure is None:
        return {"value": rounded(value), "low": None, "high": None, "method": ""}
    return {"value": rounded(value), "low": rounded(sure.low), "high": rounded(sure.high), "method": sure.method}
