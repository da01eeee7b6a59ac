"""How long people take, and who will finish in time: sums that can be done by hand. Pure: no rows, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

EARLY_DAYS: Final = 7  # active days before which a pace says nothing
SLOWER: Final = 4, 5  # of the pace so far: the low end of a forecast
FASTER: Final = 6, 5

Span = tuple[date, date]


def active_days(first: date, last: date, leaves: Iterable[Span]) -> int:
    """Days from `first` to `last`, both counted, without days of leave. Leaves that overlap count once."""
    if last < first:
        return 0
    away: set[date] = set()
    for start, end in leaves:
        begin, finish = max(start, first), min(end, last)
        away.update(begin + timedelta(days=n) for n in range((finish - begin).days + 1))
    return (last - first).days + 1 - len(away)


@dataclass(frozen=True, slots=True)
class Durations:
    """Days from the first recorded act to completion, leave excluded. None: not enough people have finished."""

    people: int
    finished: int
    median: int | None
    p90: int | None


def durations(days: Sequence[int], people: int) -> Durations:
    """Median and P90 (nearest rank) over all `people`: who has not finished counts as longer than all who have.

    So the median is known once half have finished, and the P90 once nine in ten have; before, no number is invented.
    """
    ranked = sorted(days)

    def at(share: float) -> int | None:
        place = ceil(share * people)
        return ranked[place - 1] if people and 1 <= place <= len(ranked) else None

    return Durations(people, len(ranked), at(0.5), at(0.9))


@dataclass(frozen=True, slots=True)
class Learner:
    """What a forecast needs of one person. Days are active days: leave is taken out."""

    done: int
    required: int
    completed: bool
    days_so_far: int
    days_left: int


def will_finish(one: Learner, pace: tuple[int, int] = (1, 1)) -> bool | None:
    """Whether what is done so far, kept up for the days left, reaches what is asked; None: too early to tell.

    done + done ÷ days so far × days left × pace ≥ required. Who has done nothing will not; who has completed has.
    """
    if one.completed:
        return True
    if one.days_so_far < EARLY_DAYS:
        return None
    times, of = pace
    missing = one.required - one.done
    return one.done * one.days_left * times >= missing * one.days_so_far * of and one.required > 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many will have finished by the last day. `low` and `high`: everybody a fifth slower, a fifth faster."""

    people: int
    completed: int
    expected: int
    low: int
    high: int
    too_early: int


def forecast(learners: Iterable[Learner]) -> Forecast:
    """Count a group; people of whom it is too early to tell are in none of the three numbers."""
    rows = list(learners)
    return Forecast(
        people=len(rows),
        completed=sum(one.completed for one in rows),
        expected=sum(will_finish(one) is True for one in rows),
        low=sum(will_finish(one, SLOWER) is True for one in rows),
        high=sum(will_finish(one, FASTER) is True for one in rows),
        too_early=sum(will_finish(one) is None for one in rows),
    )
