"""manage.py rubric_score FILE.json [--json]"""

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.rubrics import RULES, Picked, percent_of


class Command(BaseCommand):
    help = (
        'The percentage of a rubric: {"criteria": [{"levels": [points…], "weight": 1}], "picks": [index…], "rule": '
        '"share-of-maximum" | "lowest-is-zero"}.'
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, file: Path, json: bool, **options: Any) -> None:
        try:
            found = _percent(_read(file.read_text(encoding="utf-8")))
        except OSError as broken:
            raise CommandError(f"{file.name}: {broken.strerror}") from None
        except (ValueError, RecursionError) as broken:
            raise CommandError(f"{file.name}: {broken}") from None
        self.stdout.write(_as_json(found) if json else f"{found} %")


def _read(text: str) -> dict[str, Any]:
    read = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    if not isinstance(read, dict):
        raise ValueError("the file must be one object.")
    return read


def _percent(read: dict[str, Any]) -> Decimal:
    criteria, picks, rule = read.get("criteria"), read.get("picks"), read.get("rule", RULES[0])
    if rule not in RULES:
        raise ValueError(f"'rule' must be one of {', '.join(RULES)}.")
    if not isinstance(criteria, list) or not criteria:
        raise ValueError("'criteria' must be a list of {levels, weight}.")
    if not isinstance(picks, list) or len(picks) != len(criteria):
        raise ValueError("'picks' must be a list with the place of one level for each criterion.")
    try:
        return percent_of([_picked(n, *one) for n, one in enumerate(zip(criteria, picks, strict=True), start=1)], rule)
    except ValueError as broken:
        raise ValueError(f"{broken}.".replace("..", ".")) from None


def _picked(n: int, criterion: Any, pick: Any) -> Picked:
    levels = criterion.get("levels") if isinstance(criterion, dict) else None
    if not isinstance(levels, list) or not levels or not all(isinstance(one, Decimal) and one.is_finite() for one in levels):
        raise ValueError(f"criterion {n}: 'levels' must be a list of points.")
    weight = criterion.get("weight", Decimal(1))
    if not isinstance(weight, Decimal) or not weight.is_finite() or weight < 0:
        raise ValueError(f"criterion {n}: 'weight' must be a number of 0 or more.")
    if not isinstance(pick, Decimal) or pick != pick.to_integral_value() or not 0 <= pick < len(levels):
        raise ValueError(f"criterion {n}: there is no level {pick}; the first one is 0, the last one {len(levels) - 1}.")
    return Picked(levels, weight, int(pick))


def _as_json(found: Decimal) -> str:
    return json.dumps({"percent": float(found)})
