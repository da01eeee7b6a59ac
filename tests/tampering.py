"""Somebody who changes what may only be appended to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from lms.kernel.writeonce import drop_triggers


@contextmanager
def intruder() -> Iterator[Any]:
    """A cursor with the database's own password: no trigger stops it. Inside a test's transaction, which ends the intrusion."""
    drop_triggers(using="default")
    with connection.cursor() as cursor:
        yield cursor
