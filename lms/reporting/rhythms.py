"""When a schedule runs, and about which period: by the clock on the institution's wall. Pure.

A wall time that a change of clocks leaves out is moved on by the length of the gap; one that comes twice is the first of the
two. So a schedule runs once on every such day, and never twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lms.reporting import periods
from lms.reporting.periods import Period

DAILY, WEEKLY, MONTHLY, QUARTERLY = "daily", "weekly", "monthly", "quarterly"
RHYTHMS: Final = (DAILY, WEEKLY, MONTHLY, QUARTERLY)


def at_wall(day: date, hour: int, zone: str) -> datetime:
    """The moment (UTC) at which the clocks of a zone show an hour of a day for the first time, or would have."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)  # fold=0: the first; a gap: by the time before


def next_run(after: datetime, *, rhythm: str, hour: int, weekday: int, zone: str) -> datetime:
    """The first run that is later than `after`. Runs of a month or a quarter are on its first day, of a week on `weekday`."""
    day = after.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    while True:
        if _is_day(day, rhythm, weekday) and (found := at_wall(day, hour, zone)) > after:
            return found
        day += timedelta(days=1)


def _is_day(day: date, rhythm: str, weekday: int) -> bool:
    if rhythm == DAILY:
        return True
    if rhythm == WEEKLY:
        return day.weekday() == weekday
    return day.day == 1 and (rhythm == MONTHLY or day.month in (1, 4, 7, 10))


def last_due(now: datetime, due: datetime, *, rhythm: str, hour: int, weekday: int, zone: str) -> datetime:
    """Of the runs from `due` until `now`, the last: what was missed is caught up once. `due` itself must not be later."""
    found = due
    while (following := next_run(found, rhythm=rhythm, hour=hour, weekday=weekday, zone=zone)) <= now:
        found = following
    return found


def period_of(due: datetime, *, rhythm: str, zone: str) -> Period:
    """What a run speaks of: the day, the seven days, the month or the quarter that ended when it was due."""
    day = due.astimezone(ZoneInfo(zone)).date()
    if rhythm == DAILY:
        return periods.period((day - timedelta(days=1)).isoformat(), zone)
    if rhythm == WEEKLY:
        year, week, _weekday = (day - timedelta(days=7)).isocalendar()
        return periods.period(f"{year}-W{week:02}", zone)
    holding = periods.month_of(due, zone) if rhythm == MONTHLY else periods.quarter_of(due, zone)
    return periods.before(holding, zone)
