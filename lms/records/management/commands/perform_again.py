"""`manage.py perform_again FILE [--json]`: the decision about an award, made again from its evidence file alone."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from lms.kernel.canonical import plain
from lms.kernel.evidence import all_same
from lms.records.errors import EvidenceUnreadable
from lms.records.evidence import perform_again

DIFFERS: Final = 1  # 2 is what a wrong command line gives


class Command(BaseCommand):
    help = (
        "Scores the sheets, settles the letters, counts the courses and decides about the award again, from the file that "
        "`export_evidence` wrote and nothing else. Exit code 0: the same decision; 1: something comes out differently, or the "
        "file is not as it was written."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--json", action="store_true", help="print JSON: {same, checks, differences, taken}")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            found = json.loads(Path(file).read_text(encoding="utf-8"))
        except OSError as broken:
            raise CommandError(f"{file}: {broken.strerror}") from None
        except ValueError as broken:
            raise CommandError(EvidenceUnreadable(file=file, why=str(broken)).sentence()) from None
        try:
            checks = perform_again(found if isinstance(found, dict) else {})
        except EvidenceUnreadable as refused:
            raise CommandError(EvidenceUnreadable(file=file, why=refused.facts["why"]).sentence()) from None
        differ = [one for one in checks if not one.same]
        said = {
            "same": all_same(checks), "checks": len(checks),
            "differences": [{"what": one.what, "stored": plain(one.stored), "again": plain(one.again)} for one in differ],
            "taken": [one.what for one in checks if one.taken],
        }  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(said))
        else:
            for one in checks:
                sign = "=" if one.same else "≠"
                self.stdout.write(f"{sign} {one.what}" + ("" if one.same else f": {plain(one.stored)} → {plain(one.again)}"))
            self.stdout.write(f"{len(checks) - len(differ)} / {len(checks)}")
        if not said["same"]:
            sys.exit(DIFFERS)
