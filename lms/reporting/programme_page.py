"""What the programme page shows: figures country by country, the trend over quarters, charts. Rows of one query, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lms.kernel.places import COUNTRIES
from lms.kernel.words import in_language
from lms.reporting import charts, periods
from lms.reporting.figure_words import figure_words, meaning_words
from lms.reporting.figures import ALL
from lms.reporting.figures.summing import WHOLE
from lms.reporting.models import ProgrammeFigures

ZONE: Final = "America/Lima"
# The figures of the page, by section. All of them are in the file.
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("F01", "F02", "F04", "F05", "S01", "S02", "S06"),
    "exams": ("F09", "F10", "F13", "F14", "F14d"),
    "certificates": ("F11o", "F11i", "F11e", "F11s", "F11r", "F11c", "F11d"),
    "law": ("F12", "S05"),
    "practice": ("F17", "F17b", "F18", "F19"),
}
TREND: Final = ("F01", "F04a", "F11c", "F12")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, told for each country and for all."""

    id: str
    title: str
    meaning: str
    cells: tuple[str, ...]  # CL, CO, MX, PE, all


@dataclass(frozen=True, slots=True)
class Section:
    """A table of figures."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure over quarters: a chart and its table."""

    id: str
    title: str
    chart: SafeString
    rows: tuple[tuple[str, str], ...]  # quarter in words, number in words


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The newest quarter with all that is shown; None of it (`sections` empty) before the first count."""

    quarter: str
    key: str
    as_at: datetime | None
    ended: bool
    sections: tuple[Section, ...]
    trends: tuple[Trend, ...]
    quarters: tuple[tuple[str, str], ...]  # key, words: those that can be chosen
    broken: tuple[tuple[str, int], ...] = ()  # chained books that did not hold when they were last read: name, line


def programme_page(wanted: str) -> ProgrammePage:
    """The page of a quarter, the newest one where there is no such. One query."""
    rows = list(ProgrammeFigures.objects.order_by("quarter"))
    named = tuple((row.quarter, _words(row.quarter)) for row in reversed(rows))
    if not rows:
        return ProgrammePage("", "", None, False, (), (), ())
    row = next((one for one in rows if one.quarter == wanted), rows[-1])
    sections = tuple(Section(key, title, _lines(row, SHOWN[key])) for key, title in _titles().items())
    trends = tuple(_trend(one, rows) for one in TREND)
    broken = _broken(max(rows, key=lambda one: one.as_at))
    return ProgrammePage(_words(row.quarter), row.quarter, row.as_at, row.ended, sections, trends, named, broken)


def _broken(newest: ProgrammeFigures) -> tuple[tuple[str, int], ...]:
    named = {"certificates": gettext("Certificates"), "reports": gettext("Signed reports"), "audit": gettext("Audit")}
    return tuple((named.get(book, book), line) for book, line in sorted(newest.body.get("broken", {}).items()))


def _titles() -> dict[str, str]:
    return {
        "people": gettext("People and courses"), "exams": gettext("Assessment"), "certificates": gettext("Certificates"),
        "law": gettext("The law as taught"), "practice": gettext("Clinics and what came of them"),
    }  # fmt: skip


def _words(quarter: str) -> str:
    return periods.period(quarter, ZONE).words()


def _figures(row: ProgrammeFigures, country: str) -> dict[str, Mapping[str, Any]]:
    return {one["id"]: one for one in row.body.get("countries", {}).get(country, ())}


def cell_words(figure: Mapping[str, Any] | None, definition: Mapping[str, Any]) -> str:
    """A number with its n and interval; what is protected says so; a figure that was not counted is a dash."""
    if figure is None:
        return "–"
    return gettext("protected") if figure.get("hidden") else figure_words(figure, definition)


def _lines(row: ProgrammeFigures, wanted: Sequence[str]) -> tuple[Line, ...]:
    by_country = [_figures(row, country) for country in (*COUNTRIES, WHOLE)]
    found = []
    for one in wanted:
        definition = ALL[one].as_json()
        cells = tuple(cell_words(figures.get(one), definition) for figures in by_country)
        found.append(Line(one, in_language(definition["titles"]), meaning_words(definition), cells))
    return tuple(found)


def _trend(one: str, rows: Sequence[ProgrammeFigures]) -> Trend:
    definition = ALL[one].as_json()
    figures = [_figures(row, WHOLE).get(one) for row in rows]
    title = in_language(definition["titles"])
    chart = charts.lines(
        f"trend-{one.lower()}", title, gettext("By quarter, all countries. The table beside it has the same numbers."),
        [row.quarter.replace("-", " ") for row in rows], [[_number(figure, definition) for figure in figures]],
    )  # fmt: skip
    told = tuple((_words(row.quarter), cell_words(figure, definition)) for row, figure in zip(rows, figures, strict=True))
    return Trend(one, title, chart, told)


def _number(figure: Mapping[str, Any] | None, definition: Mapping[str, Any]) -> float | None:
    if figure is None or figure.get("hidden"):
        return None
    return figure["percent"] if definition["share"] else float(figure["value"])
