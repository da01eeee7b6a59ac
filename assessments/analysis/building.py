"""The stored result of an analysis: figures, intervals and findings as JSON. Pure, and the same for the same sittings."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from math import lcm
from typing import Any, Final

from assessments.analysis.findings import question_findings, test_findings
from assessments.analysis.groups import compare_groups
from assessments.analysis.records import FULL, UNIT, WORTH, Answer, Line, Place, Sitting
from assessments.statistics import Scores, figures_of, foreign_share, option_figures, position, random_guess_score
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


def build(sittings: Sequence[Sitting], lines: Mapping[str, Line], places: Sequence[Place]) -> Json:
    """Everything the page shows. `places`: the latest sheet in its order; `lines` by id."""
    numbers = {place.question: number for number, place in enumerate(places, start=1)}
    by_line: defaultdict[str, list[tuple[Sitting, Answer]]] = defaultdict(list)
    for sitting in sittings:
        for answer in sitting.answers.values():
            by_line[answer.line].append((sitting, answer))
    wanted = {place.question: int(place.maximum * WORTH) for place in places}
    same = [s for s in sittings if {key: a.maximum for key, a in s.answers.items()} == wanted]
    weights = _weights(same, places)
    current = _current(by_line, lines)
    compared = compare_groups({lines[one].question: by_line[one] for one in sorted(current) if not lines[one].country})
    questions = []
    for line in sorted(lines.values(), key=lambda one: (numbers.get(one.question, 10_000), one.question, one.country, one.run)):
        if line.id in by_line:
            is_current = line.id in current and line.question in numbers
            one = _question(line, by_line[line.id], numbers.get(line.question, 0), is_current)
            one |= weights.get((line.id, line.question), {}) if is_current else {}
            one["dif"] = compared.get(line.question, []) if is_current else []
            one["findings"] = question_findings(one) if is_current else []
            questions.append(one)
    tests = [_test(same, places, "")]
    countries = Counter(s.country for s in same)
    if len(countries) > 1 and any(line.country for line in lines.values()):
        tests += [_test([s for s in same if s.country == c], places, c) for c in sorted(countries)]
    return {
        "n": len(sittings),
        "other_sheets": len(sittings) - len(same),
        "groups": {
            "country": dict(sorted(Counter(s.country for s in sittings).items())),
            "language": dict(sorted(Counter(s.language for s in sittings).items())),
        },
        "tests": tests,
        "questions": questions,
        "findings": test_findings(tests[0], len(places)),
    }


def _current(by_line: Mapping[str, list[tuple[Sitting, Answer]]], lines: Mapping[str, Line]) -> set[str]:
    """The line that each question (in each country) is on now: the latest run, then the one answered last."""
    best: dict[tuple[str, str], tuple[Any, str]] = {}
    for line_id, rows in by_line.items():
        line = lines[line_id]
        rank = (line.run, max(s.on for s, _a in rows), line_id)
        best[line.question, line.country] = max(best.get((line.question, line.country), (rank, line_id)), (rank, line_id))
    return {line_id for _rank, line_id in best.values()}


def rest_shares(rows: Sequence[tuple[Sitting, Answer]]) -> tuple[list[int], list[int], int]:
    """Whole points of the question (its fraction), totals such that total − score is the rest's share, and the scale.

    The rest is what the person earned of what the other questions of that sheet offered: sheets of another make-up can be
    put together, and on one sheet it is Moodle's rest score in another unit.
    """
    offered = [s.offered - mine.maximum for s, mine in rows]
    earned = [s.earned - mine.fraction * mine.maximum for s, mine in rows]
    kinds = {one for one in offered if one}
    unit = lcm(*kinds) if len(kinds) <= BINS else 0  # of many kinds of sheets, a share is rounded to 10⁻⁹
    points = [mine.fraction for _s, mine in rows]
    rest = [
        0 if not most else got * (unit // most) if unit else got * 10**9 // (most * FULL)
        for got, most in zip(earned, offered, strict=True)
    ]
    return points, [score + more for score, more in zip(points, rest, strict=True)], FULL


def _question(line: Line, rows: Sequence[tuple[Sitting, Answer]], number: int, current: bool) -> Json:
    n = len(rows)
    maximum = rows[-1][1].maximum / WORTH
    found: Json = {
        "question": line.question, "number": number, "kind": line.kind, "country": line.country, "run": line.run,
        "current": current, "versions": sorted(line.versions), "stem": dict(line.stem), "maximum": maximum, "n": n,
        "since": min(s.on for s, _a in rows).isoformat(), "until": max(s.on for s, _a in rows).isoformat(),
        "guess": rounded(random_guess_score(line.kind, [o.fraction for o in line.options])),
        "options": [], "foreign": {}, "figures": {},
    }  # fmt: skip
    if n < ENOUGH_FOR_SHARES:
        return found
    points, totals, scale = rest_shares(rows)
    whole = position(points, totals, scale)
    assert whole.mean is not None
    share = float(whole.mean)
    between = min(points) >= 0 and max(points) <= FULL
    spread = float(whole.variance) ** 0.5 if whole.variance is not None else 0.0
    sure = wilson(share, n) if between else mean_interval(share, spread, n)
    found["constant"] = whole.constant
    found["figures"]["facility"] = figure(100 * share, sure and sure.times(100))
    chosen = [a.chosen for _s, a in rows]
    rest = [total - score for score, total in zip(points, totals, strict=True)]
    enough = n >= ENOUGH
    if enough and not whole.constant:
        found["figures"] |= _spread_figures(whole.with_rest, points, totals, scale, maximum)
    found["options"] = [
        {
            "id": one.option, "text": dict(option.text), "right": option.fraction > 0, "country": option.country,
            "count": one.count, "share": figure(100 * one.share, one.share_interval and one.share_interval.times(100)),
            "point_biserial": figure(one.point_biserial, one.interval) if enough else None,
        }
        for option, one in zip(line.options, option_figures([o.id for o in line.options], chosen, rest), strict=True)
    ]  # fmt: skip
    foreign = {o.id: o.country for o in line.options if o.country and o.fraction <= 0}
    if line.country and foreign:
        counts = foreign_share(foreign, chosen)
        total = sum(counts.values())
        sure = wilson(total / n, n)
        found["foreign"] = {"counts": counts, "share": figure(100 * total / n, sure and sure.times(100))}
    return found


def _spread_figures(r: float | None, points: list[int], totals: list[int], scale: int, maximum: float) -> Json:
    def measure(keep: Sequence[bool]) -> list[float | None]:
        part = position(list(compress(points, keep)), list(compress(totals, keep)), scale)
        sd = None if part.variance is None else maximum * float(part.variance) ** 0.5
        return [sd, None if part.efficiency is None else 100 * part.efficiency]

    sd, efficiency = measure([True] * len(points))
    sd_sure, efficiency_sure = jackknife(len(points), measure)
    index_sure = None if r is None else fisher(r, len(points))
    return {
        "sd": figure(sd, sd_sure),
        "discrimination_index": figure(None if r is None else 100 * r, index_sure and index_sure.times(100)),
        "discriminative_efficiency": figure(efficiency, efficiency_sure),
    }


@dataclass(slots=True)
class _Sheet:
    """The matrix of people who had the same sheet, and which line each cell is on."""

    matrix: Scores
    lines: list[tuple[str, ...]]  # one a person


def _sheet(same: Sequence[Sitting], places: Sequence[Place]) -> _Sheet:
    rows = [[s.answers[place.question] for place in places] for s in same]
    columns = tuple(tuple(row[i].fraction * row[i].maximum for row in rows) for i in range(len(places)))
    maxima = tuple(int(place.maximum * UNIT) for place in places)
    matrix = Scores(UNIT, maxima, columns, tuple(s.earned for s in same))
    return _Sheet(matrix, [tuple(one.line for one in row) for row in rows])


def _weights(same: Sequence[Sitting], places: Sequence[Place]) -> dict[tuple[str, str], Json]:
    """Intended and effective weight of each line: over the people who had it, on the latest sheet."""
    if not same:
        return {}
    sheet = _sheet(same, places)
    found: dict[tuple[str, str], Json] = {}
    known: dict[tuple[int, ...], list[Json]] = {}
    for slot, place in enumerate(places):
        having: defaultdict[str, list[int]] = defaultdict(list)
        for i, mine in enumerate(sheet.lines):
            having[mine[slot]].append(i)
        for line_id, people in having.items():
            key = tuple(people)
            if key not in known:
                known[key] = _weights_of(sheet.matrix.of(people))
            found[line_id, place.question] = known[key][slot]
    return found


def _weights_of(matrix: Scores) -> list[Json]:
    whole = figures_of(matrix).items
    if matrix.people < ENOUGH:
        return [{"intended_weight": rounded(item.intended_weight), "effective_weight": None} for item in whole]
    return [
        {"intended_weight": rounded(item.intended_weight), "effective_weight": figure(item.effective_weight, sure)}
        for item, sure in zip(whole, weight_intervals(matrix), strict=True)
    ]


def _test(same: Sequence[Sitting], places: Sequence[Place], country: str) -> Json:
    maximum = float(sum((p.maximum for p in places), Decimal(0)))
    found: Json = {"country": country, "n": len(same), "maximum": maximum, "figures": {}, "histogram": []}
    if len(same) < ENOUGH_FOR_SHARES or not maximum:
        return found
    matrix = _sheet(same, places).matrix
    test = figures_of(matrix).test
    most = maximum * matrix.scale
    bins = [0] * BINS
    for total in matrix.totals:
        bins[min(max(int(total * BINS / most), 0), BINS - 1)] += 1
    found["histogram"] = bins
    found["figures"] = _test_figures(test, len(places)) if len(same) >= ENOUGH else {"mean": figure(test.mean, _mean(test))}
    return found


def _mean(test: TestFigures) -> Interval | None:
    return mean_interval(test.mean, test.sd, test.n) if test.mean is not None and test.sd is not None else None


def _test_figures(test: TestFigures, positions: int) -> Json:
    alpha = test.internal_consistency
    sure = None if alpha is None else bonett(alpha / 100, test.n, positions)
    ratio = error = None
    if sure is not None and test.sd is not None:
        ratio = Interval(100 * max(0.0, 1 - sure.high) ** 0.5, 100 * max(0.0, 1 - sure.low) ** 0.5, sure.method)
        error = ratio.times(test.sd / 100)
    return {
        "mean": figure(test.mean, _mean(test)),
        "median": figure(test.median, None),
        "sd": figure(test.sd, None if test.sd is None else sd_interval(test.sd, test.n, test.kurtosis)),
        "skewness": figure(test.skewness, None if test.skewness is None else skewness_interval(test.skewness, test.n)),
        "kurtosis": figure(test.kurtosis, None if test.kurtosis is None else kurtosis_interval(test.kurtosis, test.n)),
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
