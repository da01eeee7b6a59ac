"""A list of people in a workbook: the first sheet of an XLSX file as lines of cells. Pure; refuses what is too large."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

MOST_UNPACKED: Final = 40 * 1024 * 1024
MOST_COLUMNS: Final = 60


class UnreadableSheet(Exception):
    """The workbook can't be read. `args[0]` says why, to people."""


def sheet_lines(content: bytes, most_rows: int) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of each row of the first sheet that is not blank. Formulas are read as what they last gave.

    Raises UnreadableSheet for what is no workbook, and for one that unpacks to more than 40 MB.
    """
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableSheet(_("This workbook is too large. Save the list alone, as a new workbook."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except UnreadableSheet:
        raise
    except Exception:  # a broken file breaks the library in many ways
        raise UnreadableSheet(_("This Excel workbook can't be read. Save it again as XLSX, or as “CSV UTF-8”.")) from None
    try:
        if not book.worksheets:
            raise UnreadableSheet(_("This workbook has no sheet."))
        rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, max_row=most_rows + 2, values_only=True)
        for line, row in enumerate(rows, start=1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if any(cell.strip() for cell in cells):
                yield line, cells
    except UnreadableSheet:
        raise
    except Exception:
        raise UnreadableSheet(_("This Excel workbook can't be read. Save it again as XLSX, or as “CSV UTF-8”.")) from None
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
