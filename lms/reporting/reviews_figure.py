"""F16: reviews upheld of those decided, complaints founded of those decided, suspensions and revocations by class, median days;
by country, of what was decided inside a period. Small numbers stay hidden. Pure.

1 to 4 is hidden, 0 shows. Of a share whose n is 5 or more, the part is hidden where it or the rest of it is 1 to 4: then at
least four values stay possible. A total over the countries is told only where none of them is hidden in that column, so that
nothing can be found by subtracting. Median and "in time" need five cases. Not covered, and said on the page: prints of
different days (what was decided in between may be the difference).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

LEAST: Final = 5
HIDDEN: Final = -1  # in place of a number


def shown(n: int) -> int:
    """A count as it may be told: itself, or `HIDDEN`."""
    return HIDDEN if 0 < n < LEAST else n


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `n` as they may be told (`HIDDEN` for what may not); days to the decision, None under five cases."""

    n: int
    part: int
    days: float | None = None
    in_time: int | None = None  # of n; None under five cases, where it is hidden, or where it is not asked

    @property
    def hidden(self) -> bool:
        return HIDDEN in (self.n, self.part)


def share(found: Sequence[tuple[bool, int, bool | None]]) -> Share:
    """(upheld or founded, days, in time) of each decided case, as it may be told."""
    n = len(found)
    if shown(n) == HIDDEN:
        return Share(HIDDEN, HIDDEN)
    part = sum(yes for yes, _days, _in_time in found)
    told = HIDDEN if HIDDEN in (shown(part), shown(n - part)) else part
    if not n:
        return Share(0, 0)
    timely = [in_time for _yes, _days, in_time in found if in_time is not None]
    kept = sum(timely)
    in_time = kept if timely and HIDDEN not in (shown(kept), shown(n - kept)) else None
    return Share(n, told, float(median(days for _yes, days, _in_time in found)), in_time)


@dataclass(frozen=True, slots=True)
class Line:
    """One country, or all of them (`country` ""). `measures`: (act, class of reason, how often)."""

    country: str
    reviews: Share
    complaints: Share
    measures: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """The line of all countries: None where telling it would tell a hidden one."""

    reviews: Share | None
    complaints: Share | None
    measures: tuple[tuple[str, str, int], ...]


def f16(
    countries: Sequence[str], *, reviews: Iterable[Any], complaints: Iterable[Any], measures: Iterable[tuple[str, str, str]]
) -> tuple[list[Line], Total]:
    """The figure. `reviews` have country, upheld, days, in_time; `complaints` country, founded, days; `measures` are
    (country, act, class of reason), one a decision."""
    told, said, done = list(reviews), list(complaints), list(measures)
    lines = [
        Line(
            one,
            share([(row.upheld, row.days, row.in_time) for row in told if row.country == one]),
            share([(row.founded, row.days, None) for row in said if row.country == one]),
            _counted(done, one),
        )
        for one in countries
    ]
    return lines, Total(
        None if any(line.reviews.hidden for line in lines) else share([(r.upheld, r.days, r.in_time) for r in told]),
        None if any(line.complaints.hidden for line in lines) else share([(r.founded, r.days, None) for r in said]),
        _all(done, lines),
    )


def _counted(rows: Iterable[tuple[str, str, str]], country: str) -> tuple[tuple[str, str, int], ...]:
    found = Counter((act, reason) for place, act, reason in rows if place == country)
    return tuple((act, reason, shown(n)) for (act, reason), n in sorted(found.items()))


def _all(rows: Iterable[tuple[str, str, str]], lines: Sequence[Line]) -> tuple[tuple[str, str, int], ...]:
    hidden = {(act, reason) for line in lines for act, reason, n in line.measures if n == HIDDEN}
    found = Counter((act, reason) for _place, act, reason in rows)
    return tuple((act, reason, n) for (act, reason), n in sorted(found.items()) if (act, reason) not in hidden)
