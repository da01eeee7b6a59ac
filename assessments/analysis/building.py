"""The stored result of an analysis: figures, intervals and findings as JSON. Pure, and the same for the same sittings."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import lcm
from typing import Any

from assessments.analysis.findings import certainty_findings, question_findings, test_findings
from assessments.analysis.groups import compare_groups
from assessments.analysis.records import FULL, WORTH, Answer, Line, Place, Sitting
from assessments.analysis.seating import numbers, plan_of
from assessments.analysis.whole import (
    BINS,
    ENOUGH,
    ENOUGH_FOR_SHARES,
    Json,
    drawn_places,
    figure,
    rounded,
    score_figures,
    tests,
    weights,
    whole_of,
)
from assessments.statistics import foreign_share, option_figures
from assessments.statistics.calibration import calibration
from assessments.statistics.intervals import wilson

__all__ = ["ENOUGH", "ENOUGH_FOR_SHARES", "build", "rest_shares"]
Rows = Sequence[tuple[Sitting, Answer]]


def build(sittings: Sequence[Sitting], lines: Mapping[str, Line], places: Sequence[Place]) -> Json:
    """Everything the page shows. `places`: the latest sheet in its order; `lines` by id."""
    plan, called = plan_of(places), numbers(places)
    order = {key: nth for nth, key in enumerate(dict.fromkeys(key for place in places for key in place.pool))}
    by_line: defaultdict[str, list[tuple[Sitting, Answer]]] = defaultdict(list)
    for sitting in sittings:
        for answer in sitting.answers.values():
            by_line[answer.line].append((sitting, answer))
    current = _current(by_line, lines)
    whole = whole_of(sittings, plan, lines, current)
    weighed = weights(whole)
    local = {key for place in places if place.local for key in place.pool}
    common = {lines[one].question: by_line[one] for one in sorted(current) if not lines[one].country}
    compared = compare_groups(common, matched=frozenset(common) - local)
    questions = []
    for line in sorted(lines.values(), key=lambda one: (order.get(one.question, 10_000), one.question, one.country, one.run)):
        if line.id not in by_line:
            continue
        is_current = line.id in current and line.question in called
        one = _question(line, by_line[line.id], called.get(line.question, ""), is_current)
        index = next((i for i in plan.of.get(line.question, ()) if not places[i].drawn), None)
        one["drawn"] = is_current and index is None
        if is_current and index is not None:
            one |= weighed.get((line.id, index), {})
        one["dif"] = compared.get(line.question, []) if is_current else []
        one["findings"] = question_findings(one) if is_current else []
        questions.append(one)
    whole_tests, sure = tests(whole), _certainties(sittings, current)
    return {
        "n": len(sittings),
        "other_sheets": len(sittings) - len(whole.sittings),
        "groups": {
            "country": dict(sorted(Counter(s.country for s in sittings).items())),
            "language": dict(sorted(Counter(s.language for s in sittings).items())),
        },
        "tests": whole_tests,
        "places": drawn_places(whole, weighed),
        "questions": questions,
        "certainty": sure,
        "findings": [*certainty_findings(sure), *(finding for test in whole_tests for finding in test_findings(test))],
    }


def _current(by_line: Mapping[str, Rows], lines: Mapping[str, Line]) -> frozenset[str]:
    """The line that each question (in each country) is on now: the latest run, then the one answered last."""
    best: dict[tuple[str, str], tuple[Any, str]] = {}
    for line_id, rows in by_line.items():
        line = lines[line_id]
        rank = (line.run, max(s.on for s, _a in rows), line_id)
        best[line.question, line.country] = max(best.get((line.question, line.country), (rank, line_id)), (rank, line_id))
    return frozenset(line_id for _rank, line_id in best.values())


def rest_shares(rows: Rows) -> tuple[list[int], list[int], int]:
    """Whole points of the question (its fraction), totals such that total − score is the rest's share, and the scale.

    The rest is what the person earned of what the other questions of that sheet offered: sheets of another make-up, and
    sheets on which chance put other questions, can be put together, and on one sheet it is Moodle's rest score in another unit.
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


def _question(line: Line, rows: Rows, number: str, current: bool) -> Json:
    n = len(rows)
    maximum = rows[-1][1].maximum / WORTH
    found: Json = {
        "question": line.question, "number": number, "kind": line.kind, "country": line.country, "run": line.run,
        "tries": line.tries, "current": current, "versions": sorted(line.versions), "stem": dict(line.stem),
        "maximum": maximum, "n": n, "since": min(s.on for s, _a in rows).isoformat(),
        "until": max(s.on for s, _a in rows).isoformat(), "guess": rounded(line.guess), "by_version": _by_version(rows),
        "options": [], "foreign": {}, "figures": {},
    }  # fmt: skip
    if n < ENOUGH_FOR_SHARES:
        return found
    points, totals, scale = rest_shares(rows)
    found["constant"] = min(points) == max(points)
    found["figures"] = score_figures(points, totals, scale, maximum)
    chosen = [a.chosen for _s, a in rows]
    rest = [total - score for score, total in zip(points, totals, strict=True)]
    found["options"] = [
        {
            "id": one.option, "text": dict(option.text), "right": option.fraction > 0, "country": option.country,
            "count": one.count, "share": figure(100 * one.share, one.share_interval and one.share_interval.times(100)),
            "point_biserial": figure(one.point_biserial, one.interval) if n >= ENOUGH else None,
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


def _by_version(rows: Rows) -> list[Json]:
    """Facility version by version, where words were edited under one key; [] where there is one version only."""
    having: defaultdict[int, list[tuple[Sitting, Answer]]] = defaultdict(list)
    for one in rows:
        having[one[1].version].append(one)
    found = []
    for version, mine in sorted(having.items()) if len(having) > 1 else ():
        facility = None
        if len(mine) >= ENOUGH_FOR_SHARES:
            points, totals, scale = rest_shares(mine)
            facility = score_figures(points, totals, scale, 1.0)["facility"]
        found.append(
            {
                "version": version, "n": len(mine), "facility": facility,
                "since": min(s.on for s, _a in mine).isoformat(), "until": max(s.on for s, _a in mine).isoformat(),
            }
        )  # fmt: skip
    return found


def _certainties(sittings: Sequence[Sitting], current: frozenset[str]) -> list[Json]:
    """How often answers of each certainty were right, under keys that still hold; [] where nobody was asked to say it."""
    said = [
        ((one.certainty, one.fraction == FULL), person)
        for person, sitting in enumerate(sittings)
        for one in sitting.answers.values()
        if one.certainty and one.line in current
    ]
    if not said:
        return []
    persons = Counter(certainty for certainty, _person in {(answer[0], person) for answer, person in said})
    found = []
    for one in calibration([answer for answer, _p in said], [person for _a, person in said]):
        row: Json = {"certainty": one.certainty, "n": one.n, "people": persons[one.certainty], "right": None, "share": None}
        if one.share is not None and persons[one.certainty] >= ENOUGH_FOR_SHARES:
            row["right"] = one.right
            row["share"] = figure(100 * one.share, one.interval and one.interval.times(100))
        found.append(row | {"verdict": one.verdict if row["share"] else ""})
    return found
