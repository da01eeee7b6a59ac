"""`manage.py verify_certificate FILE.pdf [--json]`: is this file one of ours, as it was issued?"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from certificates.selectors.files import look_at_file
from certificates.signing.checking import LARGEST

NOT_GENUINE: Final = 1  # 2 is what a wrong command line gives


class Command(BaseCommand):
    help = (
        "Holds a file (a PDF, or a badge as PNG, SVG, JSON or JWT) against the register and checks its signature. Exit code 0: "
        "genuine; 1: not what was issued (changed, unknown, or its signature does not hold). How a genuine one stands today, "
        "revoked for one, is `state`."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--json", action="store_true", help="print JSON: {state, serial, signature, register}")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            with Path(file).open("rb") as opened:
                body = opened.read(LARGEST + 1)
        except OSError as broken:
            raise CommandError(f"{file}: {broken.strerror}") from None
        found = look_at_file(body)
        facts = {"state": found.state.value, "serial": found.serial, "signature": found.signature, "register": found.register}
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        else:
            self.stdout.write("\n".join(f"{name}: {value or '-'}" for name, value in facts.items()))
        if not found.genuine:
            sys.exit(NOT_GENUINE)
