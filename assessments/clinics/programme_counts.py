"""Confirmed clinic sessions as the programme sees them: counts by country, institution and category, protected. Pure.

Everything that is printed of one year is one set of linked tables: countries, institutions within a country, and by country the
months, stages, sectors, rights and outcomes. Their lines' totals are all printed (and are 0 or at least five, see
`assessments.clinics.suppression`), so each table is protected by itself; years share no session. One thing more links two of
them: whoever reads the months knows which sessions are too young to be asked about, so that these have no outcome: a lower
bound of that line. What has no code, no region
and no line of its own can't be read out of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.clinics import words
from assessments.clinics.suppression import Protected, is_small, protect, told_together

NONE: Final = ""  # no right named, no outcome told


@dataclass(frozen=True, slots=True)
class Seen:
    """One confirmed session. `business` only tells two apart; 0: none. `young`: nobody asked yet what came of it."""

    country: str
    institution: int
    month: str  # YYYY-MM
    stage: str
    sector: str
    rights: tuple[str, ...]
    outcome: str
    business: int = 0
    young: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown: a line each category, a column each country (or countries told together). None is hidden.

    `countries` are the columns: those of the year, or fewer where the table could not be told with so many.
    """

    key: str
    countries: tuple[tuple[str, ...], ...]
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
        tables=tuple(_table(one, sessions, lines, counts) for one in _breakdowns(sessions)),
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


def _table(breakdown: Breakdown, sessions: Sequence[Seen], lines: Sequence[tuple[str, ...]], counts: Sequence[int]) -> Table:
    """One breakdown, with as many countries apart as can be: the two smallest go together until it can be told."""
    key, order, of = breakdown
    several = key == "right"
    found = Counter((one.country, category) for one in sessions for category in of(one))
    young = Counter((one.country, NONE) for one in sessions if key == "outcome" and one.young and not one.outcome)
    there = {category for _country, category in found}
    categories = (*(one for one in order if one in there), *sorted(there - set(order)))
    told = list(zip(lines, counts, strict=True))
    while told and categories:
        table = [[sum(found[country, category] for country in line) for category in categories] for line, _count in told]
        least = [[sum(young[country, category] for country in line) for category in categories] for line, _count in told]
        kept = protect(table, row_totals=not several, most=[count for _line, count in told], least=least)
        if not kept.withheld:
            columns = tuple(line for line, _count in told)
            return Table(key, columns, categories, tuple(zip(*kept.cells, strict=True)), kept.columns, False, several)
        told = _coarser(told)
    return Table(key, (), categories, (), (), bool(categories), several)


def _coarser(told: Sequence[tuple[tuple[str, ...], int]]) -> list[tuple[tuple[str, ...], int]]:
    """The same lines with the two smallest that have any session as one; [] when there is only one."""
    some = sorted((one for one in told if one[1]), key=lambda one: one[1])
    if len(some) < 2:
        return []
    first, second = some[:2]
    rest = [one for one in told if one not in (first, second)]
    return [*rest, (tuple(sorted((*first[0], *second[0]))), first[1] + second[1])]
