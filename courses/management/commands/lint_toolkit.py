"""manage.py lint_toolkit [DIR] [--json] [--language es]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

import courses
from courses.bare_numbers import ALLOWED, Unreadable, bare_numbers
from lms.kernel.places import Language

SHIPPED = Path(courses.__file__).parent / "curriculum"


class Command(BaseCommand):
    help = (
        "Say where a toolkit's texts hold a number of years, months, days, percent or money outside a fact reference. What may "
        f"stay is listed in {ALLOWED} with its reason. Ends with 1 when anything is found. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, nargs="?", default=SHIPPED, help="Default: the toolkit that ships.")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")
        parser.add_argument("--language", choices=Language.values, help="Of the sentences; else the site's.")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        with override(options["language"] or get_language()):
            if not directory.is_dir():
                raise CommandError(_("{folder} is not a folder.").format(folder=directory))
            try:
                found = bare_numbers(directory)
            except Unreadable as mistake:
                raise CommandError(str(mistake)) from None
            if options["json"]:
                rows = {"failed": len(found), "findings": [one.as_row() for one in found]}
                self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            else:
                for one in found:
                    self.stdout.write(f"{one.path}:{one.line}: {one.sentence}")
                if not found:
                    self.stdout.write(_("No number of law stands outside a fact."))
            if found:
                raise CommandError(_("{n} numbers outside a fact.").format(n=len(found)))
