"""When a credential can be renewed, and until when what is renewed holds. Pure: dates, months and a zone in; dates out.

* An award holds to the end of its last day, where the institution is. `expires_at` is the midnight after.
* The window opens at the start of the day that lies `renewal_opens_months` before the last day, and closes at `expires_at`.
* Done inside the window, the next award holds from the end of the old one: nobody loses a day by being early.
* Done before the window or after it, the term begins anew on the day: after it, the whole path is asked again.
* Months are calendar months: the same day of the month, or the last day of a shorter month (31 August and 6 months: 28 or 29
  February; from there one year later: 28 February, the day that was reached counts, not the one that was meant).
* Leave moves the end and not the opening: `leave_days` are the days by which the end was moved, and the window opens where it
  would have opened without them, so that nobody who was on leave is too early.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lms.kernel.months import plus_months


class Phase(StrEnum):
    """Where a moment lies."""

    NEVER = "never"  # it holds for ever, or the credential has no renewal
    EARLY = "early"
    OPEN = "open"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens_at` (first moment inside) to `closes_at` (first moment outside: when the award ends)."""

    opens_at: datetime
    closes_at: datetime

    def phase(self, at: datetime) -> Phase:
        """Before, inside or after."""
        return Phase.EARLY if at < self.opens_at else Phase.OPEN if at < self.closes_at else Phase.MISSED


def last_day(expires_at: datetime, zone: ZoneInfo) -> date:
    """The last day on which it holds, where the institution is."""
    return (expires_at - timedelta(microseconds=1)).astimezone(zone).date()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after a day in a zone."""
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def expiry(granted_at: datetime, months: int, zone: ZoneInfo) -> datetime | None:
    """The first moment at which an award no longer holds: the midnight after its last day, where the institution is.

    The last day is the same day of the month, `months` later, or the last day of a shorter month. 0 months: None, for ever.
    """
    return end_of(plus_months(granted_at.astimezone(zone).date(), months), zone) if months else None


def window(expires_at: datetime | None, opens_months: int, zone: ZoneInfo, leave_days: int = 0) -> Window | None:
    """When an award can be renewed; None for one that holds for ever, and for a credential without renewal (0 months)."""
    if expires_at is None or not opens_months:
        return None
    opens = plus_months(last_day(expires_at, zone) - timedelta(days=leave_days), -opens_months)
    return Window(datetime.combine(opens, time.min, zone), expires_at)


def phase(expires_at: datetime | None, opens_months: int, zone: ZoneInfo, at: datetime, leave_days: int = 0) -> Phase:
    """Where a moment lies for an award that ends at `expires_at`."""
    found = window(expires_at, opens_months, zone, leave_days)
    return found.phase(at) if found is not None else Phase.NEVER


def next_expiry(
    *, old: datetime | None, opens_months: int, done_at: datetime, validity_months: int, zone: ZoneInfo, leave_days: int = 0
) -> datetime | None:
    """Until when the next round's award holds: from the end of the old one if it was done inside the window, else from the day.

    `old` is when the award before it ends (None: there is none to extend). `done_at` is when the last requirement was met.
    """
    if old is not None and validity_months and phase(old, opens_months, zone, done_at, leave_days) == Phase.OPEN:
        return end_of(plus_months(last_day(old, zone), validity_months), zone)
    return expiry(done_at, validity_months, zone)


def reminder_due(expires_at: datetime, at: datetime, zone: ZoneInfo, days: tuple[int, ...]) -> int | None:
    """Which of the reminders (`days` before the last day, e.g. 90, 30, 7) is to be said on the day of `at`.

    The nearest one that has begun, so that one missed day loses none and a late start says one thing only; None before the
    first and after the last day.
    """
    left = (last_day(expires_at, zone) - at.astimezone(zone).date()).days
    return min((one for one in days if left <= one), default=None) if left >= 0 else None
