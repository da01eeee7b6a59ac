"""manage.py plain_language FILE --language es|en [--json]: how easy a text is to read."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.selectors.plain import legalese
from lms.kernel.places import Language
from lms.kernel.plain_language import measure
from lms.kernel.textfiles import FileMistake, read_text


class Command(BaseCommand):
    """Reading ease by published formulas, sentence and word lengths, passives, lawyers' words with the plain ones."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--language", choices=Language.values, required=True)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            text = read_text(path)
        except FileMistake as mistake:
            raise CommandError(f"{path}:{mistake.line}: {mistake.sentence}") from mistake
        except OSError as error:
            raise CommandError(_("%(path)s can't be read: %(why)s.") % {"path": path, "why": error.strerror}) from error
        measures = measure(text, options["language"], legalese=legalese(options["language"]))
        if options["json"]:
            self.stdout.write(json.dumps(measures.as_json(), ensure_ascii=False))
            return
        for name, value in measures.as_json().items():
            if name != "legalese" and value is not None:
                self.stdout.write(f"{name:20} {value}")
        for found in measures.legalese:
            self.stdout.write(f"  {found.term} ({found.count}) → {found.plain}")
