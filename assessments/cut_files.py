"""Judges' ratings as CSV: a row a judge, a column an item. Pure.

Parted by commas, semicolons or tabs; decimals with a point or a comma. A header and a column of judges are recognised: a first
row without a number behind its first cell is a header, a first column that is not a rating names judges.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from assessments.errors import ScoreFileRefused

_NUMBER: Final = re.compile(r"[+-]?(\d{1,12}([.,]\d{0,12})?|[.,]\d{1,12})", re.ASCII)
_JUDGE: Final = frozenset({"", "judge", "judges", "juez", "jueza", "jueces", "persona", "rater", "id"})
MOST_ITEMS: Final = 500


@dataclass(frozen=True, slots=True)
class CutFile:
    """What was read. `judges` and `items` are their names, or numbers from 1 as text where the file has none."""

    judges: list[str]
    items: list[str]
    ratings: list[list[Decimal]]


def read_ratings(lines: Iterable[str]) -> CutFile:
    """The ratings in a CSV file's lines; blank lines are passed over. Raises ScoreFileRefused with line and column (from 1)."""
    table = _table(lines)
    if not table:
        raise _refused(1, 1, _("the file is empty. It holds a row for each judge and a column for each question."))
    header = _is_header(table[0][1])
    body = table[1:] if header else table
    if not body:
        raise _refused(table[0][0], 1, _("below the header there is no judge."))
    width = len(table[0][1])
    named = _names_judges(table[0][1] if header else None, body[0][1])
    first = 1 if named else 0
    if width - first < 1:
        raise _refused(body[0][0], 1, _("there is no question: a judge alone makes no cut."))
    if width - first > MOST_ITEMS:
        raise _refused(table[0][0], MOST_ITEMS + 1 + first, _("a study has at most {n} questions here.").format(n=MOST_ITEMS))
    ratings: list[list[Decimal]] = []
    judges: list[str] = []
    for line, cells in body:
        if len(cells) != width:
            what = _("this row has {n} cells, the first row has {wanted}.").format(n=len(cells), wanted=width)
            raise _refused(line, min(len(cells), width) + 1, what)
        name = cells[0] if named else str(len(judges) + 1)
        if name in judges:
            raise _refused(line, 1, _("the judge «{name}» stands in two rows.").format(name=name[:40]))
        judges.append(name)
        ratings.append([_rating(cell, line, column) for column, cell in enumerate(cells[first:], start=first + 1)])
    items = table[0][1][first:] if header else [str(n) for n in range(1, width - first + 1)]
    if len(set(items)) != len(items):
        twice = next(n for n, item in enumerate(items) if item in items[:n])
        raise _refused(
            table[0][0], twice + first + 1, _("the question «{name}» stands in two columns.").format(name=items[twice][:40])
        )
    return CutFile(judges, items, ratings)


def _table(lines: Iterable[str]) -> list[tuple[int, list[str]]]:
    """(line, trimmed cells) of every row that is not blank."""
    text = list(lines)
    if text:
        text[0] = text[0].removeprefix("\ufeff")
    probe = next((line for line in text if line.strip()), "")
    sign = next((one for one in (";", "\t") if one in probe), ",")
    table = csv.reader(text, delimiter=sign, strict=True)
    try:
        rows = [(table.line_num, [cell.strip() for cell in cells]) for cells in table]
    except csv.Error as broken:
        raise _refused(table.line_num, 1, _("this is no CSV: {why}.").format(why=broken)) from None
    return [(line, cells) for line, cells in rows if any(cells)]


def _is_header(cells: Sequence[str]) -> bool:
    """No number in it, or behind the first cell the plain numbers of the questions."""
    behind = cells[1:]
    plain = [str(n) for n in range(1, len(cells) + 1)]
    if len(cells) > 2 and (list(cells) == plain or list(behind) == plain[:-1]):
        return True
    return not any(_NUMBER.fullmatch(cell) for cell in cells)


def _names_judges(header: Sequence[str] | None, first: Sequence[str]) -> bool:
    if len(first) < 2:
        return False
    if header is not None and header[0].casefold() in _JUDGE:
        return True
    return bool(first[0]) and not _NUMBER.fullmatch(first[0]) and first[0][0] not in "+-.,0123456789"


def _rating(cell: str, line: int, column: int) -> Decimal:
    if not cell:
        raise _refused(line, column, _("the cell is empty. Every judge rates every question."))
    if not _NUMBER.fullmatch(cell):
        raise _refused(line, column, _("«{cell}» is no number.").format(cell=cell[:40]))
    value = Decimal(cell.replace(",", "."))
    if not 0 <= value <= 1:
        what = _("«{cell}» is not from 0 to 1. Write 0.6 for 60 %.").format(cell=cell[:40])
        raise _refused(line, column, what)
    return value


def _refused(line: int, column: int, what: str) -> ScoreFileRefused:
    return ScoreFileRefused(line=line, column=column, what=what)
