"""Database routing: `lms_snapshot` is for reading one instant and is never migrated."""

from typing import Any


class SnapshotRouter:
    """Keeps migrations and relations of the snapshot alias where they belong: on `default`."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == "lms_snapshot" else None

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool | None:
        return True
