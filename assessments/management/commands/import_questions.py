"""manage.py import_questions FILE --format gift|moodle-xml|aiken|qti|csv --bank KEY [--dry-run] [--keep-good]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.interchange.decoding import open_file
from assessments.interchange.neutral import Skipped, UnreadableFile
from assessments.interchange.reading import FORMATS
from assessments.services.importing import ImportPlan, import_questions
from lms.institutions.api import person_by_email
from lms.kernel.errors import LmsError


class Command(BaseCommand):
    help = (
        "Import another program's questions as drafts of a bank: all or nothing unless --keep-good, as often as you like. "
        "What isn't supported is listed with its line and reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", dest="form", required=True, choices=FORMATS)
        parser.add_argument("--bank", required=True, metavar="KEY", help="The bank; made when it isn't there.")
        parser.add_argument("--language", default="es", choices=("es", "en"), help="The language of the file's texts.")
        parser.add_argument("--dry-run", action="store_true", help="Read and check only.")
        parser.add_argument("--keep-good", action="store_true", help="Import what can be read when something can't.")
        parser.add_argument("--as", dest="by", default="", metavar="E-MAIL", help="Who imports.")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = person_by_email(options["by"]) if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"Nobody has the address {options['by']}.")
        try:
            with open_file(options["file"]) as file:
                plan = import_questions(
                    file=file, form=options["form"], bank_key=options["bank"], language=options["language"], by=by,
                    dry_run=options["dry_run"], keep_good=options["keep_good"],
                )  # fmt: skip
        except UnreadableFile as broken:
            plan = ImportPlan(options["bank"], skipped=[Skipped(broken.line, "", broken.sentence)], unreadable=True)
        except LmsError as refused:
            raise CommandError(refused.sentence(), returncode=1) from None
        if options["json"]:
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False, indent=1))
        else:
            for one in plan.skipped:
                self.stderr.write(f"{options['file'].name}:{one.line}: {one.name + ': ' if one.name else ''}{one.reason}")
            for warning in plan.warnings:
                self.stderr.write(warning)
            self.stdout.write(f"{plan.read} read, {plan.imported} imported, {len(plan.skipped)} skipped")
        if plan.skipped and not plan.imported:
            raise CommandError("Nothing was imported. --keep-good imports the rest.", returncode=1)
