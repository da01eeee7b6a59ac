"""Empty databases for processes: a file, or one beside the tests' own where DATABASE_URL names PostgreSQL."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

POSTGRES = os.environ.get("DATABASE_URL", "") if "postgres" in urlsplit(os.environ.get("DATABASE_URL", "")).scheme else ""


@contextmanager
def empty_database(folder: Path, *, copy_of: str = "") -> Iterator[str]:
    """The address of a new database; dropped after. `copy_of`: the name of a PostgreSQL database to start from."""
    if not POSTGRES:
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    name = f"lms_{uuid.uuid4().hex[:12]}"
    administer(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{copy_of}"' if copy_of else ""))
    try:
        yield _address(name)
    finally:
        administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def name_of(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def administer(sql: str) -> None:
    """Run one statement on the server's own database."""
    import psycopg

    with psycopg.connect(_address("postgres"), autocommit=True) as connection:
        connection.execute(sql.encode())


def _address(name: str) -> str:
    return urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))
