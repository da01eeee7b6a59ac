"""A score matrix as CSV: the first row holds the slots' maximums, then one row a person; empty = not attempted. Pure.

Parted by commas with decimal points, or by semicolons with decimal commas or points (as spreadsheets write in Spanish).
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from assessments.errors import ScoreFileRefused
from assessments.statistics.exact import as_decimal

_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?", re.ASCII)
MOST_SLOTS: Final = 500


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """What was read. `above`: (line, column) of the first score over its maximum: no error, but worth a look."""

    maxima: list[Decimal]
    rows: list[list[Decimal | None]]
    above: tuple[int, int] | None = None


def read_scores(lines: Iterable[str]) -> ScoreFile:
    """The matrix in a CSV file's lines; blank lines are passed over. Raises ScoreFileRefused with line and column (from 1)."""
    source = iter(lines)
    first = next(source, "").removeprefix("\ufeff")
    delimiter = ";" if ";" in first else ","
    table = csv.reader(_chained(first, source), delimiter=delimiter, strict=True)
    maxima: list[Decimal] = []
    rows: list[list[Decimal | None]] = []
    above: tuple[int, int] | None = None
    known: dict[str, Decimal | None] = {}
    try:
        for cells in table:
            line = table.line_num
            if not cells:
                continue
            if not maxima:
                maxima = _maxima(cells, line)
                continue
            if len(cells) != len(maxima):
                what = _("this row has {n} cells, the first row has {wanted}.").format(n=len(cells), wanted=len(maxima))
                raise ScoreFileRefused(line=line, column=min(len(cells), len(maxima)) + 1, what=what)
            row: list[Decimal | None] = []
            for column, cell in enumerate(cells, start=1):
                if cell not in known:
                    known[cell] = _score(cell, line, column)
                score = known[cell]
                if score is not None and above is None and score > maxima[column - 1]:
                    above = (line, column)
                row.append(score)
            rows.append(row)
    except csv.Error as broken:
        raise ScoreFileRefused(line=table.line_num, column=1, what=_("this is no CSV: {why}.").format(why=broken)) from None
    if not maxima:
        raise ScoreFileRefused(line=1, column=1, what=_("the file is empty. Its first row holds the maximum of each question."))
    return ScoreFile(maxima, rows, above)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _maxima(cells: list[str], line: int) -> list[Decimal]:
    if len(cells) > MOST_SLOTS:
        what = _("a test has at most {n} questions here.").format(n=MOST_SLOTS)
        raise ScoreFileRefused(line=line, column=MOST_SLOTS + 1, what=what)
    found = []
    for column, cell in enumerate(cells, start=1):
        most = _score(cell, line, column)
        if most is None or most < 0:
            what = _("the first row holds the maximum of each question: a number from 0; here it says «{cell}».")
            raise ScoreFileRefused(line=line, column=column, what=what.format(cell=cell))
        found.append(most)
    return found


def _score(cell: str, line: int, column: int) -> Decimal | None:
    text = cell.strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        try:
            return as_decimal(Decimal(text.replace(",", ".")))
        except ValueError:
            what = _("«{cell}» is too large or too fine for a score.")
            raise ScoreFileRefused(line=line, column=column, what=what.format(cell=text[:40])) from None
    what = _("«{cell}» is no number. Leave the cell empty when the question was not attempted.")
    raise ScoreFileRefused(line=line, column=column, what=what.format(cell=text[:40]))
