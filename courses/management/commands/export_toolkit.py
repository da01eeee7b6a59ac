"""manage.py export_toolkit DIR [--published] [--private] [--json]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.services.exporting import export_toolkit
from lms.kernel.errors import LmsError


class Command(BaseCommand):
    help = (
        "Write the toolkit's drafts (or what is published) back to files: items, courses, credentials. "
        "What `import_toolkit` read from canonical files goes out the same to the byte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--published", action="store_true", help="What is published now, not the drafts.")
        parser.add_argument(
            "--private", action="store_true", help="Also the questions of exams. Keep that folder out of any repository."
        )
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, directory: Path, published: bool, private: bool, **options: Any) -> None:
        try:
            report = export_toolkit(path=directory, published=published, private=private)
        except LmsError as refused:
            raise CommandError(refused.sentence()) from None
        if private:
            self.stderr.write("With questions of exams: keep this folder out of any repository.")
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
            return
        for name in report.written:
            self.stdout.write(name)
        for name in report.others:
            self.stderr.write(f"{name}: not of this toolkit, left as it is")
        self.stdout.write(f"{len(report.written)} written, {len(report.unchanged)} unchanged")
