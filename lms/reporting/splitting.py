"""Women's share beside a figure, as far as it may be told: of the period, else of the four quarters that end with it. Pure.

`counts` are {gender: people or certificates} of a figure; who said nothing counts as `unsaid`. What earlier reports in force
told enters the same ledger first (ADR 0035), so nothing can be found by comparing quarters.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lms.reporting.figures import share_figure
from lms.reporting.linear_bounds import Infeasible
from lms.reporting.small_cells import SMALL_TRAIT, Ledger, Sum

GENDERS: Final = ("woman", "man", "other", "unsaid")
WINDOW: Final = 4  # periods that are told together
Counts = Mapping[str, int]


def counted(subjects: Iterable[Any], traits: Mapping[Any, str]) -> Counter[str]:
    """{gender: how many} of subjects, each once a mention."""
    return Counter(traits.get(one, "unsaid") for one in subjects)


@dataclass(frozen=True, slots=True)
class Told:
    """One period: its counts now, and the split that a report in force told of it (None: none is)."""

    key: str
    counts: Counts
    split: Mapping[str, Any] | None = None


def gender_split(periods: Sequence[Told]) -> dict[str, Any]:
    """What may be told of the last of `periods`, which end with the one that is asked for, the oldest first.

    Returns {"cells", "total", "share", "rolling": {"cells", "total", "share", "quarters"} or None}. Where what was told before
    and what is counted now can't both be, because records came late, nothing is told.
    """
    *earlier, last = periods
    try:
        return _split(earlier, last)
    except Infeasible:
        return {"cells": dict.fromkeys(GENDERS), "total": sum(last.counts.values()), "share": None, "rolling": None}


def _split(earlier: Sequence[Told], last: Told) -> dict[str, Any]:
    ledger = Ledger()
    for one in earlier:
        ledger.publish([_total(one.key, one.counts)])
        if one.split:
            _enter(ledger, one.split["cells"], [one.key], one.counts)
        if one.split and (rolled := one.split.get("rolling")):
            _enter(ledger, rolled["cells"], rolled["quarters"], {})
    total = sum(last.counts.values())
    ledger.publish([_total(last.key, last.counts)])
    told = _values(ledger.tell(_sums([last.key], last.counts)))
    split: dict[str, Any] = {"cells": told, "total": total, "share": _share(told, total), "rolling": None}
    window = [*earlier, last][-WINDOW:]
    if split["share"] is None and len(window) > 1:
        counts = Counter[str]()
        for one in window:
            counts.update(one.counts)
        keys = [one.key for one in window]
        rolled = _values(ledger.tell(_sums(keys, counts)))
        whole = sum(counts.values())
        split["rolling"] = {"cells": rolled, "total": whole, "share": _share(rolled, whole), "quarters": keys}
    return split


def _enter(ledger: Ledger, cells: Mapping[str, int | None], keys: Sequence[str], counts: Counts) -> None:
    """What was told stands as it was told; what was hidden stays hidden."""
    for one in GENDERS:
        value = cells.get(one)
        entry = Sum((*keys, one), frozenset((key, one) for key in keys), value or counts.get(one, 0), SMALL_TRAIT)
        if value is None:
            ledger.protect([entry])
        else:
            ledger.publish([entry])


def _values(told: Mapping[Any, int | None]) -> dict[str, int | None]:
    return {name[-1]: value for name, value in told.items()}


def _sums(keys: Sequence[str], counts: Counts) -> list[Sum]:
    return [Sum((*keys, one), frozenset((key, one) for key in keys), counts.get(one, 0), SMALL_TRAIT) for one in GENDERS]


def _total(key: str, counts: Counts) -> Sum:
    return Sum((key, "all"), frozenset((key, one) for one in GENDERS), sum(counts.values()))


def _share(told: Mapping[str, int | None], total: int) -> dict[str, Any] | None:
    women = told["woman"]
    return None if women is None else share_figure("women", women, total).as_json()
