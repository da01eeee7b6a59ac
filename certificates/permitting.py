"""Whether a protected picture may be shown: on a day, in some countries, on a paper. Pure.

Emblems of states and of intergovernmental organisations are used only with the permission of who holds them (Paris
Convention, article 6ter); anybody's mark or logo is treated alike here. A later permission takes the place of an earlier
one from its first day on.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

NOTICE: Final = timedelta(days=60)  # before the last day: who has to ask anew is told


class Lack(StrEnum):
    """Why a picture may not be shown."""

    NONE = "none"  # nothing was ever recorded
    NOT_YET = "not_yet"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    COUNTRY = "country"  # in force, for other countries
    PAPER = "paper"  # in force, for other papers


@dataclass(frozen=True, slots=True)
class Allowance:
    """One recorded permission. Both days belong to it; no countries (papers) = all of them."""

    number: int
    countries: tuple[str, ...]
    papers: tuple[str, ...]
    starts_on: date
    ends_on: date
    withdrawn: bool = False


def current(rows: Iterable[Allowance], day: date) -> Allowance | None:
    """The permission that counts on a day: the last recorded of those that have begun, over or not."""
    begun = [row for row in rows if row.starts_on <= day]
    return max(begun, key=lambda row: row.number, default=None)


def lack(rows: Sequence[Allowance], day: date, *, countries: Collection[str], paper: str) -> Lack | None:
    """Why the picture may not be shown on `paper` in all of `countries` on a day; None when it may."""
    found = current(rows, day)
    if found is None:
        return Lack.NOT_YET if rows else Lack.NONE
    if found.withdrawn:
        return Lack.WITHDRAWN
    if day > found.ends_on:
        return Lack.ENDED
    if found.countries and not set(countries) <= set(found.countries):
        return Lack.COUNTRY
    return Lack.PAPER if found.papers and paper not in found.papers else None


def last_day(rows: Sequence[Allowance], day: date) -> date | None:
    """The last day of what is in force on a day, as far as what is recorded goes on without a gap; None when nothing is."""
    end: date | None = None
    at = day
    for _step in range(len(rows) + 1):
        found = current(rows, at)
        if found is None or found.withdrawn or at > found.ends_on:
            return end
        later = [row for row in rows if at < row.starts_on <= found.ends_on and row.number > found.number]
        end = min(row.starts_on for row in later) - timedelta(days=1) if later else found.ends_on
        at = end + timedelta(days=1)
    return end


def ends_soon(rows: Sequence[Allowance], day: date) -> date | None:
    """The last day of what is in force, when it is at most 60 days away; None otherwise."""
    end = last_day(rows, day)
    return end if end is not None and end - day <= NOTICE else None
