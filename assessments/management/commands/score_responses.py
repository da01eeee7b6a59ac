"""manage.py score_responses BANK.xml RESPONSES.json [--json]"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.interchange.decoding import open_file
from assessments.interchange.moodle_scoring import NotUnderstood, score, unknown_options
from assessments.interchange.moodle_xml import read_moodle_xml
from assessments.interchange.neutral import Notes, Question, UnreadableFile


class Command(BaseCommand):
    help = (
        'Score [{"name", "response"}] against a Moodle XML file by Moodle\'s rules: for holding our scoring against another '
        'engine. A fraction of null is for a person to score; an entry that can\'t be scored has an "error".'
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bank", type=Path, metavar="BANK.xml")
        parser.add_argument("responses", type=Path, metavar="RESPONSES.json")
        parser.add_argument("--json", action="store_true", help="One JSON list on standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        notes = Notes()
        questions: dict[str, Question] = {}
        try:
            with open_file(options["bank"]) as file:
                for question in read_moodle_xml(file, notes):
                    questions.setdefault(question.name, question)
            given = json.loads(options["responses"].read_text("utf-8-sig"))
        except UnreadableFile as broken:
            raise CommandError(f"{options['bank'].name}:{broken.line}: {broken.sentence}") from None
        except (OSError, ValueError, RecursionError) as broken:
            raise CommandError(f"{options['responses'].name}: {broken}") from None
        if not isinstance(given, list) or not all(isinstance(one, dict) and "name" in one for one in given):
            raise CommandError(f'{options["responses"].name}: a list of {{"name", "response"}} is wanted.')
        skipped = {one.name: one.reason for one in notes.skipped}
        scored = [self._one(questions, skipped, entry) for entry in given]
        if options["json"]:
            self.stdout.write(json.dumps(scored, ensure_ascii=False, indent=1))
            return
        for one in scored:
            self.stdout.write(f"{one['name']}\t{one.get('fraction')}\t{one.get('error') or one.get('warning') or ''}".rstrip())

    @staticmethod
    def _one(questions: dict[str, Question], skipped: dict[str, str], entry: dict[str, Any]) -> dict[str, Any]:
        name = entry["name"]
        question = questions.get(" ".join(str(name).split()))
        if question is None:
            why = skipped.get(" ".join(str(name).split()), "the file has no question of this name")
            return {"name": name, "fraction": None, "error": why}
        response = entry.get("response")
        try:
            found: dict[str, Any] = {"name": name, "fraction": score(question, response)}
        except NotUnderstood as refused:
            return {"name": name, "fraction": None, "error": str(refused)}
        if strangers := unknown_options(question, response):
            found["warning"] = f"not in the question: {', '.join(strangers)}"
        return found
