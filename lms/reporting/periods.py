"""Periods of reports: months and quarters, from local midnight to local midnight of the institution. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS
from django.utils.translation import get_language, gettext, pgettext

from lms.reporting.errors import UnknownPeriod


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end) as aware datetimes; `key` is 2026-11 or 2026-Q4."""

    key: str
    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        """True when the moment lies inside."""
        return moment is not None and self.start <= moment < self.end

    def words(self) -> str:
        """«noviembre de 2026», «cuarto trimestre de 2026», in the active language, as inside a sentence."""
        year = self.key[:4]
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
    raise UnknownPeriod(period=key)


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
    if tail.startswith("Q"):
        quarter = int(tail[1])
        return period(f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4", zone)
    month = int(tail)
    return period(f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12", zone)
