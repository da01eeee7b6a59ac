"""Read credentials.yaml: what is awarded for which courses."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.errors import CredentialsRefused
from certificates.services.credentials import import_credentials


class Command(BaseCommand):
    help = "Reads credentials.yaml (or the folder it is in): all or nothing, as often as you like. Import the courses first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")

    def handle(self, *args: Any, path: str, dry_run: bool, **options: Any) -> None:
        try:
            done = import_credentials(path, dry_run=dry_run)
        except CredentialsRefused as refused:
            raise CommandError("\n".join([refused.sentence(), *map(str, refused.problems)])) from None
        for one in done:
            self.stdout.write(f"{one.what}: {one.key}")
        if not done:
            self.stdout.write("No credentials.yaml here.")
