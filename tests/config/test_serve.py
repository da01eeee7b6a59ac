"""`manage.py serve`: everything with one command, whatever dies comes back, and nothing is left behind."""

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import descendants, free_port, kill, manage, wait_until
from tests.site import PARTS, Site

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def one_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("var"))
    yield site
    site.clear()


@pytest.fixture
def site(one_site: Site) -> Site:
    """A site that runs: starting takes seconds, so that the tests share one and start it again when one has stopped it."""
    if not one_site.running:
        one_site.start()
    return one_site


def test_a_killed_part_comes_back_and_only_that_part(site: Site) -> None:
    for name in PARTS:
        others = {other: site.part(other) for other in PARTS if other != name}
        before = site.part(name)
        assert before, name
        kill(before.pid)
        after = wait_until(lambda name=name, before=before: (p := site.part(name)) and p != before and p, f"{name} is back")
        assert after.pid != before.pid
        assert {other: site.part(other) for other in others} == others
        wait_until(site.ready, f"ready again after {name}")


def test_a_second_serve_in_the_same_folder_is_refused_in_a_sentence(site: Site) -> None:
    second = manage("serve", "--port", str(free_port()), env=site.env)
    assert second.returncode != 0
    assert f"Another `serve` (process {site.pid}) already uses {site.var}" in second.stderr
    assert "Traceback" not in second.stderr
    assert site.ready()


def test_stopping_leaves_nothing_and_a_second_start_keeps_data_and_key(site: Site) -> None:
    private = stat.S_IMODE(site.var.stat().st_mode), stat.S_IMODE((site.var / "secret_key").stat().st_mode)
    assert private == (0o700, 0o600)
    key = (site.var / "secret_key").read_text()
    with sqlite3.connect(site.var / "lms.sqlite3") as database:
        database.execute("INSERT OR REPLACE INTO lms_jobs_pulse (name, at) VALUES ('kept', '2026-01-01')")
    # broker, web + 2, worker + 2, beat, and the resource tracker or not; a part that just came back may still lack children
    before = wait_until(lambda: len(all_ := descendants(site.pid)) >= 8 and all_, "all parts have their children")
    assert site.stop() == 0
    assert [one for one in before if one.alive] == []
    site.start()
    assert (site.var / "secret_key").read_text() == key
    with sqlite3.connect(site.var / "lms.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM lms_jobs_pulse WHERE name = 'kept'").fetchone() == (1,)


def test_killing_serve_itself_leaves_no_process(site: Site) -> None:
    before = descendants(site.pid)
    kill(site.pid)
    assert site.process is not None
    site.process.wait()
    wait_until(lambda: not [one for one in before if one.alive], "all parts and their children are gone")


def test_a_part_that_can_not_live_stops_the_site_with_its_last_words(tmp_path: Path) -> None:
    broken = tmp_path / "path"
    broken.mkdir()
    server = broken / "valkey-server"
    server.write_text("#!/bin/sh\necho the disk is on fire\nexit 3\n")
    server.chmod(0o755)
    site = Site(tmp_path)
    env = {**site.env, "PATH": f"{broken}:{site.env['PATH']}"}
    tried = manage("serve", env=env)
    assert tried.returncode != 0
    assert "the disk is on fire" in tried.stderr
    assert "Traceback" not in tried.stderr
