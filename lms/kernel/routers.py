"""Database routing: `lms_snapshot` is for reading one instant and is never migrated. Read by settings: imports nothing."""

from typing import Any


class SnapshotRouter:
    """Keeps migrations and relations of the snapshot alias where they belong: on `default`."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == "lms_snapshot" else None

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool | None:
        return True


def snapshot_database(default: dict[str, Any]) -> dict[str, Any]:
    """The alias `lms_snapshot` over the same database: one instant, read-only."""
    options = dict(default["OPTIONS"])
    if default["ENGINE"].endswith("sqlite3"):
        options |= {"transaction_mode": "DEFERRED", "init_command": "PRAGMA query_only=ON;"}
    else:
        options["options"] = "-c default_transaction_isolation=repeatable\\ read -c default_transaction_read_only=on"
    return {**default, "OPTIONS": options, "TEST": {"MIRROR": "default"}}
