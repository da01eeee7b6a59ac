"""`manage.py index_toolkit`: make the entries of search anew from what is published. May be repeated."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.services.search_index import index_everything


class Command(BaseCommand):
    help = "Makes the entries of search anew from the published toolkit, writing only what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index_everything()} entries")
