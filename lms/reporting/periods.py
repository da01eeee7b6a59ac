"""Periods of reports: days, weeks, months and quarters, from local midnight to local midnight of the institution. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

from lms.reporting.errors import UnknownPeriod


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end) as aware datetimes; `key` is 2026-11, 2026-Q4, 2026-W48 or 2026-11-26."""

    key: str
    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        """True when the moment lies inside."""
        return moment is not None and self.start <= moment < self.end

    def words(self) -> str:
        """«noviembre de 2026», «cuarto trimestre de 2026», in the active language, as inside a sentence."""
        year = self.key[:4]
        if "W" in self.key:
            return gettext("week of %(day)s") % {"day": date_format(self.start, "DATE_FORMAT")}
        if len(self.key) == len("2026-11-26"):
            return date_format(self.start, "DATE_FORMAT")
        if "Q" in self.key:
            names = (
                pgettext("quarter", "first quarter"),
                pgettext("quarter", "second quarter"),
                pgettext("quarter", "third quarter"),
                pgettext("quarter", "fourth quarter"),
            )
            name = names[int(self.key[-1]) - 1]
        else:
            month = str(MONTHS[int(self.key[5:])])
            name = month.lower() if (get_language() or "").startswith("es") else month
        return gettext("%(name)s of %(year)s") % {"name": name, "year": year}


def _months(first_year: int, first_month: int, count: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = first_year * 12 + first_month - 1 + count
    start = datetime(first_year, first_month, 1, tzinfo=zone)
    return start, datetime(last // 12, last % 12 + 1, 1, tzinfo=zone)


def period(key: str, zone: str) -> Period:
    """The period of a key in a time zone. Raises UnknownPeriod."""
    tz = ZoneInfo(zone)
    if match := re.fullmatch(r"(20\d\d)-Q([1-4])", key):
        return Period(key, *_months(int(match[1]), 3 * int(match[2]) - 2, 3, tz))
    if match := re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", key):
        return Period(key, *_months(int(match[1]), int(match[2]), 1, tz))
    return _days(key, tz)


def _days(key: str, tz: ZoneInfo) -> Period:
    try:
        if match := re.fullmatch(r"(20\d\d)-W([0-5]\d)", key):
            first, length = date.fromisocalendar(int(match[1]), int(match[2]), 1), 7
        elif re.fullmatch(r"20\d\d-\d\d-\d\d", key):
            first, length = date.fromisoformat(key), 1
        else:
            raise UnknownPeriod(period=key)
    except ValueError:
        raise UnknownPeriod(period=key) from None
    last = first + timedelta(days=length)
    return Period(
        key, datetime(first.year, first.month, first.day, tzinfo=tz), datetime(last.year, last.month, last.day, tzinfo=tz)
    )


def month_of(moment: datetime, zone: str) -> Period:
    """The month that holds a moment."""
    local = moment.astimezone(ZoneInfo(zone))
    return period(f"{local.year}-{local.month:02}", zone)


def quarter_of(moment: datetime, zone: str) -> Period:
    """The quarter that holds a moment."""
    local = moment.astimezone(ZoneInfo(zone))
    return period(f"{local.year}-Q{(local.month + 2) // 3}", zone)


def before(one: Period, zone: str) -> Period:
    """The period just before, of the same length."""
    year, tail = int(one.key[:4]), one.key[5:]
    if tail.startswith("W"):
        week = date.fromisocalendar(year, int(tail[1:]), 1) - timedelta(days=7)
        return period(f"{week.isocalendar().year}-W{week.isocalendar().week:02}", zone)
    if "-" in tail:
        return period((date.fromisoformat(one.key) - timedelta(days=1)).isoformat(), zone)
    if tail.startswith("Q"):
        quarter = int(tail[1])
        return period(f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4", zone)
    month = int(tail)
    return period(f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12", zone)
