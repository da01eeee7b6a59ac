"""manage.py format_toolkit [DIR] [--check]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import courses
from courses.services.formatting import format_toolkit

SHIPPED = Path(courses.__file__).parent / "curriculum"


class Command(BaseCommand):
    help = "Write a toolkit's files in their one canonical form; --check only says which are not and fails. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, nargs="?", default=SHIPPED, help="Default: the toolkit that ships.")
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when a file is not canonical.")

    def handle(self, *args: Any, directory: Path, check: bool, **options: Any) -> None:
        report = format_toolkit(path=directory, check=check)
        for name in report.changed:
            self.stdout.write(f"{name}{': not in canonical form' if check else ''}")
        for problem in report.problems:
            self.stderr.write(str(problem))
        self.stdout.write(f"{len(report.changed)} {'to format' if check else 'formatted'}, {report.unchanged} right")
        if report.problems or (check and report.changed):
            raise CommandError("Run `make fmt`." if not report.problems else f"{len(report.problems)} problems", returncode=1)
