"""Making the demonstration in a database of its own."""

import json
import os
from pathlib import Path
from typing import Final

from tests.processes import manage

EXPECTED: Final = Path(__file__).parent / "expected.json"


def environment(folder: Path, address: str) -> dict[str, str]:
    """Where `manage.py` runs: an own folder, the given database, no broker (the rows are the queue)."""
    own = ("REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "LMS_VAR": str(folder), "DATABASE_URL": address, "LMS_BROKER": "memory://", "LOG_LEVEL": "ERROR"}


def seed(env: dict[str, str]) -> dict[str, int]:
    """Migrate and make the demonstration; the rows of each table."""
    for command in (["migrate", "--verbosity", "0"], ["seed_demo", "--counts"]):
        done = manage(*command, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout[done.stdout.index("{") :]))
