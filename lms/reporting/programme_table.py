"""All figures of the programme, of all quarters, as a file: one figure of one country and quarter a row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext

from lms.exports import api as exports
from lms.exports.api import Cell, Column, Params
from lms.institutions import api as institutions
from lms.institutions.api import Scope
from lms.kernel.words import in_language
from lms.reporting.figures import ALL
from lms.reporting.models import ProgrammeFigures
from lms.reporting.programme_page import cell_words

PROGRAMME: Final = "reporting.programme"


def _allowed(scope: Scope, params: Params) -> bool:
    return scope.reviewer or scope.decider or scope.administrator or bool(scope.focal_of)


def _columns(params: Params) -> Sequence[Column]:
    return [
        Column(gettext("Quarter"), width=10), Column(gettext("Country"), width=16), Column(gettext("Figure"), width=8),
        Column(gettext("Name of the figure"), width=44), Column(gettext("In words"), width=40),
        Column(gettext("Number"), Cell.WHOLE), Column(gettext("Out of"), Cell.WHOLE), Column(gettext("Percent"), Cell.PERCENT),
        Column(gettext("95 % from"), Cell.PERCENT), Column(gettext("95 % to"), Cell.PERCENT),
        Column(gettext("Counted on"), Cell.MOMENT, 18),
    ]  # fmt: skip


def _rows(params: Params, using: str) -> Iterator[tuple[Any, ...]]:
    for row in ProgrammeFigures.objects.using(using).order_by("quarter").iterator(8):
        for country, figures in row.body.get("countries", {}).items():
            place = institutions.country_name(country) or gettext("All countries")
            for one in figures:
                if one["id"] in ALL:
                    yield (row.quarter, place, *_cells(one), row.as_at)


def _cells(one: Mapping[str, Any]) -> tuple[Any, ...]:
    definition = ALL[one["id"]].as_json()
    told = (one["id"], in_language(definition["titles"]), cell_words(one, definition))
    return (*told, one.get("value"), one.get("out_of"), one.get("percent"), one.get("low"), one.get("high"))


TABLE: Final = exports.Table(
    PROGRAMME, title=lambda params: gettext("Figures of the programme"), clean=lambda raw: {}, allowed=_allowed,
    columns=_columns, rows=_rows, institution=lambda params: None,
)  # fmt: skip
