"""`manage.py seed_demo`: the demonstration, in whatever database DATABASE_URL names. May be repeated."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.demo.making import counts, make_demo


class Command(BaseCommand):
    help = "Make the demonstration's institutions, people, courses, results, certificates and reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--counts", action="store_true", help="print the rows of each table as JSON afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        if getattr(settings, "PRODUCTION", False):
            raise CommandError("The demonstration makes accounts whose passwords everybody knows: not with PRODUCTION=1.")
        quiet = options["verbosity"] == 0 or options["counts"]
        make_demo(say=(lambda _text: None) if quiet else (lambda text: self.stdout.write(f"  demo: {text}")))
        if options["counts"]:
            self.stdout.write(json.dumps(counts(), indent=1, sort_keys=True))
