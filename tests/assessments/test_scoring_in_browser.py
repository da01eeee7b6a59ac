"""Scoring in a real browser: by keyboard alone, remarks on selected words, what is typed kept; clean at every width."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from assessments.models import Allocation, Score, Submission
from assessments.services.scoring_letters import claim_letter
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER
from tests.assessments.scoring import HIGH, LOW, score
from tests.assessments.test_in_browser import browser_as
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


@pytest.fixture
def page(browser_as: Callable[..., Page], andes: House, handed_in: Submission) -> Page:
    """Pablo's browser, with Elena's letter open."""
    claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    page = browser_as(andes.assessor)
    page.goto(address("script-form", handed_in.ref))
    return page


def kept(page: Page) -> Any:
    """Until what was typed has gone to the server."""
    return page.expect_response("**/draft/")


def test_a_letter_is_scored_by_keyboard_alone(page: Page, handed_in: Submission) -> None:
    with kept(page):
        page.keyboard.press("f")
        page.keyboard.press("0")
        page.keyboard.press("j")
        page.keyboard.press("2")
        page.keyboard.press("c")
        page.keyboard.type("Bien visto: 3 jotas.")
        page.keyboard.press("Escape")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("3")
    expect(page.locator("#comment-r1")).to_have_value("Bien visto: 3 jotas.")
    expect(page.locator("[name=level-r1][value='2']")).to_be_checked()
    expect(page.locator("[name=level-business][value='3']")).to_be_checked()
    expect(page.locator("[data-score-progress]")).to_contain_text("80")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Es este su puntaje?")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/scoring/")
    made = Score.objects.get()
    assert (made.percent, made.comments, made.picks) == (80, {"r1": "Bien visto: 3 jotas."}, {"r1": 2, "business": 3})


def test_single_keys_can_be_switched_off_and_stay_off(page: Page, handed_in: Submission) -> None:
    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_have_attribute("open", "")
    page.locator("[data-keys-on]").uncheck()
    page.reload()
    page.keyboard.press("f")
    page.keyboard.press("0")
    assert page.locator("fieldset input:checked").count() == 0
    page.locator("[data-keys] summary").click()
    page.locator("[data-keys-on]").check()
    page.locator("h2#rubric").focus()
    page.keyboard.press("f")
    page.keyboard.press("1")
    expect(page.locator("[name=flag-f1][value=raised]")).to_be_checked()


def select(page: Page, block: str, words: str) -> None:
    """Select words of the letter, as somebody does with the mouse."""
    page.evaluate(
        """([block, words]) => {
          document.activeElement.blur(); // a mouse takes the focus to the letter
          const box = document.querySelector(`[data-letter-text] [data-block="${block}"]`);
          const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
          }
          throw new Error(words);
        }""",
        [block, words],
    )


def test_a_remark_is_made_by_keyboard_alone(page: Page, handed_in: Submission) -> None:
    page.keyboard.press("a")
    expect(page.locator("#new-quote")).to_be_focused()
    page.keyboard.type("difícil de registrar")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("#new-text")).to_be_focused()
    page.keyboard.type("¿Por qué?")
    page.keyboard.press("Tab")
    with kept(page):
        page.keyboard.press("Enter")
    expect(page.locator("mark[data-anchor='1']")).to_have_text("difícil de registrar")


def test_words_are_selected_and_remarked_on_without_losing_the_place(page: Page, handed_in: Submission) -> None:
    page.locator("#comment").fill("Escribo algo.")
    select(page, "issues", "difícil de registrar")
    expect(page.locator("[data-select]")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#new-quote")).to_have_value("difícil de registrar")
    expect(page.locator("#new-text")).to_be_focused()
    page.keyboard.type("¿Por qué?")
    with kept(page):
        page.get_by_role("button", name="Agregar esta observación").click()
    expect(page.locator("mark[data-anchor='1']")).to_have_text("difícil de registrar")
    expect(page.locator("#r1")).to_have_value("¿Por qué?")
    expect(page.locator("#comment")).to_have_value("Escribo algo.")
    select(page, "steps.0.what", "Buscar")
    page.get_by_role("button", name="Observar las palabras").click()
    page.keyboard.type("¿Dónde?")
    with kept(page):
        page.get_by_role("button", name="Agregar esta observación").click()
    expect(page.locator("mark[data-anchor='2']")).to_have_text("Buscar")
    with kept(page):
        page.get_by_role("button", name="Quitar 1").click()
    expect(page.locator("mark")).to_have_text(["Buscar"])
    anchors = Allocation.objects.get().draft["anchors"]
    assert [(one["block"], one["quote"], one["text"]) for one in anchors] == [("steps.0.what", "Buscar", "¿Dónde?")]


def test_what_was_kept_before_a_remark_never_comes_after_it(page: Page, handed_in: Submission) -> None:
    held: list[Route] = []
    page.route("**/draft/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/draft/"):
        page.locator("#comment").fill("Escribo algo.")
    select(page, "issues", "difícil de registrar")
    page.keyboard.press("a")
    page.keyboard.type("¿Por qué?")
    page.get_by_role("button", name="Agregar esta observación").click()
    with page.expect_event("requestfinished", lambda sent: sent == held[0].request):
        held[0].continue_()
    expect(page.locator("mark")).to_have_text(["difícil de registrar"])
    page.goto(address("script-form", handed_in.ref))
    expect(page.locator("mark")).to_have_text(["difícil de registrar"])
    expect(page.locator("#comment")).to_have_value("Escribo algo.")


def test_places_are_counted_in_characters_whatever_the_script(
    browser_as: Callable[..., Page], andes: House, handed_in: Submission
) -> None:
    Submission.objects.filter(pk=handed_in.pk).update(letter={**LETTER, "advice": "🌿🌿 Pedir **una marca** colectiva.\nSí."})
    claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    page = browser_as(andes.assessor)
    page.goto(address("script-form", handed_in.ref))
    select(page, "advice", "colectiva")
    page.keyboard.press("a")
    page.keyboard.type("Bien.")
    with kept(page):
        page.get_by_role("button", name="Agregar esta observación").click()
    expect(page.locator("mark[data-anchor='1']")).to_have_text("colectiva")
    assert Allocation.objects.get().draft["anchors"][0]["start"] == 23


def test_what_is_typed_is_there_on_return_and_words_of_the_bank_go_to_the_cursor(page: Page, handed_in: Submission) -> None:
    page.locator("#comment-r1").fill("Antes después")
    page.locator("#comment-r1").evaluate("field => field.setSelectionRange(5, 5)")
    with kept(page):
        page.locator("#phrase-r1").select_option("bank-b1")
    expect(page.locator("#comment-r1")).to_have_value("Antes Frase-guardada-uno. después")
    expect(page.locator("[data-score-saved]")).to_contain_text("Guardado")
    page.locator("#comment").fill("Al irme.")
    page.goto(address("submission-list"))
    page.goto(address("script-form", handed_in.ref))
    expect(page.locator("#comment-r1")).to_have_value("Antes Frase-guardada-uno. después")


def test_when_another_has_the_letter_the_page_says_so_and_keeps_the_text(page: Page, handed_in: Submission) -> None:
    Allocation.objects.filter(submission=handed_in).update(assessor_id=handed_in.enrolment.person_id, fence=2)
    with kept(page):
        page.locator("#comment").fill("Todo lo que escribí.")
    expect(page.locator("[data-score-lost]")).to_be_visible()
    expect(page.locator("[data-score-lost] h2")).to_contain_text(handed_in.ref)
    expect(page.locator("#comment")).to_have_value("Todo lo que escribí.")
    expect(page.get_by_role("button", name="Copiar todo")).to_be_visible()


def test_letter_and_rubric_scroll_by_themselves_at_1280_and_stand_under_each_other_on_a_phone(
    page: Page, browser_as: Callable[..., Page], andes: House, handed_in: Submission
) -> None:
    left, right = page.locator(".panes > section"), page.locator(".panes > form")
    right.evaluate("pane => pane.scrollTo(0, 300)")
    assert right.evaluate("pane => pane.scrollTop") > 0
    assert left.evaluate("pane => pane.scrollTop") == 0
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 80")
    phone = browser_as(andes.assessor, width=360)
    phone.goto(address("script-form", handed_in.ref))
    box, form = phone.locator(".panes > section").bounding_box(), phone.locator(".panes > form").bounding_box()
    assert box is not None
    assert form is not None
    assert form["y"] >= box["y"] + box["height"] - 1


def test_without_a_script_the_same_is_done_by_buttons(
    browser_as: Callable[..., Page], andes: House, handed_in: Submission
) -> None:
    claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    page = browser_as(andes.assessor, javascript=False)
    page.goto(address("script-form", handed_in.ref))
    page.locator("[name=level-r1][value='2']").check()
    page.locator("#new-remark summary").click()
    page.locator("#new-quote").fill("marca colectiva")
    page.locator("#new-text").fill("Bien.")
    page.get_by_role("button", name="Agregar esta observación").click()
    expect(page.locator("mark")).to_have_text("marca colectiva")
    expect(page.locator("[name=level-r1][value='2']")).to_be_checked()
    page.locator("[name=level-business][value='3']").check()
    page.locator("[name=flag-f1][value=clear]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Revisar y terminar").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Terminar", exact=True).click()
    made = Score.objects.get()
    assert (made.percent, made.anchors[0]["quote"]) == (80, "marca colectiva")


def look_at(page: Page, where: str) -> None:
    page.goto(where)
    assert page.locator("h1").count() == 1, where
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{where} scrolls sideways"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_scoring_is_clean(
    browser_as: Callable[..., Page], andes: House, ruled: Callable[..., Submission], assessor2: Person, width: int
) -> None:
    letter = ruled(stages="double", apart="discussion")
    for number, picks in ((0, HIGH), (1, LOW)):
        score(letter, (andes.assessor, assessor2)[number], picks)
    other = Submission.objects.create(
        enrolment_id=letter.enrolment_id, unit_id=letter.unit_id, unit_version_id=letter.unit_version_id, number=9,
        ref="AAAA-0009", state="submitted", letter=LETTER, submitted_at=timezone.now() - timedelta(days=3),
        case_key=letter.case_key, structure_hash=letter.structure_hash,
    )  # fmt: skip
    for stage in ("first", "second"):
        Allocation.objects.create(submission=other, stage=stage)
    page = browser_as(andes.assessor, width=width)
    for where in (address("submission-list"), address("script-discussion", letter.ref), address("script-form", letter.ref)):
        look_at(page, where)
    claim_letter(submission_id=other.pk, assessor_id=andes.assessor.pk)
    anchor = {"block": "issues", "start": 3, "end": 9, "quote": LETTER["issues"][3:9], "text": "Una.", "criterion": "r1"}
    Allocation.objects.filter(submission=other, assessor=andes.assessor).update(
        draft={"anchors": [anchor], "picks": HIGH, "answered": {"f1": "clear"}}
    )
    look_at(page, address("script-form", other.ref))
    page.locator("#new-remark summary").click()
    page.locator("[data-keys] summary").click()
    assert Axe().run(page).violations_count == 0
    with page.expect_navigation():
        page.get_by_role("button", name="Guardar este comentario").first.click()
    page.goto(address("script-form", other.ref))
    page.get_by_role("button", name="Revisar y terminar").click()
    page.wait_for_url("**/review/")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    look_at(page, address("saved-comment-list"))
