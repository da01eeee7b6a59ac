"""What the tests with a browser share: one Chromium a process, and the demonstration, made once for all processes."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.legs import chromium
from tests.site import Site

FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
# What belongs to one run of `serve`, and not to its data.
_OF_A_RUN: Final = shutil.ignore_patterns("log", "broker", "static", "serve.lock", "beat-schedule*", "out", "*.sock")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run of the tests, the same for all its workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def demo_site(shared: Path) -> Callable[[Path], Site]:
    """`demo_site(folder)` is a site that does not run yet, with its own copy of the demonstration."""
    made, done = shared / "demo", shared / "demo.done"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            first = Site(made)
            try:
                first.start("--demo", seconds=280)
                assert first.stop() == 0, first.said()
            finally:
                first.clear()
            done.touch()

    def copy(folder: Path) -> Site:
        shutil.copytree(made, folder, ignore=_OF_A_RUN, dirs_exist_ok=True)
        return Site(folder)

    return copy
