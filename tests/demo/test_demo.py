"""The demonstration in an empty database: what `manage.py seed_demo` makes is what it should be, and making it twice is once.

`expected.json` holds the rows of each table. When the demonstration changes on purpose, write it anew:
`.venv/bin/python -m tests.demo > tests/demo/expected.json`, and read the diff.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.databases import POSTGRES, empty_database
from tests.demo import EXPECTED, environment, seed
from tests.processes import manage
from tests.ready import ROWS, copy_of, demonstration, rows_of

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[dict[str, str]]:
    """The environment of a database with the demonstration: the run's own copy on SQLite, made here on PostgreSQL."""
    folder = tmp_path_factory.mktemp("demo")
    if not POSTGRES:
        yield environment(folder, f"sqlite:///{copy_of(demonstration(shared), folder)}")
        return
    with empty_database(folder) as address:
        env = environment(folder, address)
        (folder / ROWS).write_text(json.dumps(seed(env)))
        yield env


@pytest.fixture(scope="module")
def made(env: dict[str, str]) -> dict[str, int]:
    return rows_of(Path(env["LMS_VAR"]))


# Which questions the quizzes draw decides how many lines a report has on answers with another country's law (F15l).
DRAWN: Final = "lms_reporting.ReportRow"


def test_the_demo_has_the_rows_that_it_should_have(made: dict[str, int]) -> None:
    expected = json.loads(EXPECTED.read_text())
    assert abs(expected.pop(DRAWN) - made[DRAWN]) <= 10
    made = {name: rows for name, rows in made.items() if name != DRAWN}
    different = {
        name: (expected.get(name), made.get(name)) for name in {*expected, *made} if expected.get(name) != made.get(name)
    }
    assert different == {}


def test_making_it_again_changes_nothing(env: dict[str, str], made: dict[str, int]) -> None:
    assert seed(env) == made


def test_there_is_a_log_in_for_every_role_in_two_countries(env: dict[str, str], made: dict[str, int]) -> None:
    done = manage("demo_logins", "--json", env=env)
    assert done.returncode == 0, done.stderr
    logins = json.loads(done.stdout)
    assert {"role", "email", "password", "institution", "country"} <= set(logins[0])
    roles = {"advisor", "facilitator", "assessor", "coordinator", "author", "focal", "reviewer", "decider", "administrator"}
    assert roles <= {login["role"] for login in logins}
    assert len({login["institution"] for login in logins if login["institution"]}) == 2
    assert len({login["country"] for login in logins if login["institution"]}) == 2


def test_the_books_hold_and_nothing_waits(env: dict[str, str], made: dict[str, int]) -> None:
    code = (
        "from lms.audit.api import broken_line; from lms.audit.models import Book; from lms.jobs.models import Job; "
        "print([broken_line(book=b.name) for b in Book.objects.all() if broken_line(book=b.name)], "
        "Job.objects.exclude(state='done').exclude(due_at__gt='2999-01-01').filter(attempts__gt=0).count())"
    )
    done = manage("shell", "--verbosity", "0", "-c", code, env=env)
    assert done.stdout.strip() == "[] 0", done.stdout + done.stderr
