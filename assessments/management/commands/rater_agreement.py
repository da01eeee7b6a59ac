"""manage.py rater_agreement FILE.csv --level nominal|ordinal|interval|ratio [--json]"""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.agreement import LEVELS, Level, Rows, Value, alpha, pair, pairs_of


class Command(BaseCommand):
    help = (
        "How far assessors agree: Krippendorff's alpha of all, Cohen's kappa and weighted kappa (quadratic weights) of each "
        "pair with its 95 % interval. A CSV file: a header of assessors, a row a unit, an empty cell where nothing was scored."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--level", choices=LEVELS, required=True)
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, file: Path, level: Level, json: bool, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                names, rows = _read(lines, words=level == "nominal")
            found = _found(names, rows, level)
        except OSError as broken:
            raise CommandError(f"{file.name}: {broken.strerror}") from None
        except UnicodeDecodeError as broken:
            raise CommandError(f"{file.name}: byte {broken.start + 1} is not UTF-8. Save the file as CSV UTF-8.") from None
        except (ValueError, csv.Error) as broken:
            raise CommandError(f"{file.name}: {broken}") from None
        self.stdout.write(_as_json(found) if json else _as_table(found))


def _read(lines: Iterable[str], *, words: bool) -> tuple[list[str], Rows]:
    """Assessors and rows. Raises ValueError with line and column."""
    text = list(lines)
    table = csv.reader(text, delimiter=";" if text and ";" in text[0] else ",", strict=True)
    names: list[str] = []
    rows: list[list[Value | None]] = []
    for cells in table:
        if not names:
            names = [cell.strip() for cell in cells]
            if len(names) < 2 or not all(names) or len(set(names)) != len(names):
                raise ValueError("line 1: the header names at least two assessors, each once.")
        elif cells:
            if len(cells) != len(names):
                raise ValueError(f"line {table.line_num}: {len(cells)} cells, the header has {len(names)}.")
            rows.append([_value(cell.strip(), table.line_num, n, words=words) for n, cell in enumerate(cells, start=1)])
    if not names:
        raise ValueError("line 1: the file is empty.")
    return names, rows


def _value(cell: str, line: int, column: int, *, words: bool) -> Value | None:
    if not cell:
        return None
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        number = float("nan")
    if number - number == 0:  # finite
        return number
    if words:
        return cell
    raise ValueError(f"line {line}, column {column}: '{cell}' is not a number. Only --level nominal takes words.")


def _found(names: list[str], rows: Rows, level: Level) -> dict[str, Any]:
    whole = alpha(rows, level)
    scale = sorted({value for row in rows for value in row if value is not None}, key=lambda v: (isinstance(v, str), v))
    pairs = []
    for a, b in combinations(range(len(names)), 2):
        both = pair(pairs_of(rows, a, b), level, scale)
        ends = [both.interval.low, both.interval.high] if both.interval else None
        pairs.append(
            {"a": names[a], "b": names[b], "n": both.n, "kappa": both.kappa, "weighted_kappa": both.weighted, "interval": ends}
        )
    return {"alpha": whole.alpha, "n_units": whole.n_units, "pairs": pairs}


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False)


def _as_table(found: dict[str, Any]) -> str:
    lines = [f"alpha\t{_said(found['alpha'])}", f"units\t{found['n_units']}", "", "a\tb\tn\tkappa\tweighted_kappa\t95 %"]
    for one in found["pairs"]:
        ends = " … ".join(_said(end) for end in one["interval"]) if one["interval"] else "–"
        row = (one["a"], one["b"], str(one["n"]), _said(one["kappa"]), _said(one["weighted_kappa"]), ends)
        lines.append("\t".join(row))
    return "\n".join(lines)


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
