"""Business days of the four countries: Monday to Friday, without the national holidays of that country.

The holidays are those of the library `holidays` (public ones, no regional ones, no "bridge" days that a government gives its
staff). Its tables are updated by its releases: a day that a law adds after the installed one is not known here. Pure.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

_SATURDAY: Final = 5


@cache
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The national holidays of a country (ISO 3166-1 alpha-2) in a year. Raises NotImplementedError for an unknown one."""
    from holidays import country_holidays

    return frozenset(country_holidays(country, years=year))


def is_business_day(day: date, country: str) -> bool:
    """Whether offices work on that day. Raises NotImplementedError for an unknown country."""
    return day.weekday() < _SATURDAY and day not in holidays_of(country, day.year)


def business_day_after(day: date, days: int, country: str) -> date:
    """The `days`-th business day after `day`, which itself does not count; `day` itself for 0 or less.

    Raises NotImplementedError for an unknown country.
    """
    found = day
    for _step in range(days):
        found += timedelta(days=1)
        while not is_business_day(found, country):
            found += timedelta(days=1)
    return found


def business_days_until(day: date, end: date, country: str) -> int:
    """How many business days lie after `day` up to and with `end`: 0 on the last one; negative, counted back, after it.

    Raises NotImplementedError for an unknown country.
    """
    if end < day:
        return -business_days_until(end, day, country)
    span = (end - day).days
    return sum(is_business_day(day + timedelta(days=one), country) for one in range(1, span + 1))
