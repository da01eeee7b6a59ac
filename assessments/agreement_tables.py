"""All figures of agreement of one case in one body: by criterion, by pair, by assessor. Pure; what is stored and shown.

Criteria are ordinal (levels), percents interval. Two people's kappa has quadratic weights. Alpha's interval is a delete-a-group
jackknife over letters (`statistics.intervals.spread`), from 40 letters on. Numbers are rounded to four places, points to two.
Two people's kappa is given from `PAIR_FROM` letters on; the letters of all pairs with fewer are pooled into one kappa with its
interval, who scored first against who scored second.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, Final

from assessments import agreement
from assessments.statistics.intervals import BLOCKS, Interval, blocks_of, spread

METHOD: Final = 2  # another number: figures are computed anew
MONTH: Final = 30 * 24 * 3600  # seconds
PAIR_FROM: Final = 30  # letters that two people have both scored
FLAGS: Final = "_flags"  # any red flag or none
PERCENT: Final = "_percent"


@dataclass(frozen=True, slots=True)
class Scored:
    """One person's first score of a letter that somebody else scored too, or of a reference script (`letter` None)."""

    person: int
    at: datetime
    percent: float
    picks: Mapping[str, int]
    flags: frozenset[str]
    letter: int | None = None
    agreed: "Agreed | None" = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreed scores of a reference script."""

    percent: float
    picks: Mapping[str, int]
    flags: frozenset[str]


def build(scales: Mapping[str, Sequence[int]], doubles: Iterable[Scored], seeds: Sequence[Scored]) -> dict[str, Any]:
    """`scales` {criterion: its levels in order}; `doubles` in any order."""
    by_letter: defaultdict[int | None, list[Scored]] = defaultdict(list)
    for one in doubles:
        by_letter[one.letter].append(one)
    letters = [sorted(both, key=lambda one: one.person) for both in by_letter.values() if len(both) > 1]
    blocks = blocks_of(len(letters))
    criteria = [_criterion(key, scale, letters, blocks) for key, scale in scales.items()]
    people = sorted({one.person for both in letters for one in both} | {one.person for one in seeds})
    return {
        "method": METHOD,
        "n_letters": len(letters),
        "n_seeds": len(seeds),
        "criteria": criteria,
        "percent": _alpha([[one.percent for one in both] for both in letters], "interval", blocks),
        "flags": _alpha([[float(bool(one.flags)) for one in both] for both in letters], "nominal", blocks),
        "flags_same": sum(len({one.flags for one in both}) == 1 for both in letters),
        "people": _people(people, scales, letters, seeds),
    }


def _criterion(key: str, scale: Sequence[int], letters: Sequence[Sequence[Scored]], blocks: Sequence[int]) -> dict[str, Any]:
    pairs: defaultdict[tuple[int, int], list[tuple[agreement.Value, agreement.Value]]] = defaultdict(list)
    for both in letters:
        for one, other in combinations(both, 2):
            pairs[one.person, other.person].append((one.picks[key], other.picks[key]))
    found = [{"a": a, "b": b, **_pair_or_count(picks, scale)} for (a, b), picks in sorted(pairs.items())]
    few = {both for both, picks in pairs.items() if len(picks) < PAIR_FROM}
    rows = [[one.picks[key] for one in both] for both in letters]
    exact = sum(len(set(row)) == 1 for row in rows)
    pooled = [
        (one.picks[key], other.picks[key])
        for both in letters
        for one, other in combinations(sorted(both, key=lambda one: (one.at, one.person)), 2)
        if (min(one.person, other.person), max(one.person, other.person)) in few
    ]
    return {
        "id": key, "exact": exact, "pairs": found, "pooled": {"people": len(few), **_pair(pooled, scale)},
        **_alpha(rows, "ordinal", blocks),
    }  # fmt: skip


def _pair_or_count(picks: Sequence[tuple[agreement.Value, agreement.Value]], scale: Sequence[int]) -> dict[str, Any]:
    if len(picks) < PAIR_FROM:
        return {"n": len(picks), **_figure(None, None), "observed": None}
    return _pair(picks, scale)


def _pair(picks: Sequence[tuple[agreement.Value, agreement.Value]], scale: Sequence[int]) -> dict[str, Any]:
    found = agreement.pair(picks, "ordinal", scale)
    return {"n": found.n, **_figure(found.weighted, found.interval), "observed": _rounded(found.observed)}


def _alpha(rows: Sequence[Sequence[float]], level: agreement.Level, blocks: Sequence[int]) -> dict[str, Any]:
    whole = agreement.alpha(rows, level)
    interval = None
    if len(rows) >= 2 * BLOCKS and whole.alpha is not None:
        parts = [
            agreement.alpha([row for row, block in zip(rows, blocks, strict=True) if block != left], level).alpha
            for left in range(BLOCKS)
        ]
        interval = spread(whole.alpha, parts)
    return {"n": whole.n_units, **_figure(whole.alpha, interval)}


def _people(
    people: Sequence[int], scales: Mapping[str, Sequence[int]], letters: Sequence[Sequence[Scored]], seeds: Sequence[Scored]
) -> list[dict[str, Any]]:
    apart: defaultdict[int, list[tuple[datetime, float]]] = defaultdict(list)
    picks: defaultdict[tuple[int, str], list[tuple[agreement.Value, agreement.Value]]] = defaultdict(list)
    for both in letters:
        for one in both:
            others = [other for other in both if other.person != one.person]
            apart[one.person].append((one.at, one.percent - sum(other.percent for other in others) / len(others)))
            for key in scales:
                picks[one.person, key] += [(one.picks[key], other.picks[key]) for other in others]
    mine: defaultdict[int, list[Scored]] = defaultdict(list)
    for seed in seeds:
        mine[seed.person].append(seed)
    return [
        {
            "id": person,
            "n_letters": len(apart[person]),
            "others": {key: _pair(picks[person, key], scale) for key, scale in scales.items()},
            **_seeds(mine[person]),
            **_severity(apart[person], mine[person]),
        }
        for person in people
    ]


def _severity(apart: Sequence[tuple[datetime, float]], seeds: Sequence[Scored]) -> dict[str, Any]:
    points = sorted([*apart, *((one.at, _to_agreed(one)) for one in seeds)])
    values = [difference for _at, difference in points]
    severe, letters = agreement.severity(values), agreement.severity([difference for _at, difference in apart])
    start = points[0][0].timestamp() if points else 0.0
    long_enough = bool(points) and points[-1][0].timestamp() - start >= MONTH / 2  # a slope over days is no slope by month
    moved = agreement.drift([((at.timestamp() - start) / MONTH, one) for at, one in points] if long_enough else [])
    return {
        "severity": {"n": severe.n, **_figure(severe.mean, severe.interval, 2)},
        "severity_letters": {"n": letters.n, **_figure(letters.mean, letters.interval, 2)},
        "drift": {"n": moved.n, **_figure(moved.slope, moved.interval, 2)},
    }


def _to_agreed(one: Scored) -> float:
    assert one.agreed is not None
    return one.percent - one.agreed.percent


def _seeds(seeds: Sequence[Scored]) -> dict[str, Any]:
    found = agreement.severity([_to_agreed(one) for one in seeds])
    agreed = [(one, one.agreed) for one in seeds if one.agreed]
    return {
        "severity_seeds": {"n": found.n, **_figure(found.mean, found.interval, 2)},
        "exact": sum(one.picks.get(key) == level for one, said in agreed for key, level in said.picks.items()),
        "exact_of": sum(len(said.picks) for _one, said in agreed),
        "flags_right": sum(one.flags == said.flags for one, said in agreed),
    }


def _figure(value: float | None, interval: Interval | None, places: int = 4) -> dict[str, Any]:
    return {
        "value": _rounded(value, places),
        "low": _rounded(interval.low if interval else None, places),
        "high": _rounded(interval.high if interval else None, places),
    }


def _rounded(value: float | None, places: int = 4) -> float | None:
    return None if value is None else round(value, places)
