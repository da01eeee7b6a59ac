"""Making or changing many tables in one operation of a migration: the state of all models is rendered once, not once each.

Django renders every model that is related to a new one, each time. In a house whose tables all know people and enrolments that
is all of them: 86 tables took 9 s of CPU, and take a fraction of it in one operation (ADR 0014).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, AlterField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """`CreateModel` for each of these, in order; none of them may need a later one."""

    reduces_to_sql = True
    serialization_expand_args = ["tables"]

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = list(tables)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # rendered again, once, when it is asked for
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        return any(table.references_model(name, app_label) for table in self.tables)

    def describe(self) -> str:
        return f"Create {len(self.tables)} tables"


class ChangeTables(Operation):
    """Columns, indexes and constraints for tables that exist, in order; no key's type and no name may change here.

    After each change only the changed table is rendered anew. Those that point to it go on with the class of before, which has
    the same name and key: enough for what is done here, and thrown away after it.
    """

    reduces_to_sql = True
    serialization_expand_args = ["changes"]

    def __init__(self, changes: Sequence[AddConstraint | AddField | AddIndex | AlterField]) -> None:
        self.changes = list(changes)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # rendered again, once, when it is asked for
        for change in self.changes:
            change.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for change, before, after in self._steps(app_label, from_state):
            change.database_forwards(app_label, schema_editor, before, after)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for change, before, after in reversed(list(self._steps(app_label, to_state))):
            change.database_backwards(app_label, schema_editor, after, before)

    def _steps(self, app_label: str, before: Any) -> Iterator[tuple[Any, Any, Any]]:
        """Each change with the state before it and the one after it."""
        for change in self.changes:
            apps = before.apps.clone()
            after = ProjectState(models=dict(before.models), real_apps=before.real_apps)
            table = app_label, change.model_name_lower
            after.models[table] = before.models[table].clone()
            change.state_forwards(app_label, after)
            apps.unregister_model(*table)
            after.models[table].render(apps)
            after.apps = apps
            yield change, before, after
            before = after

    def references_model(self, name: str, app_label: str) -> bool:
        return any(change.references_model(name, app_label) for change in self.changes)

    def describe(self) -> str:
        return f"Change tables in {len(self.changes)} ways"
