"""A query whose SQL is made once for each connection: for the few that every request asks.

Django builds and compiles a query each time it runs; for one row that is nine tenths of its cost. Here a queryset of
`values_list` is built once, with marks where arguments go, and run with arguments in their place. Only plain values are
arguments (int, str, datetime), and a query must not depend on them in any other way (no None, no lists).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connections

_MARKS: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda n: 2**62 + n,
    str: lambda n: f"\x01lms{n}",
    datetime: lambda n: datetime(9000 + n, 1, 1, tzinfo=UTC),
}
_KEPT: Final = "lms_compiled"


class Compiled:
    """A queryset of tuples, built by `build` with one mark for each of `kinds`."""

    def __init__(self, build: Callable[..., Any], *kinds: type) -> None:
        self.build, self.kinds = build, kinds

    def rows(self, *args: Any, using: str = "default") -> list[tuple[Any, ...]]:
        """What the queryset gives with these arguments. One query."""
        connection = connections[using]
        kept = vars(connection).setdefault(_KEPT, {})
        made = kept.get(self)
        if made is None:
            made = kept[self] = self._compile(connection, using)
        compiler, sql, places, converters = made
        ready = [_ready(connection, arg) for arg in args]
        with connection.cursor() as cursor:
            cursor.execute(sql, [ready[place] if mine else place for mine, place in places])
            found = cursor.fetchall()
        if converters:
            found = compiler.apply_converters(found, converters)
        return [tuple(row) for row in found]

    def first(self, *args: Any, using: str = "default") -> tuple[Any, ...] | None:
        """The first row, or None."""
        found = self.rows(*args, using=using)
        return found[0] if found else None

    def _compile(self, connection: Any, using: str) -> tuple[Any, str, list[tuple[bool, Any]], Any]:
        marks = [_MARKS[kind](n) for n, kind in enumerate(self.kinds)]
        compiler = self.build(*marks).query.get_compiler(using)
        sql, params = compiler.as_sql()
        known = [_ready(connection, mark) for mark in marks]
        places = [(True, known.index(param)) if param in known else (False, param) for param in params]
        if {place for mine, place in places if mine} != set(range(len(marks))):
            raise ValueError("a query must use each of its arguments as it is")
        shown = [column[0] for column in compiler.select[: compiler.col_count]]
        return compiler, sql, places, compiler.get_converters(shown)


def _ready(connection: Any, value: Any) -> Any:
    """An argument as the database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
