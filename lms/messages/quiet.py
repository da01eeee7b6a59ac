"""Quiet hours: when a mail may go out, on the reader's own clock. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.messages.errors import QuietHoursWrong


def is_quiet(moment: datetime, *, zone: str, starts: int, ends: int) -> bool:
    """Whether the clock of a zone then shows an hour from `starts` (inclusive) to `ends` (exclusive); equal hours: never."""
    hour = moment.astimezone(ZoneInfo(zone)).hour
    return starts <= hour < ends if starts <= ends else hour >= starts or hour < ends


def next_open(moment: datetime, *, zone: str, starts: int, ends: int) -> datetime:
    """The first moment from `moment` on that is not quiet, in UTC; `moment` itself where it is not.

    Hours are what the wall clock shows: an hour that a change of the clock leaves out ends where the clock goes on, and one
    that comes twice counts both times. Raises QuietHoursWrong for what is no hour.
    """
    if not (0 <= starts <= 23 and 0 <= ends <= 23):
        raise QuietHoursWrong
    if not is_quiet(moment, zone=zone, starts=starts, ends=ends):
        return moment
    here = ZoneInfo(zone)
    local = moment.astimezone(here)
    for days in (0, 1, 2):
        wall = datetime.combine(local.date() + timedelta(days=days), time(ends), tzinfo=here)
        found = wall.astimezone(UTC)
        if found > moment and not is_quiet(found, zone=zone, starts=starts, ends=ends):
            return found
    return moment + timedelta(hours=24)  # no clock of the four countries comes here
