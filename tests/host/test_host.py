"""The wheel in a bare host project: its own user model, its own app labelled `courses`, its own frame, mounted at /aprende/."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT

pytestmark = pytest.mark.processes
Run = Callable[..., str]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project beside an environment that has the wheel and its own requirements, and nothing of ours else."""
    folder = tmp_path_factory.mktemp("host")
    project = folder / "project"
    shutil.copytree(ROOT / "tests" / "host" / "project", project)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    _run(build, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    pins = folder / "pins.txt"  # the versions of the lock, without its extras and hashes
    lock = (ROOT / "requirements.lock").read_text()
    pins.write_text("\n".join(line.rstrip(" \\") for line in lock.splitlines() if re.match(r"[a-z0-9]", line)))
    python = folder / "venv" / "bin" / "python"
    if _works("uv"):
        _run(["uv", "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], cwd=folder)
        _run(["uv", "pip", "install", "--quiet", "--python", str(python), str(wheel), "-c", str(pins)], cwd=folder)
    else:
        _run([sys.executable, "-m", "venv", str(folder / "venv")], cwd=folder)
        _run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), "-c", str(pins)],
            cwd=folder,
        )
    return project


@pytest.fixture(scope="module")
def run(host: Path) -> Run:
    """Run the host's Python in the host's folder."""
    python = str(host.parent / "venv" / "bin" / "python")
    return lambda *args: _run([python, *args], cwd=host)


@pytest.fixture(scope="module")
def facts(run: Run) -> dict[str, Any]:
    """What the host finds after migrating: see prove.py."""
    run("manage.py", "makemigrations", "people", "courses")
    run("manage.py", "migrate", "--verbosity", "0")
    return dict(json.loads(run("prove.py", "--demo").splitlines()[-1]))


def _run(command: list[str], cwd: Path) -> str:
    unwanted = ("DJANGO_SETTINGS_MODULE", "PYTHONPATH", "VIRTUAL_ENV", "DATABASE_URL", "LMS_VAR")
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _works(tool: str) -> bool:
    found = shutil.which(tool)
    return bool(found) and subprocess.run([tool, "--version"], capture_output=True, check=False).returncode == 0


def test_the_host_checks_clean_and_nobody_has_migrations_left_to_make(facts: dict[str, Any], run: Run) -> None:
    run("manage.py", "check", "--fail-level", "WARNING")
    assert "No changes detected" in run("manage.py", "makemigrations", "--check", "--dry-run")
    run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")


def test_the_hosts_own_courses_live_beside_ours(facts: dict[str, Any]) -> None:
    assert facts["own page"] == "Cooking courses: 1"
    assert facts["own table"] == "courses_course"


def test_pages_are_served_under_the_hosts_prefix_and_in_the_hosts_frame(facts: dict[str, Any]) -> None:
    assert {address for address, status in facts["pages"].items() if status >= 500} == set()
    assert all(address.startswith("/aprende/") for address in facts["pages"])
    assert facts["home signed in"] == [200, True, "es"]
    assert facts["unknown serial"][1] is True


def test_a_certificate_made_in_the_host_is_verified_there(facts: dict[str, Any]) -> None:
    status, in_the_frame, says_its_serial, path = facts["verify"]
    assert (status, in_the_frame, says_its_serial) == (200, True, True)
    assert path.startswith("/aprende/verify/")


def test_the_hosts_celery_app_knows_our_tasks(facts: dict[str, Any]) -> None:
    assert facts["celery"] == "hostsite"
    assert {"lms.jobs.doorbell", "lms.jobs.sweep", "lms.certificates.draw"} <= set(facts["tasks"])


def test_the_plugin_asks_for_nothing_of_the_stand_alone_site(facts: dict[str, Any]) -> None:
    assert facts["modules"] == []
