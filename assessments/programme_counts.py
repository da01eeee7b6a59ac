"""Confirmed clinic sessions as the programme sees them: counts by country, institution and category, protected. Pure.

Everything that is printed of one year is one set of linked tables: countries, institutions within a country, and by country the
months, stages, sectors, rights and outcomes. Their lines' totals are all printed (and are 0 or at least five, see
`assessments.suppression`), so each table is protected by itself; years share no session. What has no code, no region and no
line of its own can't be read out of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments import clinic_words as words
from assessments.suppression import Protected, is_small, protect, told_together

NONE: Final = ""  # no right named, no outcome told


@dataclass(frozen=True, slots=True)
class Seen:
    """One confirmed session. `business` only tells two apart; 0: none."""

    country: str
    institution: int
    month: str  # YYYY-MM
    stage: str
    sector: str
    rights: tuple[str, ...]
    outcome: str
    business: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown: a line each category, a column each country (or countries told together). None is hidden."""

    key: str
    categories: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]  # category by country
    totals: tuple[int | None, ...]  # of each category, over all countries
    withheld: bool
    several: bool  # a session may stand in several lines, so nothing adds up to the sessions


@dataclass(frozen=True, slots=True)
class Place:
    """One institution, or several told together, with its sessions."""

    institutions: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Programme:
    """A year of the programme. `few`: there are some sessions, but fewer than five: nothing more is told."""

    total: int
    few: bool = False
    countries: tuple[tuple[str, ...], ...] = ()
    counts: tuple[int, ...] = ()  # sessions by country line
    businesses: tuple[int | None, ...] = ()
    business_total: int | None = None
    places: Mapping[str, tuple[Place, ...]] | None = None  # by country that has a line of its own
    tables: tuple[Table, ...] = ()


def programme(sessions: Sequence[Seen], *, countries: Sequence[str], houses: Mapping[str, Sequence[int]]) -> Programme:
    """What of a year's confirmed sessions may be printed. `houses`: every institution of each country."""
    if is_small(len(sessions)):
        return Programme(total=0, few=True)
    by_country = Counter(one.country for one in sessions)
    lines = told_together({country: by_country[country] for country in countries})
    counts = tuple(sum(by_country[country] for country in line) for line in lines)
    at = {country: n for n, line in enumerate(lines) for country in line}
    people = _businesses(sessions, at, counts)
    return Programme(
        total=len(sessions),
        countries=tuple(lines),
        counts=counts,
        businesses=tuple(row[0] for row in people.cells) if not people.withheld else (None,) * len(lines),
        business_total=people.columns[0] if not people.withheld else None,
        places={line[0]: _places(sessions, line[0], houses) for line in lines if len(line) == 1},
        tables=tuple(_table(one, sessions, at, counts) for one in _breakdowns(sessions)),
    )


def _businesses(sessions: Sequence[Seen], at: Mapping[str, int], counts: Sequence[int]) -> Protected:
    """How many businesses had them. Who knows the sessions knows that there are not more businesses."""
    seen = {(at[one.country], one.institution, one.business) for one in sessions if one.business}
    found = Counter(line for line, _house, _business in seen)
    return protect([[found[line]] for line in range(len(counts))], row_totals=False, most=counts)


def _places(sessions: Sequence[Seen], country: str, houses: Mapping[str, Sequence[int]]) -> tuple[Place, ...]:
    """The institutions of one country; () when they could only be told all together, which is the country's own line."""
    found = Counter(one.institution for one in sessions if one.country == country)
    lines = told_together({house: found[house] for house in dict.fromkeys([*houses.get(country, ()), *found])})
    if len(lines) == 1 and len(lines[0]) > 1:
        return ()
    return tuple(Place(line, sum(found[house] for house in line)) for line in lines)


Breakdown = tuple[
    str, Sequence[str], Callable[[Seen], Sequence[str]]
]  # its key, the order of its categories, those of a session


def _breakdowns(sessions: Sequence[Seen]) -> list[Breakdown]:
    return [
        ("month", sorted({one.month for one in sessions}), lambda one: [one.month]),
        ("stage", words.STAGES, lambda one: [one.stage]),
        ("sector", words.SECTORS, lambda one: [one.sector]),
        ("right", words.RIGHTS, lambda one: one.rights),
        ("outcome", (*words.OUTCOMES, NONE), lambda one: [one.outcome]),
    ]


def _table(breakdown: Breakdown, sessions: Sequence[Seen], at: Mapping[str, int], counts: Sequence[int]) -> Table:
    key, order, of = breakdown
    found = Counter((at[one.country], category) for one in sessions for category in of(one))
    there = {category for _line, category in found}
    categories = (*(one for one in order if one in there), *sorted(there - set(order)))
    several = key == "right"
    if not categories:
        return Table(key, (), (), (), withheld=False, several=several)
    table = [[found[line, category] for category in categories] for line in range(len(counts))]
    kept = protect(table, row_totals=not several, most=counts)
    if kept.withheld:
        return Table(key, categories, (), (), withheld=True, several=several)
    return Table(key, categories, tuple(zip(*kept.cells, strict=True)), kept.columns, withheld=False, several=several)
