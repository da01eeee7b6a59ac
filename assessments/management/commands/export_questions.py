"""manage.py export_questions --bank KEY --format gift|moodle-xml|qti [--language es] [--country PE] -o FILE [--json]"""

import json
import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.services.exporting import FORMATS, ExportReport, export_questions
from lms.kernel.errors import LmsError
from lms.kernel.places import COUNTRIES


class Command(BaseCommand):
    help = (
        "Write a bank's drafts for another program: GIFT, Moodle XML or a QTI 2.1 package. Importing the file here gives the "
        "same bank. A question whose key is a fact is written for each country, or for --country only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank", required=True, metavar="KEY")
        parser.add_argument("--format", dest="form", required=True, choices=FORMATS)
        parser.add_argument("--language", default="es", choices=("es", "en"))
        parser.add_argument("--country", default="", choices=("", *COUNTRIES))
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--exam", action="store_true", help="Also a bank of an exam: keep the file apart.")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["output"]
        try:
            report = self._write(target, options)
        except LmsError as refused:
            raise CommandError(refused.sentence(), returncode=1) from None
        except OSError as broken:
            raise CommandError(f"{target}: {broken.strerror}", returncode=1) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
            return
        for key, reason in report.skipped:
            self.stderr.write(f"{key}: {reason}")
        for warning in report.warnings:
            self.stderr.write(warning)
        self.stdout.write(f"{report.written} written, {len(report.skipped)} skipped")

    @staticmethod
    def _write(target: Path, options: dict[str, Any]) -> ExportReport:
        """Beside the target, then over it: a file that stands there is never half written."""
        handle, name = tempfile.mkstemp(dir=target.resolve().parent, prefix=".export-")
        try:
            with os.fdopen(handle, "wb") as to:
                report = export_questions(
                    bank_key=options["bank"], form=options["form"], to=to, language=options["language"],
                    country=options["country"], exam=options["exam"],
                )  # fmt: skip
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return report
