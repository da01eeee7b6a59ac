"""Who is at risk, by a rule that anybody can check by hand. Pure: no rows, no clock.

Four signs, each a number against a threshold that the institution may change; one of them is enough. People on leave, people
who have completed and enrolments that are closed are never at risk. Days are whole days of 24 hours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

NOT_SEEN: Final = "not_seen"
NEVER_SEEN: Final = "never_seen"
BEHIND: Final = "behind"
FAILED: Final = "failed"
OVERDUE: Final = "overdue"

SMALLEST_GROUP: Final = 5  # people; the median of fewer says nothing
NEWCOMER_DAYS: Final = 7  # so long after enrolling nobody is behind


@dataclass(frozen=True, slots=True)
class Rule:
    """The thresholds; None: this sign is not used."""

    not_seen_days: int | None = 14
    behind_points: int | None = 25  # percentage points under the group's median
    failed_attempts: int | None = 2  # in one unit that is not passed yet
    overdue_days: int | None = 1  # after the earliest day that is due


DEFAULT: Final = Rule()


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one enrolment at one moment."""

    days_unseen: int  # since the last visit; or since enrolling, the course's first day or the end of a leave, if later
    seen: bool  # whether the person ever came in
    days_enrolled: int
    percent: int | None  # 0 to 100, rounded down; None: the course asks nothing
    median: int | None  # of the group, rounded down; None: too few people
    failed: int  # failed attempts, the most in one open unit
    days_overdue: int | None  # None: nothing is past its day


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign that was met, with its numbers."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def reasons(rule: Rule, signs: Signs) -> tuple[Reason, ...]:
    """Why somebody is at risk, the weightiest first; () when nothing is."""
    found: list[Reason] = []
    if rule.failed_attempts is not None and signs.failed >= rule.failed_attempts:
        found.append(Reason(FAILED, {"n": signs.failed}))
    if rule.overdue_days is not None and signs.days_overdue is not None and signs.days_overdue >= rule.overdue_days:
        found.append(Reason(OVERDUE, {"n": signs.days_overdue}))
    if rule.not_seen_days is not None and signs.days_unseen >= rule.not_seen_days:
        found.append(Reason(NOT_SEEN if signs.seen else NEVER_SEEN, {"n": signs.days_unseen}))
    at_most = bound(rule, signs.median)
    if at_most is not None and signs.percent is not None and signs.percent <= at_most and signs.days_enrolled >= NEWCOMER_DAYS:
        found.append(Reason(BEHIND, {"percent": signs.percent, "median": signs.median}))
    return tuple(found)


def bound(rule: Rule, median: int | None) -> int | None:
    """The percentage at which, and under which, somebody is behind; None: nobody can be."""
    if rule.behind_points is None or median is None or median < rule.behind_points:
        return None
    return median - rule.behind_points


def median_of(counts: Iterable[tuple[int, int]]) -> int | None:
    """The median of (percent, people) pairs, rounded down; None for fewer than five people.

    With an even number of people it lies halfway between the two in the middle.
    """
    pairs = sorted(counts)
    people = sum(n for _percent, n in pairs)
    if people < SMALLEST_GROUP:
        return None
    return (_at(pairs, (people - 1) // 2) + _at(pairs, people // 2)) // 2


def _at(pairs: list[tuple[int, int]], place: int) -> int:
    passed = 0
    for percent, n in pairs:
        passed += n
        if passed > place:
            return percent
    raise AssertionError("a place beyond the last person")
