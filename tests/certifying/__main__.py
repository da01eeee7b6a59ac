"""`LMS_VAR=FOLDER python -m tests.certifying`: the world of these tests in FOLDER's database, then how to look at it.

The folder must be new; the site's own database is never touched.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    folder = Path(os.environ.get("LMS_VAR") or sys.exit("Say where: LMS_VAR=FOLDER python -m tests.certifying")).resolve()
    if (folder / "db.sqlite3").exists():
        sys.exit(f"{folder} has a database already: choose a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"LMS_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "lms.config.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.conf import settings

    django.setup()
    from lms.management.commands.serve import secret_key
    from tests.certifying.site import build

    settings.SECRET_KEY = secret_key(folder)
    build(folder)
    sys.stdout.write(f"\nLMS_VAR={folder} PORT=8000 python manage.py serve\n")


if __name__ == "__main__":
    main()
