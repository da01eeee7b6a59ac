"""One figure over many institutions: the sheets of a quarter put together, country by country. Pure.

A figure of all is computed from the rows of all by the same `figure_of`: no averages of averages. Of each row only what its
definition reads is kept, so that a hundred thousand people fit into a worker. Who is counted as a person (`Definition.persons`)
counts once in each line, in how many institutions they may be; what speaks of a whole country is taken once.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lms.reporting.figures.base import Definition, Figure, Sheet, figure_of
from lms.reporting.figures.catalogue import ALL
from lms.reporting.small_cells import SMALL, SMALL_TRAIT, Ledger, Sum

WHOLE: Final = ""  # the line of all countries
Json = dict[str, Any]


@dataclass(slots=True)
class Adder:
    """Sheets of institutions, by country."""

    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    people: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    seen: set[tuple[str, str]] = field(default_factory=set)
    order: dict[str, None] = field(default_factory=dict)

    def add(self, country: str, sheet: Sheet) -> None:
        """Take in one institution's sheet."""
        told = {one.id for one in sheet.figures} & set(ALL)
        self.order.update(dict.fromkeys(one.id for one in sheet.figures if one.id in told))
        once = {one for one in told if ALL[one].scope != "institution" and (one, country) in self.seen}
        self.seen |= {(one, country) for one in told}
        for row in sheet.rows:
            if row.figure not in told or row.figure in once:
                continue
            definition = ALL[row.figure]
            kept = _kept(definition, row.values)
            if definition.persons:
                mine = self.people[row.figure, country]
                mine[row.subject] = _joined(definition, mine.get(row.subject), kept)
            else:
                self.rows[row.figure, country].append(kept)

    def figures(self, countries: Sequence[str]) -> dict[str, list[Figure]]:
        """{country: its figures in order}, with `WHOLE` for all of them."""
        found: dict[str, list[Figure]] = {country: [] for country in (*countries, WHOLE)}
        for one in self.order:
            definition = ALL[one]
            for country in countries:
                found[country].append(figure_of(definition, self._of(one, (country,))))
            found[WHOLE].append(figure_of(definition, self._of(one, countries)))
        return found

    def _of(self, one: str, countries: Sequence[str]) -> list[Mapping[str, Any]]:
        definition = ALL[one]
        if not definition.persons:
            return [row for country in countries for row in self.rows.get((one, country), ())]
        people: dict[str, Mapping[str, Any]] = {}
        for country in countries:
            for subject, kept in self.people.get((one, country), {}).items():
                people[subject] = _joined(definition, people.get(subject), kept)
        return list(people.values())


def _kept(definition: Definition, values: Mapping[str, Any]) -> Mapping[str, Any]:
    if definition.kind == "ratio":
        return {"part": values["part"], "of": values["of"]}
    if definition.kind == "pooled":
        return {name: values[name] for name in ("n", definition.key, "low", "high")}
    kept = {"yes": bool(values.get("yes"))} if definition.share else {}
    return {**kept, definition.key: values[definition.key]} if definition.key else kept


def _joined(definition: Definition, before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Mapping[str, Any]:
    """Two rows of one person: yes where either says so, sums added."""
    if before is None:
        return now
    both = dict(now)
    if definition.share:
        both["yes"] = before["yes"] or now["yes"]
    if definition.key and definition.kind == "sum":
        both[definition.key] = before[definition.key] + now[definition.key]
    return both


def told(figures: Mapping[str, Sequence[Figure]]) -> dict[str, list[Json]]:
    """The same as JSON, with what is small hidden: `{"id", "hidden": True}` in place of a number.

    A count from 1 to 4 (1 to 9 for what speaks of businesses) is hidden, and as many more as keep at least five values
    possible (`lms.reporting.small_cells`). Of a share neither its cases nor its yes nor its no may be small.
    """
    places = [one for one in figures if one != WHOLE]
    found: dict[str, list[Json]] = {place: [] for place in figures}
    for at, whole in enumerate(figures[WHOLE]):
        row = {place: figures[place][at] for place in figures}
        open_ones = _open(ALL[whole.id], row, places)
        for place, one in row.items():
            found[place].append(one.as_json() if place in open_ones else {"id": one.id, "hidden": True})
    return found


def _open(definition: Definition, row: Mapping[str, Figure], places: Sequence[str]) -> set[str]:
    """The lines of a figure that may be told: all numbers of a line, or none."""
    if definition.small == "none":
        return set(row)
    least = SMALL_TRAIT if definition.small == "trait" else SMALL
    open_ones = set(row)
    exact = not definition.persons and definition.scope == "institution"  # then the whole is the sum of the countries
    for part in ("value", "rest") if definition.share else ("value",):
        numbers = {place: _number(figure, part) for place, figure in row.items()}
        wanted = [Sum(place, frozenset({(part, place)}), numbers[place], least) for place in places]
        if exact:
            wanted.append(Sum(WHOLE, frozenset((part, place) for place in places), numbers[WHOLE], least))
        hidden = {name for name, value in Ledger().tell(wanted).items() if value is None}
        open_ones -= {name for name in hidden if isinstance(name, str)}
        if hidden and not exact:
            open_ones.discard(WHOLE)  # no exact sum of the others, but near enough to it
    return open_ones


def _number(figure: Figure, part: str) -> int:
    return figure.value if part == "value" else (figure.out_of or 0) - figure.value
