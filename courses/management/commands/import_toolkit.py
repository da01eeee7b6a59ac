"""manage.py import_toolkit DIR [--dry-run] [--json] [--publish --as E-MAIL --approved-by E-MAIL]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from courses.api import (
    course_by_key,
    import_toolkit,
    publish_course,
    publish_items,
    unpublished_items,
)
from courses.errors import ImportRefused, NothingToPublish, PublishingRefused
from courses.services.importing import ImportReport
from lms.institutions.api import person_by_email
from lms.kernel.errors import LmsError


class Command(BaseCommand):
    help = (
        "Read a toolkit's files: all or nothing, as often as you like; mistakes as file:line. --publish releases its courses."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Read and check only; say what would be written.")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")
        parser.add_argument("--publish", action="store_true", help="Publish all drafts and release the files' courses.")
        parser.add_argument("--as", dest="by", default="", metavar="E-MAIL", help="Who imports and publishes.")
        parser.add_argument("--approved-by", default="", metavar="E-MAIL", help="Who approves: somebody else.")

        parser.add_argument(
            "--reason", default="", help="Why texts that are hard to read or behind their origin go out all the same."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["publish"] and not (options["by"] and options["approved_by"]):
            raise CommandError("--publish needs --as and --approved-by: two people publish.")
        by = self._person(options["by"])
        approved_by = self._person(options["approved_by"])
        said: dict[str, Any] = {}
        try:
            with transaction.atomic():
                report = import_toolkit(path=options["directory"], by=by, dry_run=options["dry_run"])
                said = report.as_json()
                if options["publish"] and by and approved_by and not options["dry_run"]:
                    said["releases"] = self._publish(report, by, approved_by, options["reason"])
        except ImportRefused as refused:
            self._refuse(options, [str(p) for p in refused.facts["problems"]], refused)
        except PublishingRefused as refused:
            self._refuse(
                options, [f"{p.unit_key or '–'} {p.country}: {p.sentence}" for p in refused.facts["problems"]], refused
            )
        except LmsError as refused:
            self._refuse(options, [], refused)
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self._tell(report, said.get("releases", {}))
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems", returncode=1)

    @staticmethod
    def _person(email: str) -> int | None:
        if not email:
            return None
        person = person_by_email(email)
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        return person

    @staticmethod
    def _publish(report: ImportReport, by: int, approved_by: int, reason: str) -> dict[str, Any]:
        publish_items(item_ids=unpublished_items(), by=by, approved_by=approved_by, note="import_toolkit")
        releases: dict[str, Any] = {}
        for name in report.drafts:
            kind, _colon, key = name.partition(":")
            course = course_by_key(key) if kind == "courses" else None
            if course is None:
                continue
            try:
                releases[key] = publish_course(
                    course_id=course.id, by=by, approved_by=approved_by, countries=course.countries, reason=reason
                )
            except NothingToPublish:
                releases[key] = None
        return releases

    def _refuse(self, options: dict[str, Any], lines: list[str], refused: LmsError) -> None:
        if options["json"]:
            problems = [
                {"path": p.path, "line": p.line, "sentence": p.sentence} if hasattr(p, "path") else {"sentence": p.sentence}
                for p in refused.facts.get("problems", ())
            ]
            self.stdout.write(json.dumps({"problems": problems, "sentence": refused.sentence()}, ensure_ascii=False, indent=1))
        else:
            for line in lines:
                self.stderr.write(line)
        raise CommandError(refused.sentence(), returncode=1)

    def _tell(self, report: ImportReport, releases: dict[str, Any]) -> None:
        for problem in report.problems:
            self.stderr.write(str(problem))
        for word, names in (("+", report.new), ("~", report.changed)):
            for name in names if report.dry_run else ():
                self.stdout.write(f"{word} {name}")
        for name in report.behind:
            self.stdout.write(f"< {name}: made from an older Spanish text, to be brought in line")
        own: dict[tuple[str, str], list[str]] = {}
        for fact in report.restated:
            key, country, wider = fact.split()
            own.setdefault((key, wider), []).append(country)
        if own:
            self.stdout.write("A rule of their own wins whole over the wider one: it must say again what of that still holds.")
        for (key, wider), countries in own.items():
            self.stdout.write(f"! {key}: {', '.join(countries)} over {wider}")
        for name in report.files if report.dry_run else ():
            self.stdout.write(f"= {name}: its note or the order of its entries is new")
        self.stdout.write(f"{len(report.new)} new, {len(report.changed)} changed, {report.unchanged} unchanged")
        for name, state in report.drafts.items():
            self.stdout.write(f"{name} {state}".rstrip())
        for course, release in releases.items():
            self.stdout.write(f"{course}: {'release ' + str(release) if release else 'nothing new to publish'}")
