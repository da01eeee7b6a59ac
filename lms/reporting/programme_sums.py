"""The figures of many institutions put together, by country: from their rows, so that each person counts once. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.reporting.figures import ALL, Definition, Figure, Sheet, figure_of


@dataclass(slots=True)
class CountrySums:
    """Rows of sheets by figure, in the making. Of figures that count persons the subject is kept, so that who moved between
    institutions is one person; of a figure of the country itself (`scope`) one sheet is enough."""

    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    people: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def add(self, sheet: Sheet) -> None:
        """Add the sheet of one institution; it may be let go after."""
        told = {figure.id for figure in sheet.figures}
        mine = {one for one in told if ALL[one].scope == "institution" or one not in self.whole}
        self.whole |= {one for one in mine if ALL[one].scope != "institution"}
        for one in mine:
            self.rows.setdefault(one, [])
        for row in sheet.rows:
            if row.figure not in mine:
                continue
            definition = ALL[row.figure]
            if definition.persons:
                known = self.people.setdefault(row.figure, {})
                known[row.subject] = _joined(definition, known.get(row.subject), row.values)
            else:
                self.rows[row.figure].append(_lean(definition, row.values))

    def figures(self) -> dict[str, Figure]:
        """{figure id: the number of all sheets that were added}."""
        return {one: figure_of(ALL[one], self._rows(one)) for one in self.rows}

    def _rows(self, one: str) -> Iterable[Mapping[str, Any]]:
        return self.people.get(one, {}).values() if ALL[one].persons else self.rows[one]


def sum_sheets(sheets: Iterable[tuple[str, Sheet]]) -> dict[str, dict[str, Figure]]:
    """{country: {figure id: figure}} of (country, sheet) of institutions. Sheets are taken one at a time, so a generator needs
    the memory of one. Countries are not put together here: F14 and F15 are a country's own."""
    found: dict[str, CountrySums] = {}
    for country, sheet in sheets:
        found.setdefault(country, CountrySums()).add(sheet)
    return {place: sums.figures() for place, sums in found.items()}


_KEPT = ("yes", "part", "of", "n", "low", "high")


def _lean(definition: Definition, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a figure reads of a row, and nothing more."""
    return {key: values[key] for key in (*_KEPT, definition.key) if key and key in values}


def _joined(definition: Definition, known: Mapping[str, Any] | None, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """One person in two institutions: active if active in either, hours of both."""
    mine = dict(_lean(definition, values))
    if known is None:
        return mine
    if "yes" in mine:
        mine["yes"] = mine["yes"] or known["yes"]
    if definition.kind == "sum":
        mine[definition.key] += known[definition.key]
    return mine
