"""manage.py import_blueprint FILE --as E-MAIL [--propose] [--json]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.errors.blueprints import BlueprintFileRefused
from assessments.services.blueprint_files import import_blueprint
from lms.institutions.api import person_by_email
from lms.kernel.errors import LmsError


class Command(BaseCommand):
    help = (
        "Read a blueprint's cells, and what judges said of tasks, from a YAML file: all or nothing, as often as you like. What "
        "was approved is never changed: cells that differ begin its next number. A second person approves it on its page."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="by", required=True, metavar="E-MAIL", help="Who makes it; not who approves it.")
        parser.add_argument("--propose", action="store_true", help="Hand it to a second person.")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, file: Path, by: str, propose: bool, **options: Any) -> None:
        person = person_by_email(by)
        if person is None:
            raise CommandError(f"Nobody has the address {by}.")
        try:
            done = import_blueprint(path=file, by=person, propose=propose)
        except BlueprintFileRefused as refused:
            for problem in refused.facts["problems"]:
                self.stderr.write(str(problem))
            raise CommandError(refused.sentence(), returncode=1) from None
        except LmsError as refused:
            raise CommandError(refused.sentence(), returncode=1) from None
        if options["json"]:
            self.stdout.write(json.dumps(done.as_json(), ensure_ascii=False))
        else:
            self.stdout.write(f"{done.key} {done.number}: {done.cells} cells, {done.ratings} ratings kept")
