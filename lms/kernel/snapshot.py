"""Reading one instant: every number of a report comes from the same moment of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction


@contextmanager
def snapshot() -> Iterator[str]:
    """Yield the database alias to read from, inside one read-only transaction that sees one instant.

    The alias is `lms_snapshot` (SQLite deferred; PostgreSQL REPEATABLE READ READ ONLY) where the settings have it, else
    `default`: a host without the alias still reads inside one transaction (docs/host.md).
    """
    alias = "lms_snapshot" if "lms_snapshot" in connections.databases else "default"
    with transaction.atomic(using=alias):
        yield alias
