"""manage.py propose_change KEY JURISDICTION VALUE --class … --in-force YYYY-MM-DD: what rests on it; proposes it."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from courses.access.ledger import may_propose
from courses.errors import NothingChanges
from courses.ledger import KINDS, Impact, as_json
from courses.models import ChangeClass
from courses.selectors.ledger import impact_of
from courses.selectors.ledger_plans import Plan, plan_change
from courses.services.ledger import propose_change
from lms.institutions.api import person_by_email, scope
from lms.kernel.errors import LmsError
from lms.kernel.places import Language


class Command(BaseCommand):
    help = (
        "Propose a change of the law and print all that rests on it. KEY: topic.name or topic.name.part. VALUE: 10y, 6m, 30bd, "
        "MXN 3200, 12 %, yes, no; else the new Spanish sentence (with --en). --dry-run writes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="KEY")
        parser.add_argument("jurisdiction", metavar="JURISDICTION", help="CL, CO, MX, PE, AND or INT")
        parser.add_argument("value", metavar="VALUE")
        parser.add_argument("--class", dest="change_class", required=True, choices=ChangeClass.values)
        parser.add_argument("--in-force", required=True, metavar="YYYY-MM-DD", help="the first day of the new rule")
        parser.add_argument("--es", default="", metavar="TEXT", help="the new Spanish sentence, beside a value")
        parser.add_argument("--en", default="", metavar="TEXT", help="the new English sentence")
        parser.add_argument("--tell-es", default="", metavar="TEXT", help="the sentence for people, in Spanish")
        parser.add_argument("--tell-en", default="", metavar="TEXT", help="the sentence for people, in English")
        parser.add_argument("--as", dest="by", default="", metavar="E-MAIL", help="who proposes: an author or focal point")
        parser.add_argument("--dry-run", action="store_true", help="print what would rest on it; write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._propose(options)
        except LmsError as refused:
            raise CommandError(refused.sentence(), returncode=2) from None

    def _propose(self, options: Mapping[str, Any]) -> None:
        in_force_from = _day(options["in_force"])
        by = None if options["dry_run"] else self._person(options["by"], options["jurisdiction"])
        plan = plan_change(
            options["key"], options["jurisdiction"], options["value"], in_force_from=in_force_from, es=options["es"],
            en=options["en"],
        )  # fmt: skip
        found = impact_of(plan.step, asks=options["change_class"] == ChangeClass.MANDATORY)
        if not found.countries:
            raise NothingChanges
        change = None
        if by is not None:
            with transaction.atomic():
                change = propose_change(
                    plan=plan, change_class=options["change_class"], in_force_from=in_force_from, by=by,
                    sentence={"es": options["tell_es"], "en": options["tell_en"]},
                )  # fmt: skip
        if options["json"]:
            self.stdout.write(as_json(found))
        else:
            self._tell(plan, found, change)

    @staticmethod
    def _person(email: str, jurisdiction: str) -> int:
        if not email:
            raise CommandError("Writing needs --as E-MAIL: who proposes the change. Or add --dry-run.", returncode=2)
        person = person_by_email(email)
        if person is None:
            raise CommandError(f"Nobody has the address {email}.", returncode=2)
        if not may_propose(scope(person), jurisdiction):
            raise CommandError(f"{email} is no author or focal point for {jurisdiction}.", returncode=2)
        return person

    def _tell(self, plan: Plan, found: Impact, change: int | None) -> None:
        step = plan.step
        self.stdout.write(f"{step.key}{'.' + step.part if step.part else ''} {step.country}: {', '.join(found.countries)}")
        for language in Language.values:
            self.stdout.write(f"  {language} - {plan.base['sentence'].get(language, '')}")
            self.stdout.write(f"  {language} + {plan.body.get('sentence', {}).get(language, '')}")
        for kind, plural in KINDS.items():
            if number := found.count(kind):
                self.stdout.write(f"{plural}: {number}")
            for line in found.of(kind):
                where = f" {', '.join(line.blocks)}" if line.blocks else ""
                self.stdout.write(f"  {line.country} {line.key}{where} ({line.owner or 'nobody'})")
            for group in (one for one in found.people if one.kind == kind):
                self.stdout.write(f"  {group.country} {group.owner}: {group.count} {group.state}")
        self.stdout.write(f"change {change} proposed" if change else "dry run: nothing was written")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a day: write YYYY-MM-DD.", returncode=2) from None
