"""Rows to files: CSV and XLSX, row by row into an open file. Knows no models.

CSV is UTF-8 with a byte order mark, parted as the reader's spreadsheet expects: by semicolons with decimal commas in Spanish,
by commas with decimal points in English. Days and moments are ISO 8601 in both. A text that a spreadsheet would take for a
formula is neutralised in both formats.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import IO, Any, Final

from lms.exports.errors import TooManyRows
from lms.exports.tables import Cell, Column
from lms.kernel.cells import safe_cell

MOST_ROWS: Final = 1_048_575  # of a sheet, without its head
EVERY: Final = 2_000  # rows between two words about progress
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML can't hold
_FORMATS: Final = {
    Cell.WHOLE: "0",
    Cell.NUMBER: "0.00",
    Cell.PERCENT: "0.0",
    Cell.DAY: "yyyy-mm-dd",
    Cell.MOMENT: "yyyy-mm-dd hh:mm",
}
Say = Callable[[int], None]


def write_csv(
    out: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, language: str, zone: tzinfo, say: Say
) -> int:
    """Write all rows; returns how many. `say(n)` is called now and then with the rows written so far."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    pen = csv.writer(text, delimiter=";" if language == "es" else ",")
    pen.writerow([safe_cell(str(column.title)) for column in columns])
    cells = [column.cell for column in columns]
    written = 0
    for row in rows:
        pen.writerow([_as_text(value, cell, language, zone) for value, cell in zip(row, cells, strict=True)])
        written += 1
        if written % EVERY == 0:
            say(written)
    text.flush()
    text.detach()
    return written


def _as_text(value: Any, cell: Cell, language: str, zone: tzinfo) -> str:
    if value is None:
        return ""
    if cell is Cell.MOMENT:
        return _local(value, zone).isoformat(sep=" ", timespec="minutes")
    if cell is Cell.DAY:
        return str(value.isoformat())
    if cell is Cell.WHOLE:
        return str(int(value))
    if cell in (Cell.NUMBER, Cell.PERCENT):
        said = f"{Decimal(str(value)):.2f}" if cell is Cell.NUMBER else f"{Decimal(str(value)):.1f}"
        return said.replace(".", ",") if language == "es" else said
    return str(safe_cell(_CONTROL.sub("", str(value))))


def _local(value: datetime, zone: tzinfo) -> datetime:
    return value.astimezone(zone).replace(tzinfo=None)


def write_xlsx(
    out: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    about_title: str,
    about: Sequence[tuple[str, str]],
    zone: tzinfo,
    say: Say,
) -> int:
    """Write a workbook: the table (typed cells, frozen head, filters on) and a sheet about it; returns how many rows.

    Raises TooManyRows.
    """
    from openpyxl import Workbook  # costs memory that a web process need not hold
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    bold = Font(bold=True)

    def cell_of(value: Any, **looks: Any) -> Any:
        found = WriteOnlyCell(sheet, value=value)
        for name, look in looks.items():
            setattr(found, name, look)
        return found

    sheet.append([cell_of(safe_cell(_CONTROL.sub("", str(column.title))), font=bold) for column in columns])
    kinds = [(column.cell, _FORMATS.get(column.cell)) for column in columns]
    written = 0
    for row in rows:
        written += 1
        if written > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        cells = []
        for value, (cell, shown) in zip(row, kinds, strict=True):
            typed = _typed(value, cell, zone)
            cells.append(cell_of(typed, number_format=shown) if shown and typed is not None else typed)
        sheet.append(cells)
        if written % EVERY == 0:
            say(written)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{written + 1}"
    second = book.create_sheet(_sheet_name(about_title))
    second.column_dimensions["A"].width, second.column_dimensions["B"].width = 24, 80
    for name, value in about:
        second.append([cell_of(_plain(name), font=bold), _plain(value)])
    book.save(out)
    return written


def _plain(words: str) -> str:
    return str(safe_cell(_CONTROL.sub("", words)))


def _typed(value: Any, cell: Cell, zone: tzinfo) -> Any:
    """A spreadsheet's own type: a number is a number, a day a day; moments are in the reader's zone, since cells know none."""
    if value is None:
        return None
    if cell is Cell.MOMENT:
        return _local(value, zone)
    if cell is Cell.DAY:
        return value
    if cell is Cell.WHOLE:
        return int(value)
    if cell in (Cell.NUMBER, Cell.PERCENT):
        return float(value)
    return _plain(str(value))


def _sheet_name(title: str) -> str:
    """A sheet's name: at most 31 characters, none of those that spreadsheets refuse."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "1"
