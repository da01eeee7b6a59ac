"""The full-text side of the search entries: an FTS5 table on SQLite, a GIN index on PostgreSQL.

Both hold exactly the words of a row, parted by spaces, and nothing of their own: what is found is the same on both. Made by a
migration, and made again after every migrate, because SQLite drops a table's triggers when Django rebuilds the table.
"""

# ruff: noqa: S608 - table names of our own; what people write is a parameter
from collections.abc import Sequence
from typing import Any, Final

TABLE: Final = "lms_courses_searchentry"
SEARCH: Final = "lms_courses_search"

_SQLITE: Final = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {SEARCH} USING fts5(words, content='{TABLE}', content_rowid='id', "
    "tokenize='unicode61', detail='none', columnsize=0)",
    f"CREATE TRIGGER IF NOT EXISTS {SEARCH}_in AFTER INSERT ON {TABLE} "
    f"BEGIN INSERT INTO {SEARCH}(rowid, words) VALUES (new.id, new.words); END",
    f"CREATE TRIGGER IF NOT EXISTS {SEARCH}_out AFTER DELETE ON {TABLE} "
    f"BEGIN INSERT INTO {SEARCH}({SEARCH}, rowid, words) VALUES ('delete', old.id, old.words); END",
    f"CREATE TRIGGER IF NOT EXISTS {SEARCH}_new AFTER UPDATE OF words ON {TABLE} "
    f"BEGIN INSERT INTO {SEARCH}({SEARCH}, rowid, words) VALUES ('delete', old.id, old.words); "
    f"INSERT INTO {SEARCH}(rowid, words) VALUES (new.id, new.words); END",
)
_POSTGRESQL: Final = (
    f"CREATE INDEX IF NOT EXISTS {SEARCH} ON {TABLE} USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)


def install_search(connection: Any) -> None:
    """Make what is missing. May be repeated."""
    with connection.cursor() as cursor:
        for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}.get(connection.vendor, ()):
            cursor.execute(statement)


def condition(vendor: str, groups: Sequence[Sequence[tuple[str, bool]]]) -> tuple[str, list[str]]:
    """SQL (ids of matching entries) and its parameter: every group must match, by any of its words.

    A word is (letters and digits, whether it may be the beginning of a longer one).
    """
    if vendor == "postgresql":
        query = " & ".join(
            "(" + " | ".join(f"'{word}':*" if begins else f"'{word}'" for word, begins in group) + ")" for group in groups
        )
        return f"SELECT id FROM {TABLE} WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery", [query]
    query = " AND ".join(
        "(" + " OR ".join(f'"{word}"*' if begins else f'"{word}"' for word, begins in group) + ")" for group in groups
    )
    return f"SELECT rowid FROM {SEARCH} WHERE {SEARCH} MATCH %s", [query]
