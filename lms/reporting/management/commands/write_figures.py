"""Write docs/figures.md from the definitions of figures, or check that this was done."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.reporting.figures.document import PATH, document


class Command(BaseCommand):
    help = (
        "Writes docs/figures.md from the definitions in lms/reporting/figures. "
        "--check writes nothing and fails when the two differ."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is stale")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / PATH
        if not page.parent.is_dir():
            raise CommandError(
                f"{settings.BASE_DIR} is no source tree of advisor-lms: {PATH} is written where the sources are."
            )
        wanted = document()
        if check:
            if not page.is_file() or page.read_text(encoding="utf-8") != wanted:
                raise CommandError(f"{PATH} does not say what the definitions say. Run: manage.py write_figures")
            return
        page.write_text(wanted, encoding="utf-8")
        self.stdout.write(f"Wrote {PATH}")
