"""When a code may be given, when results are let out, until when an incident is decided. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms.kernel.calendars import business_day_after

BEFORE: Final = timedelta(minutes=60)  # so long before its beginning the invigilator may make the code
WAIT_DAYS: Final = 2  # business days after the closing in which an incident can be reported, when nothing was signed
DECIDE_DAYS: Final = 5  # business days to decide an incident
SEEN_LATELY: Final = timedelta(seconds=90)  # three beats of the page
LONGEST: Final = timedelta(hours=12)


def code_from(opens_at: datetime) -> datetime:
    """From when the code can be made."""
    return opens_at - BEFORE


def seat_end(closes_at: datetime, extra_minutes: int) -> datetime:
    """When the sitting ends for one person: whoever was granted more minutes has them after the others too."""
    return closes_at + timedelta(minutes=extra_minutes)


def end_of_day(day: date, zone: str) -> datetime:
    """The last moment of a day in a time zone."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone))


def decide_until(now: datetime, country: str, zone: str) -> date:
    """The day until which an incident that is reported now is decided, by the country's calendar."""
    return business_day_after(now.astimezone(ZoneInfo(zone)).date(), DECIDE_DAYS, country)


def reportable_until(closed_at: datetime, country: str, zone: str) -> datetime:
    """Until when incidents are waited for after a sitting was closed, when its report is not signed before."""
    return end_of_day(business_day_after(closed_at.astimezone(ZoneInfo(zone)).date(), WAIT_DAYS, country), zone)


def results_due(*, closed_at: datetime | None, signed_at: datetime | None, country: str, zone: str) -> datetime | None:
    """From when the results of a sitting may be let out: signed, or the time for incidents over. None: it is not closed yet."""
    if closed_at is None:
        return None
    if signed_at is not None:
        return max(signed_at, closed_at)
    return reportable_until(closed_at, country, zone)


@dataclass(frozen=True, slots=True)
class Seated:
    """That a start is one in a sitting: whose seat, and when the sitting ends for it."""

    seat_id: int
    closes_at: datetime

    def due(self, due_at: datetime | None) -> datetime:
        """When the attempt ends: by its own time, and never after the sitting."""
        return min(due_at, self.closes_at) if due_at else self.closes_at
