"""A calendar as RFC 5545 text. Pure: the same events and marks give the same bytes, so a program can be told "not modified"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from courses.calendar import CalendarEvent

if TYPE_CHECKING:
    from icalendar import Event  # loaded by who writes a calendar

PRODUCT: Final = "-//advisor-lms//calendar 1//ES"
REFRESH: Final = timedelta(hours=1)
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Marked:
    """An event with what its reader was told before: how many times it changed, and when last."""

    event: CalendarEvent
    sequence: int
    changed_at: datetime


def write_calendar(marked: Iterable[Marked], *, name: str, base_url: str, host: str) -> bytes:
    """The whole file: moments in UTC, days as dates, lines folded at 75 octets."""
    from icalendar import Calendar, vDuration, vText

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(" ".join(clean(name).split())))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for one in marked:
        calendar.add_component(_event(one, base_url, host))
    return bytes(calendar.to_ical())


def _event(one: Marked, base_url: str, host: str) -> "Event":
    from icalendar import Event

    said, event = one.event, Event()
    event.add("uid", f"{said.uid}@{host}")
    changed = one.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", one.sequence)
    event.add("summary", clean(said.title))
    if isinstance(said.starts, datetime):
        event.add("dtstart", said.starts.astimezone(UTC))
        if said.ends and said.ends > said.starts:  # a moment without a length has no end (RFC 5545, 3.6.1)
            event.add("dtend", said.ends.astimezone(UTC))
    else:
        event.add("dtstart", said.starts)
        event.add("dtend", said.starts + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    link = base_url + said.path if said.path else ""
    words = "\n".join(part for part in (said.words, link) if part)
    if words:
        event.add("description", clean(words))
    if said.place:
        event.add("location", clean(said.place))
    if link:
        event.add("url", link)
    event.add("status", "CANCELLED" if said.cancelled else "CONFIRMED")
    return event


def clean(text: str) -> str:
    """Without control characters; line breaks as line feeds, which the format writes as an escape."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
