"""`make bench`: the demonstration in a database of its own, then each page against its budget. Fails over a budget."""

import sys

from tests.benchmarks.database import own_site


def main() -> int:
    with own_site():
        from django.core.management import call_command

        call_command("seed_demo", verbosity=0)

        from tests.benchmarks.pages import measure, table

        found = list(measure(*(int(rounds) for rounds in sys.argv[1:2])))
    sys.stdout.write(table(found))
    return int(any(one.over or one.status != 200 for one in found))


sys.exit(main())
