"""`manage.py demo_logins [--json]`: the log-ins of the demonstration."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.demo.cast import logins


class Command(BaseCommand):
    help = "List the demonstration's log-ins, as a table or as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a JSON list instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = logins()
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        keys = ("role", "email", "password", "institution", "country")
        widths = [max(len(key), *(len(row[key]) for row in rows)) for key in keys]
        self.stdout.write("  ".join(key.ljust(width) for key, width in zip(keys, widths, strict=True)))
        for row in rows:
            self.stdout.write("  ".join(row[key].ljust(width) for key, width in zip(keys, widths, strict=True)).rstrip())
