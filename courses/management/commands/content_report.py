"""manage.py content_report [--json]: what the toolkit holds and lacks, by section, topic, country and stage."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.selectors.content_report import content_report


class Command(BaseCommand):
    help = (
        "What the toolkit holds and lacks: each section with its words, reading ease, lawyers' words, facts, sources, slots, "
        "questions; facts that say nothing or must be confirmed, by topic and country; sections that are missing or behind, by "
        "country and language; stages without local help; checked facts that were held back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = content_report(timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for one in report["sections"]:
            ease = "-" if one["reading_ease"] is None else f"{one['reading_ease']:.0f}"
            missing = sum(slot["missing"] for slot in one["slots"].values())
            self.stdout.write(
                f"{one['key']} {one['language']}: {max(one['words'].values())} words, ease {ease}, {len(one['facts'])} facts, "
                f"{len(one['sources'])} sources, {missing} empty slots, "
                f"{one['questions']} questions ({one['questions_bound']} bound)"
                + (f", lawyers' words: {', '.join(one['legalese'])}" if one["legalese"] else "")
            )
        for gap in report["gaps"]:
            self.stdout.write(
                f"{gap['topic']} {gap['country']}: {len(gap['missing'])} missing, {len(gap['to_confirm'])} to confirm"
            )
            self._keys("-", gap["missing"])
            self._keys("?", gap["to_confirm"])
        for code, found in report["behind"].items():
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
