"""A letter in a real browser: bold and lists by button and key, aids that follow, help picked; its pages fit and are clean."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, Response, expect

from assessments.models import LetterVersion, Submission
from assessments.services.letters import save_letter, submit_letter
from courses import api as courses
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER
from tests.assessments.directory import write_directory
from tests.assessments.scoring import LOW
from tests.assessments.test_in_browser import address, browser_as, look_at
from tests.assessments.test_letter_results import quote, release, score
from tests.assessments.toolkit import write_toolkit
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit with a directory and a glossary."""
    return write_directory(write_toolkit(tmp_path / "toolkit"))


@pytest.fixture
def letter(draft: Submission, programme: dict[str, Person]) -> Submission:
    """Elena's draft, with the directory published."""
    courses.publish_items(item_ids=courses.unpublished_items(), by=programme["author"].pk, approved_by=programme["focal"].pk)
    cache.clear()
    return draft


def kept(words: str) -> Callable[[Response], bool]:
    """The server has answered to a part of the letter with these words."""
    return lambda reply: "/blocks/" in reply.url and words in (reply.request.post_data or "")


def page_without_a_line(browser_as: Callable[..., Page], andes: House, letter: Submission) -> Page:
    """The letter's page, open, whose parts can't be sent until "**/blocks/" is unrouted; it may be left unsaved."""
    page = browser_as(andes.advisor)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address("submission-form", letter.pk))
    page.route("**/blocks/", lambda route: route.abort())
    return page


def test_bold_a_list_and_help_are_written_and_kept(browser_as: Callable[..., Page], andes: House, letter: Submission) -> None:
    page = browser_as(andes.advisor)
    page.goto(address("submission-form", letter.pk))
    page.fill("#issues", "Hay que incoar la solicitud")
    page.locator("#issues").press("Control+a")
    page.locator("#issues").press("Control+b")
    expect(page.locator("#issues")).to_have_value("**Hay que incoar la solicitud**")
    page.locator("#issues").press("Control+b")
    expect(page.locator("#issues")).to_have_value("Hay que incoar la solicitud")
    with page.expect_response(kept("- Hay que incoar")):
        page.get_by_role("group", name="Aspecto del texto").first.get_by_role("button", name="Lista", exact=True).click()
    expect(page.locator("#issues")).to_have_value("- Hay que incoar la solicitud")
    expect(page.locator("[data-aid=issues]")).to_contain_text("Más simple: presentar")
    assert not page.locator("#for-pe-fit").is_visible()
    with page.expect_response(kept("La marca colectiva")):
        page.get_by_label("Marcas sin costo").first.check()
        page.fill("#for-pe-fit", "La marca colectiva")
    expect(page.locator("[data-letter-saved]")).to_contain_text("guardado")
    letter.refresh_from_db()
    assert letter.letter["issues"] == "- Hay que incoar la solicitud"
    assert [(place["key"], place["for"]) for place in letter.letter["places"]] == [("pe-fit", "La marca colectiva")]


def test_text_that_could_not_be_saved_is_back_after_a_reload_and_never_over_a_newer_one(
    browser_as: Callable[..., Page], andes: House, letter: Submission
) -> None:
    page = page_without_a_line(browser_as, andes, letter)
    page.fill("#issues", "Sin conexión")
    page.fill("#advice", "Tampoco guardado")
    expect(page.locator("[data-letter-saved]")).to_contain_text("Aún sin guardar")
    save_letter(letter_id=letter.pk, blocks={"advice": "De otro dispositivo"}, revision=0)
    page.reload()  # still without a line: or the old page might send in the moment it goes, and nobody sees the answer
    with page.expect_response(kept("Sin conexión")), page.expect_response(kept("Tampoco guardado")):
        page.unroute("**/blocks/")
    expect(page.locator("#issues")).to_have_value("Sin conexión")
    expect(page.locator("[data-letter-saved]")).to_contain_text("otra pestaña")
    letter.refresh_from_db()
    assert letter.letter == {"issues": "Sin conexión", "advice": "De otro dispositivo"}
    assert page.input_value("#advice") == "Tampoco guardado"
    page.get_by_role("button", name="Guardar el borrador").click()
    expect(page.get_by_role("alert")).to_contain_text("De otro dispositivo")  # both are shown, and nothing was written over
    expect(page.locator("#advice")).to_have_value("Tampoco guardado")
    letter.refresh_from_db()
    assert letter.letter["advice"] == "De otro dispositivo"


