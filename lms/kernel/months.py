"""Calendar months. Pure."""

from datetime import date, datetime, timedelta


def plus_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier: negative), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last = (date(next_year, next_month + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def months_before(at: datetime, months: int) -> datetime:
    """The same time of day, so many months earlier."""
    day = plus_months(at.date(), -months)
    return at.replace(year=day.year, month=day.month, day=day.day)
