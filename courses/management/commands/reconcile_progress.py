"""manage.py reconcile_progress [--fix] [--json]: compare what pages show of progress with what was recorded."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.services.reconciling import look_for_drift

MOST = 1000  # enrolments named in the report


class Command(BaseCommand):
    help = (
        "Compute progress of every enrolment again from its records, a chunk at a time, and say where the stored summary "
        "differs: there must be no difference. Exit status 1 when there is one that was not mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fix", action="store_true", help="Mend what differs, with an audit event each.")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        looked = drifted = 0
        named: list[dict[str, Any]] = []
        for one in look_for_drift(fix=options["fix"]):
            looked += one.looked
            if one.enrolment_id is None:
                continue
            drifted += 1
            if options["json"]:
                if len(named) < MOST:
                    named.append({"enrolment": one.enrolment_id, **one.found})
            else:
                self.stdout.write(f"enrolment {one.enrolment_id}: units {one.found['units']}, summary {one.found['summary']}")
        fixed = drifted if options["fix"] else 0
        if options["json"]:
            self.stdout.write(json.dumps({"looked": looked, "drifted": drifted, "fixed": fixed, "found": named}))
        else:
            self.stdout.write(f"{looked} enrolments looked at, {drifted} differ, {fixed} mended")
        if drifted > fixed:
            raise CommandError(f"{drifted} enrolments differ from their records; run again with --fix to mend them")
