"""manage.py lint_items [DIR] [--bank KEY …] [--json] [--language es]"""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from assessments.errors import BankNotFound
from assessments.item_files import read_items
from assessments.item_rules import FAIL, Finding, Item, findings
from assessments.selectors.item_quality import bank_items, known_tasks
from courses import api as courses
from lms.kernel.places import COUNTRIES, Language


class Command(BaseCommand):
    help = (
        "Say which questions of the banks (or of a folder of question files, before import) break a rule of good items: the "
        "key is the longest option, its place, absolutes, options that overlap, law that was retyped, no stage, no task, a "
        "scored question on law that is to be confirmed. Ends with 1 when anything fails."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, metavar="DIR", help="A toolkit or a folder of banks; else the database."
        )
        parser.add_argument("--bank", action="append", default=[], metavar="KEY", help="Only this bank; may be repeated.")
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")
        parser.add_argument("--language", choices=Language.values, help="Of the sentences; else the site's.")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"] or get_language()):
            items, tasks = self._items(options["folder"], options["bank"])
            found = findings(items, tasks=tasks)
            failed = [one for one in found if one.weight == FAIL]
            if options["json"]:
                report = {
                    "items": len(items), "banks": dict(sorted(Counter(item.bank for item in items).items())),
                    "failed": len(failed), "findings": [one.as_row() for one in found],
                }  # fmt: skip
                self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            else:
                self._say(items, found, notes=options["verbosity"] > 1)
            if failed:
                raise CommandError(_("{n} findings in {items} questions.").format(n=len(failed), items=len(items)))

    def _items(self, folder: Path | None, banks: Sequence[str]) -> tuple[list[Item], dict[str, object]]:
        if folder is None:
            try:
                return bank_items(banks), known_tasks()
            except BankNotFound as unknown:
                raise CommandError(str(unknown)) from None
        if not folder.is_dir():
            raise CommandError(_("{folder} is not a folder.").format(folder=folder))
        files = read_items(folder)
        if files.problems:
            raise CommandError("\n".join(f"{one.path}:{one.line}: {one.sentence}" for one in files.problems))
        laws = files.laws
        if laws is None:  # the facts that these banks are bound to are in the database, or nowhere
            try:
                laws = courses.laws(files.facts(), COUNTRIES, drafts=True) if files.facts() else {}
            except DatabaseError:
                laws = {}
        items = [item for item in files.items(laws) if not banks or item.bank in banks]
        if missing := set(banks) - {item.bank for item in items}:
            raise CommandError(str(BankNotFound(key=min(missing))))
        return items, dict(files.tasks)

    def _say(self, items: Sequence[Item], found: Sequence[Finding], *, notes: bool) -> None:
        for one in found:
            where = " ".join(filter(None, (one.item, one.country, one.language)))
            place = f"{one.bank}: {where}: " if where else f"{one.bank}: "
            if one.weight == FAIL or notes:
                self.stdout.write(f"{place}{one.sentence} [{one.rule}{'' if one.weight == FAIL else ', ' + _('note')}]")
        if (n := sum(one.weight != FAIL for one in found)) and not notes:
            self.stdout.write(_("{n} notes are shown with -v 2 and in --json: nothing has to be mended for them.").format(n=n))
        if not any(one.weight == FAIL for one in found):
            self.stdout.write(_("{items} questions keep the rules.").format(items=len(items)))
