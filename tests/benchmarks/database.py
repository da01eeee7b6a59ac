"""A database of its own for a benchmark: SQLite in a folder that is gone after."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_site(**environment: str) -> Iterator[Path]:
    """The folder of a site that was migrated and has its static files; whatever the machine has set is left out.

    Call it once a process, before anything of Django's is imported. `environment` is added to what the settings read.
    """
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        os.environ |= {"LMS_VAR": folder, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR", **environment}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        for name in ("DATABASE_URL", "REDIS_URL", "PRODUCTION"):
            os.environ.pop(name, None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Path(folder)
