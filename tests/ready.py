"""What one run of the tests makes once and copies: a site's folder with a migrated database, the demonstration. SQLite only.

Migrating takes a quarter of a minute of a processor and the demonstration more: whoever asks first makes it, under a lock that
all processes of the run share; the others copy the folder.
"""

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from tests.processes import manage

DATABASE: Final = "lms.sqlite3"
ROWS: Final = "rows.json"  # how many of each table `seed_demo --counts` said
NEVER: Final = "2999-12-31 00:00:00"
_OWN: Final = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")


def migrated(shared: Path) -> Path:
    """A folder whose database is migrated and empty. Copy it; never work in it."""
    return _once(shared / "migrated", _migrate)


def demonstration(shared: Path) -> Path:
    """A folder (LMS_VAR) with the whole demonstration, and how many rows it made. Copy it; never work in it.

    What it would do minutes later never comes due: hundreds of papers to print would be drawn anew beside each site of a test.
    """

    def make(folder: Path) -> None:
        shutil.copytree(migrated(shared), folder, dirs_exist_ok=True)
        (folder / ROWS).write_text(_manage("seed_demo", "--counts", folder=folder))
        with closing(sqlite3.connect(folder / DATABASE)) as database, database:
            database.execute("UPDATE lms_jobs_job SET due_at = ? WHERE state = 'due'", [NEVER])

    return _once(shared / "demonstration", make)


def rows_of(folder: Path) -> dict[str, int]:
    """The rows of each table that making the demonstration in this folder said."""
    said = (folder / ROWS).read_text()
    return dict(json.loads(said[said.index("{") :]))


def copy_of(made: Path, folder: Path) -> Path:
    """The copy's database."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder / DATABASE


def _migrate(folder: Path) -> None:
    _manage("migrate", "--verbosity", "0", folder=folder)


def _manage(*args: str, folder: Path) -> str:
    env = {name: value for name, value in os.environ.items() if name not in _OWN}
    done = manage(*args, env={**env, "LMS_VAR": str(folder), "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"})
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def _once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made under a lock by the first who asks; half-made ones of a killed test are made again."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            begun = folder.with_suffix(".begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir(mode=0o700)
            make(begun)
            begun.rename(folder)
    return folder