def test_steps_and_help_that_could_not_be_saved_are_back_after_a_reload(
    browser_as: Callable[..., Page], andes: House, letter: Submission
) -> None:
    page = page_without_a_line(browser_as, andes, letter)
    page.fill("#what2", "Buscar el nombre")
    page.select_option("#cost2", "low")
    page.get_by_label("Marcas sin costo").first.check()
    page.fill("#for-pe-fit", "La marca colectiva")
    expect(page.locator("[data-letter-saved]")).to_contain_text("Aún sin guardar")
    page.reload()
    with page.expect_response(kept("Buscar el nombre")), page.expect_response(kept("La marca colectiva")):
        page.unroute("**/blocks/")
    expect(page.locator("#what2")).to_have_value("Buscar el nombre")
    expect(page.locator("#cost2")).to_have_value("low")
    expect(page.locator("#for-pe-fit")).to_have_value("La marca colectiva")
    expect(page.locator("[data-letter-saved]")).to_contain_text("Borrador guardado")
    page.get_by_role("button", name="Guardar el borrador").click()
    expect(page.locator("#what1")).to_have_value("Buscar el nombre")  # rows without a word are not kept
    letter.refresh_from_db()
    assert [step["what"] for step in letter.letter["steps"]] == ["Buscar el nombre"]
    assert [place["for"] for place in letter.letter["places"]] == ["La marca colectiva"]


def test_what_was_typed_goes_at_once_when_the_page_is_put_aside(
    browser_as: Callable[..., Page], andes: House, letter: Submission
) -> None:
    page = browser_as(andes.advisor)
    page.clock.install()
    page.goto(address("submission-form", letter.pk))
    page.clock.pause_at("2040-01-01")  # no timer runs any more
    page.fill("#issues", "Escrito y guardado")
    with page.expect_response("**/blocks/") as kept:
        page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true });"
            " document.dispatchEvent(new Event('visibilitychange'))"
        )  # fmt: skip
    assert kept.value.status == 200
    letter.refresh_from_db()
    assert letter.letter["issues"] == "Escrito y guardado"


def test_saving_one_part_does_not_make_the_others_of_an_older_page_newer(
    browser_as: Callable[..., Page], andes: House, letter: Submission
) -> None:
    page = browser_as(andes.advisor)
    page.goto(address("submission-form", letter.pk))
    save_letter(letter_id=letter.pk, blocks={"advice": "De otro dispositivo"}, revision=0)
    with page.expect_response("**/blocks/") as first:
        page.fill("#issues", "Lo que vimos")
    with page.expect_response("**/blocks/") as again:
        page.fill("#issues", "Lo que vimos y más")
    with page.expect_response("**/blocks/") as older:
        page.fill("#advice", "Escrito sobre la página vieja")
    assert [one.value.status for one in (first, again, older)] == [200, 200, 409]
    expect(page.get_by_text("De otro dispositivo")).to_be_visible()
    expect(page.locator("#advice")).to_have_value("Escrito sobre la página vieja")
    letter.refresh_from_db()
    assert letter.letter["advice"] == "De otro dispositivo"


def test_pages_of_a_letter_are_clean_and_fit_a_phone(browser_as: Callable[..., Page], andes: House, letter: Submission) -> None:
    save_letter(letter_id=letter.pk, blocks=LETTER | {"places": [{"key": "pe-fit", "for": "La marca"}]}, revision=0)
    LetterVersion.objects.create(submission=letter, number=1, letter=LETTER | {"issues": "El nombre es fuerte."})
    pages = [address(name, letter.pk) for name in ("submission-form", "letter-versions", "letter-print")]
    for width in (1280, 360):
        look_at(browser_as(andes.advisor, width=width), pages, width)
    submit_letter(letter_id=letter.pk)
    said = {"comments": {"_": "Clara.", "r1": "Falta uno."}, "anchors": [quote("nombre del valle", "¿Cuál?", "r1")]}
    score(letter, andes.assessor, LOW, "f1", **said)
    letter.refresh_from_db()
    if letter.state != "released":
        release(letter, andes)
    for width in (1280, 360):
        look_at(browser_as(andes.advisor, width=width), [address("submission-detail", letter.pk)], width + 1)
    page = browser_as(andes.advisor, width=360)
    page.goto(address("submission-detail", letter.pk))
    page.get_by_role("link", name="sobre el pasaje 1").click()
    expect(page.locator("mark#passage-1")).to_be_in_viewport()
