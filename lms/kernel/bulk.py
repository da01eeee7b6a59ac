"""Many rows, each with values of its own, written in one go."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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
    the keys of the new rows are not told. `ignore_conflicts`: a row that a constraint refuses is left out.
    """
    connection = connections[router.db_for_write(model)]
    own = [column for column in model._meta.local_concrete_fields if not isinstance(column, models.AutoField)]
    named = [model._meta.get_field(name) for name in fields]
    others = [column for column in own if column not in named]
    constant = [column.get_db_prep_save(column.get_default(), connection) for column in others]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(column.column)) for column in [*named, *others] if isinstance(column, models.Field))
    places = ", ".join(["%s"] * (len(named) + len(others)))
    refused = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""  # SQLite and PostgreSQL
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places}){refused}"  # noqa: S608  names of our own models
    values = [[*_prepared(named, row, connection), *constant] for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def _prepared(columns: Iterable[Any], values: Sequence[Any], connection: Any) -> list[Any]:
    return [column.get_db_prep_save(value, connection) for column, value in zip(columns, values, strict=True)]
