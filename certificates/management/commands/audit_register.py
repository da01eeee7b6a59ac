"""`manage.py audit_register [--json]`: read the chained books again, against their signed heads."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from certificates.services.register import audit_register


class Command(BaseCommand):
    help = (
        "Reads every chained book (or the named ones) again: each line's hash, that none is missing, changed or in another "
        "place, that the end is there, that the signed daily heads agree. Exit code 1 when something does not hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("book", nargs="*")
        parser.add_argument("--json", action="store_true", help="print JSON: {books: [{book, entries, head, faults}]}")

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit_register(books=options["book"])
        if options["json"]:
            books = [
                {
                    "book": one.book, "entries": one.entries, "head": one.head,
                    "faults": [{"number": fault.number, "fault": fault.fault} for fault in one.faults],
                }
                for one in found
            ]  # fmt: skip
            self.stdout.write(json.dumps({"books": books}, indent=1))
        else:
            for one in found:
                self.stdout.write(f"{one.book}: {one.entries} entries, head {one.head or '-'}, {len(one.faults)} faults")
                for fault in one.faults:
                    self.stdout.write(f"  {fault.number}: {fault.fault}")
        if any(one.faults for one in found):
            sys.exit(1)
