"""Mistakes in the environment: each is a sentence with a cure. In processes of their own, as settings are read once."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.config.databases import database
from lms.kernel.routers import snapshot_database
from tests.processes import manage

GOOD = {"PRODUCTION": "1", "SECRET_KEY": "k3" * 20 + "Zq-9_x" * 5, "ALLOWED_HOSTS": "asesores.example.org,www.example.org"}


def _check(folder: Path, *args: str, **env: str) -> tuple[int, str]:
    unwanted = (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "PRODUCTION",
        "DJANGO_SETTINGS_MODULE",
        "PORT",
        "BASE_URL",
    )
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    done = manage("check", *args, env={**kept, "LMS_VAR": str(folder), **env})
    return done.returncode, done.stdout + done.stderr


def test_the_production_settings_pass_the_deploy_check_without_a_warning(tmp_path: Path) -> None:
    code, said = _check(tmp_path, "--deploy", "--fail-level", "WARNING", **GOOD)
    assert code == 0, said


def test_forgotten_production_settings_are_named_with_their_cure(tmp_path: Path) -> None:
    code, said = _check(tmp_path, PRODUCTION="1", REDIS_URL="amqp://host")
    assert code != 0
    for name in ("lms.E020", "lms.E021", "lms.E022", "lms.E024", "lms.I025"):
        assert name in said
    assert "secrets.token_urlsafe" in said


def test_an_unwritable_sqlite_folder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from lms.config.checks import sqlite_is_writable

    nowhere = {"default": database("sqlite:////proc/nowhere/lms.sqlite3", var=Path("/tmp"))}  # noqa: S108
    monkeypatch.setattr(settings, "DATABASES", nowhere)
    (found,) = sqlite_is_writable(None)
    assert found.id == "lms.E023"
    assert "/proc/nowhere/lms.sqlite3" in found.msg
    assert "DATABASE_URL" in str(found.hint)


@pytest.mark.parametrize("address", ["mysql://host/name", "postgres//host", "nonsense"])
def test_an_unknown_database_stops_with_a_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="not supported"):
        database(address, var=tmp_path)


def test_sqlite_is_set_up_for_many_writers_and_the_snapshot_for_none(tmp_path: Path) -> None:
    made = database("", var=tmp_path)
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert made["NAME"] == str(tmp_path / "lms.sqlite3")
    assert made["ATOMIC_REQUESTS"] is False
    assert "query_only" in snapshot_database(made)["OPTIONS"]["init_command"]


def test_parameters_of_a_postgresql_address_reach_the_driver(tmp_path: Path) -> None:
    made = database("postgresql://u:p%40ss@db.example:5433/lms?sslmode=require", var=tmp_path)
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"], made["NAME"]) == (
        "u",
        "p@ss",
        "db.example",
        5433,
        "lms",
    )
    assert made["OPTIONS"]["sslmode"] == "require"
    assert "lock_timeout" in made["OPTIONS"]["options"]
    assert "read_only=on" in snapshot_database(made)["OPTIONS"]["options"]


def test_links_follow_the_port_and_in_production_the_first_host(tmp_path: Path) -> None:
    code = "from lms.kernel.conf import base_url; print(base_url())"
    env = {**os.environ, "LMS_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lms.config.settings", "BASE_URL": ""}
    at_home = manage("shell", "--verbosity", "0", "-c", code, env={**env, "PORT": "9000"})
    outside = manage("shell", "--verbosity", "0", "-c", code, env={**env, **GOOD})
    assert (at_home.stdout.strip(), outside.stdout.strip()) == ("http://localhost:9000", "https://asesores.example.org")


def test_every_setting_of_the_environment_is_documented() -> None:
    """The table in docs/operations.md is the truth for who runs the site."""
    import re

    from tests.processes import ROOT

    source = (ROOT / "lms" / "config" / "settings.py").read_text() + (
        ROOT / "lms" / "management" / "commands" / "serve.py"
    ).read_text()
    names = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", source)) - {"LMS_BROKER"}  # LMS_BROKER: tests only
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in names if f"`{name}`" not in documented} == set()
