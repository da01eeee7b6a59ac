"""Rows that are written once: refused in Python and, whoever asks, by a trigger in the database.

`install_triggers` runs after every migrate and makes what is missing, because SQLite drops a table's triggers when
Django rebuilds the table. Only the columns named in `lms_erasable` may change later (erasure of a person).
"""

from typing import Any, ClassVar

from django.apps import apps as all_apps
from django.db import connections, models

from lms.kernel.errors import LmsError


class WrittenOnce(LmsError):
    """This record is kept as it was written. Write a new one instead."""


class WriteOnceQuerySet(models.QuerySet[Any]):
    """No UPDATE, no DELETE by way of the ORM; `erase` empties the erasable columns."""

    def update(self, **kwargs: Any) -> int:
        raise WrittenOnce

    def delete(self) -> Any:
        raise WrittenOnce

    def erase(self, **empty: Any) -> int:
        """Empty named personal columns. Raises WrittenOnce for any other column."""
        if set(empty) - set(getattr(self.model, "lms_erasable", ())):
            raise WrittenOnce
        return super().update(**empty)


class WriteOnce(models.Model):
    """Base of rows without UPDATE or DELETE. Personal data: none of its own."""

    lms_write_once: ClassVar[bool] = True
    lms_erasable: ClassVar[tuple[str, ...]] = ()

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise WrittenOnce


def write_once_models() -> list[type[models.Model]]:
    """Every concrete model whose rows are written once, in a fixed order."""
    found = [m for m in all_apps.get_models() if getattr(m, "lms_write_once", False) and not m._meta.proxy]
    return sorted(found, key=lambda m: m._meta.db_table)


def install_triggers(*, using: str, **kwargs: Any) -> None:
    """Make the triggers of every write-once table that exists in database `using`. May be repeated."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in write_once_models():
            if model._meta.db_table in tables:
                for statement in _statements(model, connection.vendor):
                    cursor.execute(statement)


def drop_triggers(*, using: str) -> None:
    """Take the triggers away: for a test's flush and for nothing else."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in write_once_models():
            table = model._meta.db_table
            if table not in tables:
                continue
            for act in ("update", "delete"):
                suffix = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{act}"{suffix}')


def _statements(model: type[models.Model], vendor: str) -> list[str]:
    table = model._meta.db_table
    erasable = {f.column for f in model._meta.local_concrete_fields if f.name in getattr(model, "lms_erasable", ())}
    frozen = [f.column for f in model._meta.local_concrete_fields if f.column not in erasable]
    message = f"{table} is written once"
    if vendor == "sqlite":
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in frozen)
        return [
            f'DROP TRIGGER IF EXISTS "{table}_no_update"',
            f'DROP TRIGGER IF EXISTS "{table}_no_delete"',
            f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" WHEN {changed} '
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" BEGIN SELECT RAISE(ABORT, \'{message}\'); END',
        ]
    if vendor == "postgresql":
        changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in frozen)
        return [
            "CREATE OR REPLACE FUNCTION lms_refuse_write() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END $$",
            f'CREATE OR REPLACE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}) '
            "EXECUTE FUNCTION lms_refuse_write()",
            f'CREATE OR REPLACE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW '
            "EXECUTE FUNCTION lms_refuse_write()",
        ]
    return []
