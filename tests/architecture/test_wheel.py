"""What a host installs is the whole of it: templates, static files, translations, fonts and the curriculum are in the wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, TOP

NOT_SHIPPED = {"__pycache__"}


@pytest.fixture(scope="module")
def in_the_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not NOT_SHIPPED & set(path.parts)]


def test_every_file_of_the_packages_is_in_the_wheel(in_the_wheel: set[str]) -> None:
    wanted = {path.relative_to(ROOT).as_posix() for top in TOP for path in _files(ROOT / top)}
    assert wanted - in_the_wheel == set()
    assert any(name.endswith(".mo") for name in wanted)


def test_every_template_is_in_the_wheel_under_lms(in_the_wheel: set[str]) -> None:
    wanted = {f"lms/templates/{path.relative_to(ROOT / 'templates').as_posix()}" for path in _files(ROOT / "templates")}
    assert wanted - in_the_wheel == set()


def test_nothing_else_is_in_the_wheel(in_the_wheel: set[str]) -> None:
    """No tests, no data of ours, no top-level `templates` that would land in site-packages."""
    tops = {name.split("/")[0] for name in in_the_wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(TOP)
    assert not [name for name in in_the_wheel if name.endswith((".sqlite3", ".log", "secret_key"))]
