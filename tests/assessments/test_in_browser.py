"""In a real browser: answers and letter keep themselves, pages are usable at 360 px and have no axe violations."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright

from assessments.models import Attempt, Submission
from assessments.selectors.attempts import last_steps
from assessments.services.attempts import submit_attempt
from assessments.services.letters import save_letter, submit_letter
from assessments.services.scoring_letters import claim_letter
from lms.institutions.models import Person
from tests.assessments.conftest import LETTER, slot_by_key
from tests.assessments.line import Line
from tests.assessments.test_attempts import answer_all
from tests.assessments.test_scripts import score
from tests.conftest import House
from tests.legs import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000  # milliseconds against hanging, not an expectation: the machine may have other work


@pytest.fixture
def browser_as(as_person: Callable[[Person], Client], live_server: Any, line: Line) -> Iterator[Callable[..., Page]]:
    """`browser_as(person)` is a page of a browser in which that person is signed in."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread; the database is used outside it
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])

        def open_page(person: Person, *, width: int = 1280, javascript: bool = True) -> Page:
            context = browser.new_context(
                base_url=live_server.url, viewport={"width": width, "height": 800}, java_script_enabled=javascript, locale="es",
                reduced_motion="reduce",  # axe reads colours: none may be on its way to another
            )  # fmt: skip
            cookie = as_person(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
            context.set_default_timeout(PATIENCE)
            return context.new_page()

        yield open_page
        browser.close()
        line.rest()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def address(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


def test_an_answer_is_saved_when_it_is_given(browser_as: Callable[..., Page], andes: House, attempt: Attempt) -> None:
    page = browser_as(andes.advisor)
    page.goto(address("attempt-form", attempt.pk))
    slot = slot_by_key(attempt, "q-single")
    with page.expect_response("**/answers/"):
        page.locator(f"[data-slot='{slot['slot']}'] label").first.click()
    expect(page.locator("[data-quiz-saved]")).to_contain_text("Guardado")
    number = slot_by_key(attempt, "q-number")
    with page.expect_response("**/answers/"):
        page.fill(f"#a{number['slot']}", "1,500")
        page.locator(f"#a{number['slot']}").blur()
    expect(page.locator(f"#e{number['slot']}")).to_contain_text("1500")
    steps = last_steps(attempt.pk)
    assert set(steps) == {slot["slot"], number["slot"]}
    page.reload()
    expect(page.locator(f"[data-slot='{slot['slot']}'] input:checked")).to_have_count(1)


def test_an_answer_given_without_a_connection_is_sent_when_it_is_back(
    browser_as: Callable[..., Page], line: Line, andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor)
    page.goto(address("attempt-form", attempt.pk))
    slot = slot_by_key(attempt, "q-multiple")
    line.cut(page.context)
    page.locator(f"[data-slot='{slot['slot']}'] label").first.click()
    expect(page.locator("[data-quiz-saved]")).to_contain_text("Guardado en este dispositivo")
    with page.expect_response("**/answers/"):
        line.mend(page.context)
    expect(page.locator("[data-quiz-saved]")).to_contain_text(re.compile(r"Guardado \d\d:\d\d"))
    assert set(last_steps(attempt.pk)) == {slot["slot"]}


def test_a_letter_keeps_itself_and_a_second_tab_is_told(
    browser_as: Callable[..., Page], andes: House, draft: Submission
) -> None:
    page = browser_as(andes.advisor)
    page.goto(address("submission-form", draft.pk))
    second = page.context.new_page()
    second.goto(address("submission-form", draft.pk))
    with page.expect_response("**/blocks/"):
        page.fill("#issues", "Lo que vimos en el valle.")
    expect(page.locator("[data-aid=issues]")).to_contain_text("6 palabras")
    with second.expect_response("**/blocks/") as reply:
        second.fill("#issues", "Otra cosa.")
    assert reply.value.status == 409
    assert second.input_value("#issues") == "Otra cosa."
    expect(second.locator("[data-letter-saved]")).to_contain_text("otra pestaña")
    with page.expect_response("**/blocks/"):
        page.fill("#what1", "Buscar")
    expect(page.locator("[name=revision]")).to_have_value("2")
    draft.refresh_from_db()
    assert (draft.letter["issues"], draft.letter["steps"][0]["what"]) == ("Lo que vimos en el valle.", "Buscar")


def test_every_page_is_clean_and_fits_a_phone(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt, draft: Submission
) -> None:
    learner = [
        address("quiz-detail", attempt.enrolment_id, attempt.unit_id),
        address("attempt-form", attempt.pk),
        address("attempt-review", attempt.pk),
        address("case-detail", draft.enrolment_id, draft.unit_id),
        address("submission-form", draft.pk),
        address("submission-review", draft.pk),
    ]
    for width in (1280, 360):
        look_at(browser_as(andes.advisor, width=width), learner, width)
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    ready = [address("submission-review", draft.pk)]
    look_at(browser_as(andes.advisor, width=360), ready, 361)
    answer_all(attempt, wrong=("q-single", "q-bound"))
    submit_attempt(attempt_id=attempt.pk)
    submit_letter(letter_id=draft.pk)
    after = [address("attempt-detail", attempt.pk), address("submission-detail", draft.pk)]
    claim_letter(submission_id=draft.pk, assessor_id=andes.assessor.pk)
    scoring = [address("submission-list"), address("script-form", draft.ref)]
    for width in (1280, 360):
        look_at(browser_as(andes.advisor, width=width), after, width)
        look_at(browser_as(andes.assessor, width=width), scoring, width)
    score(draft, andes.assessor, red_flags=["f1"], picks={"r1": 1, "business": 2})
    for width in (1280, 360):
        look_at(browser_as(andes.advisor, width=width), [address("submission-detail", draft.pk)], width + 2)


def look_at(page: Page, addresses: list[str], width: int) -> None:
    shots = os.environ.get("LMS_SHOTS")
    for where in addresses:
        page.goto(where)
        assert page.locator("h1").count() == 1, where
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{where} scrolls sideways at {width}"
        )
        found = Axe().run(page)
        assert found.violations_count == 0, f"{where} at {width}: {found.generate_report()}"
        if shots:
            page.screenshot(path=str(Path(shots) / f"{where.strip('/').replace('/', '-')}-{width}.png"), full_page=True)
