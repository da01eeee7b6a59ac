"""`manage.py demo_certificate FILE.pdf`: the certificate of the demonstration's advisor who finished."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates import api as certificates
from lms.demo.cast import FINISHED
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError


class Command(BaseCommand):
    help = "Writes the certificate of the demonstration's finished advisor, byte for byte as it is downloaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.pdf")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        person = institutions.person_by_email(FINISHED)
        if person is None:
            raise CommandError("There is no demonstration here. Make it first: manage.py seed_demo")
        papers = [one for one in certificates.certificates_of(person) if one.paper == "certificate" and not one.replaced]
        if not papers:
            raise CommandError("The demonstration's advisor has no certificate.")
        one = papers[0]
        if not one.ready:
            certificates.draw_certificate(certificate_id=one.id)
        try:
            Path(file).write_bytes(certificates.certificate_file(one.id))
        except LmsError as refused:
            raise CommandError(f"The certificate was not issued: {refused.sentence()}") from None
        except OSError as broken:
            raise CommandError(f"{file}: {broken.strerror}") from None
        self.stdout.write(f"{file}: {one.serial}")
