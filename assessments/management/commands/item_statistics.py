"""manage.py item_statistics --scores FILE.csv [--json]"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from assessments.errors import ScoreFileRefused
from assessments.score_files import ScoreFile, read_scores
from assessments.statistics import Figures, analyse

ITEM: Final = ("slot", "n", "facility", "sd", "effective_weight", "discrimination_index", "discriminative_efficiency")
TEST: Final = (
    "n", "mean", "median", "sd", "skewness", "kurtosis", "internal_consistency", "error_ratio", "standard_error",
)  # fmt: skip


class Command(BaseCommand):
    help = (
        "Moodle's quiz statistics of any score matrix: a CSV file whose first row holds the slots' maximums, then one row a "
        "person; an empty cell means not attempted. Percent but for mean, median and standard deviations and errors (points)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scores", type=Path, required=True, metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, scores: Path, json: bool, **options: Any) -> None:
        try:
            with scores.open(encoding="utf-8", newline="") as lines:
                read = read_scores(lines)
        except ScoreFileRefused as refused:
            raise CommandError(f"{scores.name}: {refused}") from None
        except OSError as broken:
            raise CommandError(f"{scores.name}: {broken.strerror}") from None
        except UnicodeDecodeError as broken:
            raise CommandError(f"{scores.name}: byte {broken.start + 1} is not UTF-8. Save the file as CSV UTF-8.") from None
        self._warn(scores.name, read)
        found = analyse(read.maxima, read.rows)
        self.stdout.write(_as_json(found) if json else _as_table(found))

    def _warn(self, name: str, read: ScoreFile) -> None:
        if read.above:
            line, column = read.above
            self.stderr.write(f"{name}: line {line}, column {column}: the score is over the maximum. Computed as it stands.")


def _as_json(found: Figures) -> str:
    test = asdict(found.test)
    items = [{name: asdict(item)[name] for name in ITEM} for item in found.items]
    return json.dumps({"items": items, "test": {name: test[name] for name in TEST}}, indent=1)


def _as_table(found: Figures) -> str:
    test = asdict(found.test)
    lines = ["\t".join(ITEM)]
    lines += ["\t".join(_said(asdict(item)[name]) for name in ITEM) for item in found.items]
    return "\n".join([*lines, "", *(f"{name}\t{_said(test[name])}" for name in TEST)])


def _said(value: Any) -> str:
    return "–" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
