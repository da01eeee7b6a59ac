"""Keys for a demonstration, so that papers and badges can be signed at once: marked as such, never in production."""

from typing import Any

from django.core.management.base import BaseCommand

from certificates import badge_keyring, keyring


class Command(BaseCommand):
    help = (
        "Makes the keys that sign papers and badges, where none is set up and PRODUCTION is not 1. They prove nothing: anybody "
        "can make them, and what they sign says so. `serve` runs this. Safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = [keyring.make_key_for_development(), badge_keyring.make_key_for_development()]
        for path in filter(None, made):
            self.stdout.write(f"A key for development was made: {path}")
