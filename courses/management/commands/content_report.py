"""manage.py content_report [--json]: per topic and country, the facts that say nothing, and those to be confirmed."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from courses.selectors.library_facts import content_gaps
from lms.kernel.places import COUNTRIES


class Command(BaseCommand):
    help = "Per topic and country: facts that say nothing, and facts to be confirmed with the office."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        gaps = content_gaps()
        if options["json"]:
            self.stdout.write(json.dumps(gaps, ensure_ascii=False, indent=1))
            return
        for topic, by_country in gaps.items():
            for country in COUNTRIES:
                found = by_country[country]
                self.stdout.write(f"{topic} {country}: {len(found['missing'])} missing, {len(found['to_confirm'])} to confirm")
                for key in found["missing"]:
                    self.stdout.write(f"  - {key}")
