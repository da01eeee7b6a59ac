"""`manage.py export_evidence SERIAL [-o FILE]`: everything that an award rests on, in one file with its digest."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.kernel.errors import LmsError
from lms.records.evidence import evidence_of


class Command(BaseCommand):
    help = (
        "Writes the evidence of the award behind a number as JSON: decisions, versions, sheets and scores, sittings, reviews, "
        "with a SHA-256 over all of it. `manage.py perform_again FILE` makes the decision again from the file alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("serial", help="the certificate's number, as it is printed or without hyphens")
        parser.add_argument("-o", "--output", default="-", help="file to write; '-' (usual): to the screen")

    def handle(self, *args: Any, serial: str, output: str, **options: Any) -> None:
        try:
            found = evidence_of(serial)
        except LmsError as refused:
            raise CommandError(refused.sentence()) from None
        text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
        if output == "-":
            self.stdout.write(text)
            return
        try:
            Path(output).write_text(text + "\n", encoding="utf-8")
        except OSError as broken:
            raise CommandError(f"{output}: {broken.strerror}") from None
        self.stdout.write(f"{output}: {found['digest']}")
