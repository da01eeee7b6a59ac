"""manage.py import_references DIR [--dry-run] [--as E-MAIL]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.errors.assessors import ReferencesRefused
from assessments.services.references import ReferenceReport, import_references
from lms.institutions.api import person_by_email


class Command(BaseCommand):
    help = (
        "Read the reference scripts of a toolkit's folder (references/ beside cases/): letters whose scores were agreed. All "
        "or nothing, as often as you like; the cases must be published. They are no part of the toolkit: no learner sees them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Read and check only; say what would be written.")
        parser.add_argument("--as", dest="by", default="", metavar="E-MAIL", help="Who imports.")

    def handle(self, *args: Any, directory: Path, dry_run: bool, by: str, **options: Any) -> None:
        person = person_by_email(by) if by else None
        if by and person is None:
            raise CommandError(f"Nobody has the address {by}.")
        try:
            report = import_references(path=directory, by=person, dry_run=dry_run)
        except ReferencesRefused as refused:
            for problem in refused.facts["problems"]:
                self.stderr.write(str(problem))
            raise CommandError(refused.sentence(), returncode=1) from None
        self._tell(report)

    def _tell(self, report: ReferenceReport) -> None:
        for sign, keys in (("+", report.new), ("~", report.changed)):
            for key in keys:
                self.stdout.write(f"{sign} {key}")
        for key in report.unusable:
            self.stdout.write(f"! {key}: the rubric's structure changed since its scores were agreed; agree on them again")
        for key in report.archived:
            self.stdout.write(f"- {key}: archived by a person, left so")
        for key, n in report.short.items():
            self.stdout.write(
                f"! {key} certifies: {n} more to qualify on are needed, from a private pack, two of them borderline"
            )
        self.stdout.write(f"{len(report.new)} new, {len(report.changed)} changed, {len(report.unchanged)} unchanged")
