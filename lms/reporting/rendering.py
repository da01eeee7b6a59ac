"""An edition as PDF and as a workbook. Knows no models; draws in the active language."""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

from lms.kernel.cells import safe_cell
from lms.kernel.pdf import FONT_FACES, pdf_from_html
from lms.kernel.words import in_language
from lms.reporting.selectors import EditionView, state_words

_ORDER: Final = (
    "course", "cohort", "unit", "credential", "country", "yes", "done", "required", "acts", "days", "on", "missing", "reason",
    "score",
)  # fmt: skip


def grouped(sha256: str) -> str:
    """A hash as people compare it: groups of four."""
    return " ".join(sha256[i : i + 4] for i in range(0, len(sha256), 4))


def row_words(values: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> str:
    """The values of a row on one line, as people read them: «course: Brands; score: 88; on: 24 November 2026».

    `names`: {kind of value: {key: name}} (`EditionView.names`); what has no name shows its key. The JSON file of an edition
    keeps the values as they were counted. Their order is ours: a database may keep another one, or none.
    """
    shown = [key for key in (*_ORDER, *sorted(set(values) - set(_ORDER))) if values.get(key) not in ("", None, [])]
    return "; ".join(f"{label(key)}: {_value(key, values[key], names)}" for key in shown)


def label(key: str) -> str:
    """A value's name in the active language."""
    return {
        "course": gettext("course"), "cohort": gettext("cohort"), "country": gettext("country"), "score": gettext("score"),
        "acts": gettext("recorded acts"), "done": gettext("done"), "required": gettext("required"),
        "credential": gettext("credential"), "on": gettext("on"), "reason": gettext("reason"), "unit": gettext("unit"),
        "missing": gettext("missing"), "yes": gettext("counts"), "days": gettext("days"),
    }.get(key, key)  # fmt: skip


def _value(key: str, value: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(_value(key, item, names) for item in value)
    if key == "on":
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if key == "score":
        return number_format(Decimal(value).normalize())
    return str(names.get(key, {}).get(value, value))


def report_pdf(view: EditionView, place: Any) -> bytes:
    """A4 portrait: head, figures with what they count, rows, the hash on every page."""
    rows = [{**row, "words": row_words(row["values"], view.names)} for row in view.rows]
    html = render_to_string(
        "lms/reporting/report_pdf.html",
        {
            "view": view, "place": place, "place_name": in_language(place.names), "rows": rows, "fonts": FONT_FACES,
            "hash": grouped(view.sha256), "state": state_words(view.state), "language": get_language(),
        },
    )  # fmt: skip
    return pdf_from_html(html, meta={"title": f"{view.title} · {view.period}", "author": in_language(place.names)})


def report_xlsx(view: EditionView, place: Any) -> bytes:
    """Two sheets: figures (with meaning, instant and hash) and rows. Cells are never formulas."""
    from openpyxl import Workbook  # loaded by who writes a workbook: 7 MB

    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Figures"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 44
    sheet.column_dimensions["C"].width, sheet.column_dimensions["D"].width = 26, 90
    as_at = date_format(timezone.localtime(view.as_at), "DATETIME_FORMAT")
    for line in (
        [f"{view.title} · {view.period}"],
        [in_language(place.names), place.country],
        [gettext("Computed at"), as_at],
        ["SHA-256", view.sha256],
        [],
    ):
        sheet.append([safe_cell(value) for value in line])
    heads = (gettext("Id"), gettext("Figure"), gettext("Value"), gettext("What it counts"))
    sheet.append([_bold(sheet, text) for text in heads])
    for figure in view.figures:
        sheet.append([safe_cell(value) for value in (figure.id, figure.title, figure.shown, figure.meaning)])
    rows = book.create_sheet(gettext("Rows"))
    rows.append([_bold(rows, text) for text in (gettext("Line"), gettext("Figure"), gettext("Subject"), gettext("Values"))])
    for row in view.rows:
        rows.append([row["line"], row["figure"], safe_cell(row["subject"]), safe_cell(row_words(row["values"], view.names))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell
