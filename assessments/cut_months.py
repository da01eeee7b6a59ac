"""How long a decision about a cut score may hold. Pure."""

from datetime import date
from typing import Final

USUAL: Final = 36  # months that a form offers
MOST: Final = 48


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
