"""`manage.py seed_scale --institutions 40 --learners 100000 --seed 1`: a programme of that size, for measuring."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.demo.scale import make_scale


class Command(BaseCommand):
    help = (
        "Fill an empty database with a programme of any size: institutions, groups, people without log-ins, enrolments with "
        "their records, attempts and awards. The same seed makes the same data. For measuring; afterwards reconcile_progress "
        "finds nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--institutions", type=int, default=40)
        parser.add_argument("--learners", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if getattr(settings, "PRODUCTION", False):
            raise CommandError("This makes people who do not exist: not with PRODUCTION=1.")
        if not 1 <= options["institutions"] <= options["learners"]:
            raise CommandError("--institutions is at least 1 and at most --learners.")
        began = time.monotonic()
        quiet = options["verbosity"] == 0 or options["json"]
        counts = make_scale(
            number=options["institutions"], learners=options["learners"], seed=options["seed"],
            say=lambda text: None if quiet else self._say(f"{time.monotonic() - began:4.0f} s: {text}"),
        )  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(counts, indent=1, sort_keys=True))
        else:
            said = ", ".join(f"{n} {name}" for name, n in counts.items())
            self.stdout.write(f"{said} in {time.monotonic() - began:.0f} s")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()  # also when it is written into a file that somebody follows
