"""By when each module of a course is to be done, for one person. Pure: no rows, no clock.

A group's pace says a day for a module. Days of leave from the day on which the time began (the group's first day, or the day
the person was enrolled if that is later) move it on, one for one, as they move letters and awards. An extension is a day that
somebody chose for this person: it stays where it is, and never takes a day away that leave has given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms.institutions.api import moved_by_leave
from lms.kernel.calendars import business_day_after, is_business_day
from lms.kernel.places import TIME_ZONES

Span = tuple[date, date]  # first and last day, both counted
_DAY: Final = timedelta(days=1)
_END_OF_DAY: Final = time(23, 59)


@dataclass(frozen=True, slots=True)
class Moves:
    """What moves one person's days: their leaves, and {module key: the day that was given to them}."""

    leaves: Sequence[Span] = ()
    extensions: Mapping[str, date] = field(default_factory=dict)


UNMOVED: Final = Moves()


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day that holds for one module. `due_at` is its end by the clocks of the country whose law the person studies.

    `planned` is the group's day, `leave_days` how far leave moved it, `extended` the day that was given, if it is later.
    """

    module: str
    day: date
    due_at: datetime
    planned: date
    leave_days: int = 0
    extended: date | None = None


def end_of_day(day: date, country: str) -> datetime:
    """23:59 of a day in a country's first time zone, as UTC."""
    return datetime.combine(day, _END_OF_DAY, ZoneInfo(TIME_ZONES[country])).astimezone(UTC)


def began(starts_on: date | None, enrolled_at: datetime, country: str) -> date:
    """The first day of a person's time: the group's, or the day they came if that is later."""
    came = enrolled_at.astimezone(ZoneInfo(TIME_ZONES[country])).date()
    return came if starts_on is None or came > starts_on else starts_on


def deadlines(pace: Mapping[str, str] | None, *, country: str, began_on: date, moves: Moves = UNMOVED) -> dict[str, Deadline]:
    """{module key: its deadline} for the modules that the group's pace ({module key: YYYY-MM-DD}) gives a day."""
    found = {}
    for module, said in (pace or {}).items():
        if not said:
            continue
        planned = date.fromisoformat(said)
        moved, _counted = moved_by_leave(began_on - _DAY, planned, moves.leaves)
        given = moves.extensions.get(module)
        later = given is not None and given > moved
        day = given if later and given else moved
        found[module] = Deadline(
            module, day, end_of_day(day, country), planned, (moved - planned).days, given if later else None
        )
    return found


def spread(modules: Sequence[str], starts_on: date, ends_on: date, country: str) -> dict[str, date]:
    """A day for each module, evenly between two days, the last one on the last business day; each on a business day."""
    last = ends_on
    while last > starts_on and not is_business_day(last, country):
        last -= _DAY
    span, found = (last - starts_on).days, {}
    for place, module in enumerate(modules, start=1):
        day = starts_on + timedelta(days=round(span * place / len(modules)))
        found[module] = min(day if is_business_day(day, country) else business_day_after(day, 1, country), last)
    return found
