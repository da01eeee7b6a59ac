"""A file over a bad line, in a real browser: it goes on by itself, goes on after a closed tab, or fails with a sentence."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from assessments.models import Attachment, PartialUpload, Submission
from assessments.services.letter_files import PIECE
from tests.assessments import files
from tests.assessments.test_in_browser import address, browser_as
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECES = "**/pieces/"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A PDF of five pieces."""
    path = tmp_path / "carta.pdf"
    path.write_bytes(files.pdf("x" * (2 * PIECE)))  # the text stands in it twice
    return path


def breaks_after(page: Page, pieces: int) -> list[int]:
    """The line is cut once so many pieces have gone through; what was asked for is counted."""
    sent: list[int] = []

    def pass_or_cut(route: Route) -> None:
        sent.append(1)
        if len(sent) > pieces:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(PIECES, pass_or_cut)
    return sent


def open_letter_page(browser_as: Callable[..., Page], house: House, draft: Submission, **more: Any) -> Page:
    page = browser_as(house.advisor, **more)
    page.goto(address("submission-form", draft.pk))
    return page


def test_a_cut_line_goes_on_where_it_stopped_when_it_is_back(
    browser_as: Callable[..., Page], andes: House, draft: Submission, paper: Path
) -> None:
    page = open_letter_page(browser_as, andes, draft)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if "/pieces/" in request.url else None)
    breaks_after(page, 2)
    page.set_input_files("#file", str(paper))
    expect(page.locator("[data-upload-lines]")).to_contain_text("no hay conexión. Llegaron 0,5 MB de 1,0 MB")
    assert PartialUpload.objects.get().received == 2 * PIECE
    page.unroute(PIECES)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-upload-list]")).to_contain_text("carta.pdf")
    assert asked[-4:] == ["GET", "POST", "POST", "POST"]  # before, it may have tried again by itself
    assert Attachment.objects.get().name == "carta.pdf"
    expect(page.locator("[data-upload-lines] progress")).to_have_count(0)


def test_the_same_file_goes_on_after_a_closed_tab(
    browser_as: Callable[..., Page], andes: House, draft: Submission, paper: Path
) -> None:
    page = open_letter_page(browser_as, andes, draft)
    breaks_after(page, 3)
    page.set_input_files("#file", str(paper))
    expect(page.locator("[data-upload-lines]")).to_contain_text("no hay conexión")
    page.close(run_before_unload=False)
    again = open_letter_page(browser_as, andes, draft)
    asked: list[str] = []
    again.on("request", lambda request: asked.append(request.method) if "/pieces/" in request.url else None)
    again.set_input_files("#file", str(paper))
    expect(again.locator("[data-upload-list]")).to_contain_text("carta.pdf")
    assert asked == ["GET", "POST", "POST"]
    assert Attachment.objects.count() == 1


def test_a_file_that_is_refused_says_why_and_can_be_taken_away(
    browser_as: Callable[..., Page], andes: House, draft: Submission, tmp_path: Path
) -> None:
    page = open_letter_page(browser_as, andes, draft)
    wrong = tmp_path / "foto.png"
    wrong.write_bytes(os.urandom(300_000))
    page.set_input_files("#file", str(wrong))
    lines = page.locator("[data-upload-lines]")
    expect(lines).to_contain_text("foto.png: no es un archivo PDF, PNG, JPEG, DOCX u ODT")
    lines.get_by_role("button", name="Cancelar").click()
    expect(lines.locator("progress")).to_have_count(0)
    assert not Attachment.objects.exists()


def test_who_hands_in_while_a_file_is_on_its_way_is_told_to_wait(
    browser_as: Callable[..., Page], andes: House, draft: Submission, paper: Path
) -> None:
    page = open_letter_page(browser_as, andes, draft)
    breaks_after(page, 1)
    page.set_input_files("#file", str(paper))
    expect(page.locator("[data-upload-lines]")).to_contain_text("no hay conexión")
    page.get_by_role("button", name="Guardar el borrador").click()
    expect(page.locator("[data-upload-note]")).to_contain_text("Todavía se está enviando un archivo")
    assert page.url.endswith(address("submission-form", draft.pk))


def test_without_javascript_the_form_sends_the_file(
    browser_as: Callable[..., Page], andes: House, draft: Submission, paper: Path
) -> None:
    page = open_letter_page(browser_as, andes, draft, javascript=False)
    page.set_input_files("#file", str(paper))
    page.get_by_role("button", name="Guardar el borrador").click()
    expect(page.locator("[data-upload-list]")).to_contain_text("carta.pdf")
    assert Attachment.objects.get().size > PIECE
