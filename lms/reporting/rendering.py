"""An edition as PDF and as a workbook. Knows no models; draws in the active language."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

from lms.kernel.canonical import canonical_json
from lms.kernel.cells import safe_cell
from lms.kernel.pdf import FONT_FACES, pdf_from_html
from lms.kernel.words import in_language
from lms.reporting.figure_words import value_labels
from lms.reporting.reading import ATTACHED, CHECKED
from lms.reporting.selectors import EditionView, state_words
from lms.reporting.wording import act_words, outcome_words, reason_words

_ORDER: Final = (
    "course", "cohort", "unit", "credential", "country", "yes", "done", "required", "acts", "days", "on", "missing", "reason",
    "score",
)  # fmt: skip


PIECE: Final = 16_000  # characters of a cell: a spreadsheet holds 32,767


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


def row_table(
    rows: Sequence[Mapping[str, Any]], names: Mapping[str, Mapping[str, str]]
) -> tuple[list[str], list[tuple[int, str, list[str]]]]:
    """The same, a column for each value: what the columns are called, and (line, subject, cells) of each row."""
    told = [{key: value for key, value in row["values"].items() if value not in ("", None, [])} for row in rows]
    keys = {key for one in told for key in one}
    order = [key for key in (*_ORDER, *sorted(keys - set(_ORDER))) if key in keys]
    lines = [
        (row["line"], row["subject"], [_value(key, one[key], names) if key in one else "" for key in order])
        for row, one in zip(rows, told, strict=True)
    ]
    return [label(key) for key in order], lines


def label(key: str) -> str:
    """A value's name in the active language."""
    return {
        "course": gettext("course"), "cohort": gettext("cohort"), "country": gettext("country"), "score": gettext("score"),
        "acts": gettext("recorded acts"), "done": gettext("done"), "required": gettext("required"),
        "credential": gettext("credential"), "on": gettext("on"), "reason": gettext("reason"), "unit": gettext("unit"),
        "missing": gettext("missing"), "yes": gettext("counts"), "days": gettext("days"), **value_labels(),
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


PDF_ROWS: Final = 200  # more rows than these are in the workbook and the JSON file: nobody reads them on paper


def report_pdf(view: EditionView, place: Any, content: bytes) -> bytes:
    """A4 portrait: head, figures with what they count, rows, the hash on every page. The canonical JSON is attached to it."""
    rows = [{**row, "words": row_words(row["values"], view.names)} for row in view.rows[:PDF_ROWS]]
    html = render_to_string(
        "lms/reporting/report_pdf.html",
        {
            "view": view, "place": place, "place_name": in_language(place.names), "rows": rows, "fonts": FONT_FACES,
            "hash": grouped(view.sha256), "state": state_words(view.state), "language": get_language(),
            "left_out": max(0, len(view.rows) - PDF_ROWS), "row_count": len(view.rows),
        },
    )  # fmt: skip
    return _sealed(pdf_from_html(html, meta=_meta(f"{view.title} · {view.period}", place)), view.sha256, content)


def record_pdf(view: EditionView, place: Any, record: Any) -> bytes:
    """The record of a review: who signed off, the sample with its findings, the lines of the book."""
    sample = record.findings
    html = render_to_string(
        "lms/reporting/record_pdf.html",
        {
            "view": view, "place": place, "place_name": in_language(place.names), "fonts": FONT_FACES, "record": record,
            "hash": grouped(view.sha256), "language": get_language(),
            "signed": [(act_words(one.act), one.at, one.name) for one in record.signed],
            "awards": [
                (one["serial"], reason_words(one["reasons"]), outcome_words((one["finding"] or {}).get("outcome", "")))
                for one in (sample["awards"] if sample else [])
            ],
            "sample": sample, "seed": grouped(sample["seed"]) if sample else "",
            "chain": [(number, act_words(act), grouped(hashed)) for number, act, hashed in record.chain],
        },
    )  # fmt: skip
    drawn = pdf_from_html(html, meta=_meta(f"{gettext('Record of the review')} · {view.title} · {view.period}", place))
    return _sealed(drawn, view.sha256, canonical_json(record.as_json()))


def _meta(title: str, place: Any) -> dict[str, str]:
    return {"title": title, "author": in_language(place.names)}


def _sealed(drawn: bytes, sha256: str, content: bytes) -> bytes:
    """A PDF with the edition's hash among its properties and its content as an attachment."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn)))
    writer.add_metadata({"/LmsSha256": sha256})
    writer.add_attachment(ATTACHED, content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def report_xlsx(view: EditionView, place: Any, content: bytes) -> bytes:
    """Three sheets: figures (with meaning, instant and hash), rows, and the canonical JSON that the hash covers, in pieces.

    Written row by row: memory does not grow with their number. Cells are never formulas.
    """
    from openpyxl import Workbook  # loaded by who writes a workbook: 7 MB

    book = Workbook(write_only=True)
    book.properties.keywords = f"sha256:{view.sha256}"
    book.properties.title = f"{view.title} · {view.period}"
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
    rows.freeze_panes = "A2"
    rows.auto_filter.ref = f"A1:D{max(2, len(view.rows) + 1)}"
    rows.column_dimensions["C"].width, rows.column_dimensions["D"].width = 28, 110
    rows.append([_bold(rows, text) for text in (gettext("Line"), gettext("Figure"), gettext("Subject"), gettext("Values"))])
    for row in view.rows:
        rows.append([row["line"], row["figure"], safe_cell(row["subject"]), safe_cell(row_words(row["values"], view.names))])
    checked = book.create_sheet(CHECKED)
    checked.sheet_state = "hidden"
    text = content.decode()
    for at in range(0, len(text), PIECE):
        checked.append([f"|{text[at : at + PIECE]}"])  # the bar keeps a piece from being taken for a number or a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell
