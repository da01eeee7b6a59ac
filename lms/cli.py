"""The console script: `manage.py` for who installed the wheel."""

import os
import sys


def main() -> None:
    """Run Django's command line with the stand-alone settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
