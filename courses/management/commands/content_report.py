"""manage.py content_report [--json]: what the toolkit lacks, by topic, country, language and stage."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.selectors.content_report import content_report
from lms.kernel.places import COUNTRIES


class Command(BaseCommand):
    help = (
        "What the toolkit lacks: facts that say nothing or must be confirmed, by topic and country; sections that are missing "
        "or behind, by country and language; stages without local help; checked facts that were held back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = content_report(timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for topic, by_country in report["topics"].items():
            for code in COUNTRIES:
                found = by_country[code]
                self.stdout.write(f"{topic} {code}: {len(found['missing'])} missing, {len(found['to_confirm'])} to confirm")
                self._keys("-", found["missing"])
                self._keys("?", found["to_confirm"])
        for code, found in report["sections"].items():
            self.stdout.write(f"sections {code}: {len(found['missing'])} missing, {len(found['stale'])} behind")
            self._keys("-", found["missing"])
            self._keys("~", found["stale"])
        for code, found in report["resources"].items():
            stages = ", ".join(found["stages"]) or "none"
            self.stdout.write(f"help {code}: stages without local help: {stages}; {len(found['unverified'])} not verified")
            self._keys("?", found["unverified"])
        raw = report["raw"]
        self.stdout.write(f"checked facts: {raw['taken']} taken, {len(raw['held_back'])} held back")
        self._keys("-", (f"{key}: {why}" if why else key for key, why in raw["held_back"].items()))

    def _keys(self, mark: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.stdout.write(f"  {mark} {key}")
