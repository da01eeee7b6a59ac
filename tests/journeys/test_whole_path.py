"""Issue 2's path once, as people walk it: from toolkit files to an accepted report. Real server, worker, broker, browser.

What ships takes hours to walk through: the learner here takes two short courses of its material, see `pack`. Eight
stations, each in a module of its own; pictures of all are kept in test-artifacts/journey, 390 and 1280 pixels wide.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import certifying, inviting, learning, publishing, reporting
from tests.journeys.walk import SHOTS, Walk
from tests.ready import copy_of, demonstration
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Site]:
    """The whole product with its demonstration."""
    site = Site(tmp_path_factory.mktemp("journey"))
    copy_of(demonstration(shared), site.var)
    try:
        site.start("--demo")  # it is there already: nothing comes twice
        yield site
    finally:
        site.clear()


def test_the_whole_path_from_toolkit_files_to_an_accepted_report(site: Site, browser: Browser, tmp_path: Path) -> None:
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    walk_the_path(Walk(site, browser), tmp_path)


def walk_the_path(walk: Walk, folder: Path) -> None:
    """Station after station; what one hands to the next is in the names."""
    toolkit = publishing.add_the_pack(walk.site, folder)
    publishing.publish_a_changed_lesson(walk, toolkit)
    coordinator = walk.visitor("coordinacion@pyme-austral.example")
    inviting.bring_people_in(coordinator)
    advisor = inviting.accept_the_invitation(walk)
    learning.read_everything(advisor)
    learning.pass_the_quizzes(walk.site, advisor)
    learning.hand_in_the_letter(advisor)
    certifying.score_the_letter(walk)
    certifying.release_the_result(coordinator)
    serial = certifying.take_the_certificate(walk, advisor, folder)
    first = reporting.submit_the_report(coordinator, serial)
    second = reporting.return_and_accept(walk, coordinator, first)
    reporting.everything_is_written_down(walk.site, first, second)
    certifying.revoke(walk, serial)
