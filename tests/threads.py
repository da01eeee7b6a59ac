"""Work that really happens at the same moment: threads with database connections of their own."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, connections


class Threads:
    """Runs work in threads with connections of their own; on SQLite on a copy of the database, and `look` looks at that."""

    def __init__(self, folder: Path) -> None:
        self.copy = folder / "copy.sqlite3"

    def _prepare(self) -> None:
        if connection.vendor == "sqlite" and not self.copy.exists():
            connection.ensure_connection()
            with closing(sqlite3.connect(self.copy)) as file:
                connection.connection.backup(file)
                file.execute("PRAGMA journal_mode=WAL")

    def at_once(self, *works: Callable[[], Any]) -> list[Any]:
        """What each gives, or the exception that it raised."""
        self._prepare()
        start, results = threading.Barrier(len(works)), [None] * len(works)

        def one(at: int) -> None:
            mine = connections["default"]
            if self.copy.exists():
                mine.settings_dict = {**mine.settings_dict, "NAME": str(self.copy)}
            try:
                start.wait(60)
                results[at] = works[at]()
            except Exception as raised:
                results[at] = raised  # type: ignore[call-overload]
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(at,)) for at in range(len(works))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        return results

    def look(self, work: Callable[[], Any]) -> Any:
        """What is seen after."""
        (found,) = self.at_once(work)
        if isinstance(found, Exception):
            raise found
        return found
