"""`make bench`: the demonstration in a database of its own, then each page against its budget. Fails over a budget."""

import os
import sys
import tempfile


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        os.environ |= {"LMS_VAR": folder, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.config.settings"
        for name in ("DATABASE_URL", "REDIS_URL", "PRODUCTION"):
            os.environ.pop(name, None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("seed_demo", verbosity=0)

        from tests.benchmarks.pages import measure, table

        found = list(measure(*(int(rounds) for rounds in sys.argv[1:2])))
    sys.stdout.write(table(found))
    return int(any(one.over or one.status != 200 for one in found))


sys.exit(main())
