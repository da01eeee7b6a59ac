"""What stands in somebody's calendar: a registry. Each package says in `ready()` what it has for a person, or for a group.

    register_calendar("meetings", meetings_of)

A source gets an `Asked` and returns events; words are in the active language, which is the reader's. It reads in a number
of queries that does not grow, and says nothing about anybody else: a group's calendar holds no name of a learner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

PAST: Final = timedelta(days=60)  # how long something stays in a calendar after it was


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose calendar: all of a person's, or what one of their groups has ahead (`cohort_id`)."""

    person_id: int
    now: datetime
    cohort_id: int | None = None

    @property
    def since(self) -> datetime:
        """What was over before this is not told any more."""
        return self.now - PAST


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One thing in a calendar. `uid` stays the same for ever and holds no personal data: `meeting-12`.

    `starts` is a moment (then `ends` too) or a day: by the end of that day something is due. `path` is of our own site.
    """

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | None = None
    words: str = ""
    place: str = ""
    path: str = ""
    cancelled: bool = False

    @property
    def moment(self) -> datetime | None:
        """When it begins; None for a day."""
        return self.starts if isinstance(self.starts, datetime) else None


CalendarSource = Callable[[Asked], Sequence[CalendarEvent]]
_sources: dict[str, CalendarSource] = {}


def register_calendar(name: str, source: CalendarSource) -> None:
    """Called in `ready()`. The last one of a name counts."""
    _sources[name] = source


def calendar_names() -> tuple[str, ...]:
    """The names of all sources, in order."""
    return tuple(sorted(_sources))


def events_for(asked: Asked) -> list[CalendarEvent]:
    """Everything that all sources say, by uid: a stable order."""
    found = {event.uid: event for name in calendar_names() for event in _sources[name](asked)}
    return [found[uid] for uid in sorted(found)]
