"""Which week's digest is due, on a reader's own clock. Pure."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HOUR: Final = 8
WEEK: Final = timedelta(days=7)


def week_due(now: datetime, zone: str) -> tuple[str, datetime]:
    """(the Monday that names the week, when its digest was due) of the last digest that is due at `now`.

    It is due on Monday at eight by the wall clock, whatever the clock did that night; a run that comes late finds the same week
    until the next Monday at eight, so what was missed is made up for once and never twice.
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    monday = today - timedelta(days=today.weekday())
    due = datetime.combine(monday, time(HOUR), tzinfo=here).astimezone(UTC)
    if now < due:
        monday -= WEEK
        due = datetime.combine(monday, time(HOUR), tzinfo=here).astimezone(UTC)
    return monday.isoformat(), due
