"""`.venv/bin/python -m tests.permissions` writes docs/authz.tsv from the declarations."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.permissions.walking import TABLE, table  # noqa: E402  the settings come first

TABLE.write_text(table(), encoding="utf-8")
