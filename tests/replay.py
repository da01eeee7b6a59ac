"""What a fixture writes to the database, written again from memory the next time it starts from the same rows.

Importing and publishing a toolkit costs half a second and gives the same rows to hundreds of tests. The first test of a process
that needs them runs the services and keeps the statements that wrote; a later one that starts from the same numbers repeats the
statements, and its rows, ids, triggers and constraints are the same. Only on SQLite, where a transaction that is rolled back
gives its numbers back too; elsewhere every test runs the services.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

Statements = list[tuple[str, Any, bool]]
_kept: dict[tuple[Any, ...], Statements] = {}
_KEPT = ("INSERT", "UPDATE", "DELETE", "REPLACE", "SAVEPOINT", "RELEASE", "ROLLBACK TO")


def replayed(name: str, make: Callable[[], object]) -> None:
    """Let `make` write its rows, or write what it wrote when it started from where the database is now.

    `make` must write the same rows each time and leave nothing else behind: no files, no calls after the commit.
    """
    start = _start(name)
    if start is None:
        make()
        return
    statements = _kept.get(start)
    if statements is None:
        recorder = _Recorder()
        with connection.execute_wrapper(recorder), _at(start[-1]):
            make()
        _kept[start] = recorder.statements
        return
    with connection.cursor() as cursor:
        for sql, params, many in statements:
            (cursor.executemany if many else cursor.execute)(sql, params)


def digest_of(root: Path) -> str:
    """A digest of the files under a folder, with their names."""
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


class _Recorder:
    """Keeps the statements that wrote, and the savepoints: what was rolled back is so again. What failed wrote nothing."""

    def __init__(self) -> None:
        self.statements: Statements = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if sql.lstrip().upper().startswith(_KEPT):
            self.statements.append((sql, params, many))
        return answer


def _start(name: str) -> tuple[Any, ...] | None:
    """Where the database is: the numbers given so far, the content types, and the second if a test has set the clock."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name")
        numbers = tuple(cursor.fetchall())
    types = tuple(ContentType.objects.order_by("pk").values_list("pk", "app_label", "model"))
    moved = time_machine.escape_hatch.is_travelling()
    return (name, numbers, types, timezone.now().replace(microsecond=0) if moved else None)


def _at(second: datetime | None) -> AbstractContextManager[object]:
    """In a test that has set the clock, rows are made at its second's beginning: no test of that second comes before."""
    return nullcontext() if second is None else time_machine.travel(second, tick=False)
