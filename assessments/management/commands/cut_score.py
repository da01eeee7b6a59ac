"""manage.py cut_score FILE.csv [--json]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessments.cut_files import CutFile, read_ratings
from assessments.errors import ScoreFileRefused
from assessments.standard_setting import Angoff, angoff


class Command(BaseCommand):
    help = (
        "A cut score by Angoff's method: a CSV file with a row a judge and a column an item, each rating the chance (0 to 1) "
        "that somebody who is only just competent has the item right. A header and a column of judges' names may be there. The "
        "cut is the sum of the items' means, in points; its standard error is the judges' standard deviation by √judges."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, file: Path, json: bool, **options: Any) -> None:
        file = Path(file)
        try:
            with file.open(encoding="utf-8", newline="") as lines:
                read = read_ratings(lines)
        except ScoreFileRefused as refused:
            raise CommandError(f"{file.name}: {refused}") from None
        except OSError as broken:
            raise CommandError(f"{file.name}: {broken.strerror}") from None
        except UnicodeDecodeError as broken:
            said = _("byte {n} is not UTF-8. Save the file as CSV UTF-8.").format(n=broken.start + 1)
            raise CommandError(f"{file.name}: {said}") from None
        found = angoff(read.ratings)
        self.stdout.write(_as_json(found) if json else _as_table(read, found))


def _as_json(found: Angoff) -> str:
    return json.dumps(
        {"items": found.items, "judges": found.judges, "cut": float(found.cut), "percent": float(found.percent), "se": found.se}
    )


def _as_table(read: CutFile, found: Angoff) -> str:
    lines = [f"{_('Question')}\t{_('Mean')}\t{_('Spread')}"]
    lines += [
        f"{name}\t{float(mean):.4f}\t{_said(spread)}"
        for name, mean, spread in zip(read.items, found.means, found.spreads, strict=True)
    ]
    lines += ["", f"{_('Judge')}\t{_('Cut')}"]
    lines += [f"{name}\t{float(cut):.4f}" for name, cut in zip(read.judges, found.cuts, strict=True)]
    cut = _("{cut} of {items} points ({percent} %)").format(
        cut=f"{float(found.cut):.2f}", items=found.items, percent=f"{float(found.percent):.1f}"
    )
    return "\n".join([*lines, "", f"{_('Cut')}\t{cut}", f"{_('Standard error')}\t{_said(found.se)}"])


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
