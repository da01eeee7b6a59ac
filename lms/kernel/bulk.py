"""Many rows, each with values of its own, written in one go."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connections, models, router


def update_each(model: type[models.Model], fields: Sequence[str], rows: Mapping[Any, Sequence[Any]]) -> None:
    """UPDATE one row for each primary key of `rows` with its values of `fields`, in that order: one statement, many times.

    `bulk_update` writes one statement in which every value stands in a CASE: with files among the values it is ten times
    dearer. Signals are not sent, as with `QuerySet.update`. Lock the rows before; a key that is not there changes nothing.
    """
    connection = connections[router.db_for_write(model)]
    columns = [model._meta.get_field(name) for name in fields]
    assert all(isinstance(column, models.Field) for column in columns)
    quote, key = connection.ops.quote_name, model._meta.pk
    assert key is not None
    set_ = ", ".join(f"{quote(str(column.column))} = %s" for column in columns if isinstance(column, models.Field))
    sql = f"UPDATE {quote(model._meta.db_table)} SET {set_} WHERE {quote(str(key.column))} = %s"  # noqa: S608  names of our own models
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[*_prepared(columns, values, connection), pk] for pk, values in rows.items()])


def insert_each(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]], *, ignore_conflicts: bool = False
) -> None:
    """INSERT a row for each of `rows` with its values of `fields`, in that order: one statement, many times.

    `bulk_create` without the model's instances and without a statement as long as all the values: a third of its cost. A field
    that is not named takes its default, worked out once for all rows. Foreign keys are given as ids; signals are not sent, and
    the keys of the new rows are not told. Moments are aware. `ignore_conflicts`: a row that a constraint refuses is left out.

    PostgreSQL takes the rows by COPY, which parses and plans nothing for each of them, unless conflicts are to be ignored.
    """
    connection = connections[router.db_for_write(model)]
    own = [column for column in model._meta.local_concrete_fields if not isinstance(column, models.AutoField)]
    named = [model._meta.get_field(name) for name in fields]
    others = [column for column in own if column not in named]
    constant = [column.get_db_prep_save(column.get_default(), connection) for column in others]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(column.column)) for column in [*named, *others] if isinstance(column, models.Field))
    direct: list[tuple[Any, tuple[type, ...]]] = [(column, _as_they_are(column, connection)) for column in named]
    values = [
        [
            value if type(value) in plain else column.get_db_prep_save(value, connection)
            for (column, plain), value in zip(direct, row, strict=True)
        ]
        + constant
        for row in rows
    ]
    if not values:
        return
    target = f"{quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if not ignore_conflicts and connection.vendor == "postgresql" and hasattr(cursor.cursor, "copy"):
            with connection.wrap_database_errors, cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * (len(named) + len(others)))
        refused = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""  # SQLite and PostgreSQL
        cursor.executemany(f"INSERT INTO {target} VALUES ({places}){refused}", values)  # noqa: S608  names of our own models


def _prepared(columns: Iterable[Any], values: Sequence[Any], connection: Any) -> list[Any]:
    return [column.get_db_prep_save(value, connection) for column, value in zip(columns, values, strict=True)]


_AS_IS: Final = {
    "AutoField": int, "BigAutoField": int, "IntegerField": int, "BigIntegerField": int, "SmallIntegerField": int,
    "PositiveIntegerField": int, "PositiveSmallIntegerField": int, "CharField": str, "TextField": str, "SlugField": str,
}  # fmt: skip
_AS_IS_ON_POSTGRESQL: Final = {"DateTimeField": datetime, "DateField": date, "DecimalField": Decimal, "BooleanField": bool}


def _as_they_are(column: Any, connection: Any) -> tuple[type, ...]:
    """The types whose values go to the database as they are in this column, without being asked about one by one."""
    while isinstance(column, models.ForeignKey):
        column = column.target_field
    if not type(column).__module__.startswith("django.db.models."):
        return ()  # a field of somebody's own may do anything
    known = {**_AS_IS, **_AS_IS_ON_POSTGRESQL} if connection.vendor == "postgresql" else _AS_IS
    own = known.get(column.get_internal_type())
    return (own,) if own else ()
