"""`manage.py receive_bounces FILE… [--json]`: notices of delivery that mail servers sent back."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from lms.kernel.errors import LmsError
from lms.messages.notices import mails_in
from lms.messages.services.bounces import receive_notices

UNREADABLE: Final = 1  # 2 is what a wrong command line gives


class Command(BaseCommand):
    help = (
        "Reads notices of delivery (RFC 3464) from an mbox, an .eml or a Maildir folder and writes down which message came "
        "back and which address failed for good. May be repeated: a notice counts once. Exit code 1: some notices are in a form"
        " "
        "that is not known; they are named and change nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="an mbox, an .eml or a Maildir folder")
        parser.add_argument("--json", action="store_true", help="one line of JSON a file, for scripts")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        unread = 0
        for name in files:
            try:
                done = receive_notices(mails_in(Path(name)))
            except LmsError as refused:
                raise CommandError(refused.sentence()) from None
            except OSError as broken:
                raise CommandError(f"{name}: {broken.strerror}") from None
            unread += len(done.unreadable)
            if options["json"]:
                self.stdout.write(json.dumps({"file": name, **asdict(done)}))
                continue
            self.stdout.write(
                f"{name}: {done.mails} mails; {done.hard} failed for good, {done.soft} for a time, {done.known} known before, "
                f"{done.good} delivered, {done.strangers} about other mail, {done.others} no notices"
            )
            for number in done.unreadable:
                self.stdout.write(f"{name}: mail {number} looks like a notice in a form that is not known; read it by hand")
        if unread:
            sys.exit(UNREADABLE)
