"""`manage.py verify_report FILE [--json]`: whether a file of a report agrees with the register."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.reporting.services.verifying import verify_file


class Command(BaseCommand):
    help = (
        "Says whether a PDF, workbook or JSON file of a report agrees with the register: the file's SHA-256, the hash of the "
        "rows in it, the edition's state, its lines in the hash-chained book. Exit code 1 when something does not agree."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            body = Path(options["file"]).read_bytes()
        except OSError as lacking:
            raise CommandError(f"{options['file']} can't be read: {lacking.strerror}.") from None
        found = verify_file(body)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), indent=1))
        else:
            self.stdout.write(f"file: {found.form}, SHA-256 {found.sha256}, {found.file}")
            self.stdout.write(f"rows: {found.rows}, SHA-256 {found.held or '-'}, carried {found.carried or '-'}")
            if found.edition_id is not None:
                self.stdout.write(f"{found.kind} {found.institution} {found.period}, edition {found.edition}: {found.state}")
            for line in found.lines:
                self.stdout.write(f"  book line {line['number']}: {line['act']}, {line['hash']}")
            self.stdout.write("agrees with the register" if found.agrees else f"does not agree: {', '.join(found.why)}")
        if not found.agrees:
            sys.exit(1)
