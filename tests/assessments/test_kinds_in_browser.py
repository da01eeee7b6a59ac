"""Every kind of question in a real browser: by keyboard, kept as it is given, usable at 390 px, without axe violations."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Attempt
from assessments.selectors.attempts import last_steps
from assessments.services.attempts import submit_attempt
from assessments.services.scoring_essays import HandScore, score_answers
from tests.assessments.conftest import slot_by_key
from tests.assessments.questions import ESSAY, right_raw
from tests.assessments.test_in_browser import browser_as
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_sheet(page: Page, attempt: Attempt) -> None:
    """All questions on one page, as asked for."""
    page.goto(reverse("lms:assessments:attempt-form", args=[attempt.pk]))
    page.get_by_role("button", name="Todas las preguntas en una página").click()


def check(page: Page) -> None:
    """Nothing runs out of the page at 390 px; axe has nothing to say."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_answers_with_parts_are_kept_as_they_are_given(
    browser_as: Callable[..., Page], andes: House, every_kind: Attempt
) -> None:
    page = browser_as(andes.advisor, width=390)
    open_sheet(page, every_kind)
    for key in ("k-matching", "k-ordering", "k-gaps"):
        slot = slot_by_key(every_kind, key)
        for part, value in right_raw(slot)["parts"].items():
            field = page.locator(f"[name='q-{slot['slot']}-{part}']")
            field.focus()
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                with page.expect_response("**/answers/"):
                    field.press_sequentially(value)
    essay = slot_by_key(every_kind, "k-essay")
    page.locator(f"[name='q-{essay['slot']}']").press_sequentially(ESSAY)
    page.keyboard.press("Tab")
    expect(page.locator("[data-quiz-progress]")).to_have_js_property("value", 4)
    check(page)
    page.get_by_role("button", name="Revisar").click()
    page.wait_for_url("**/review/")
    kept = last_steps(every_kind.pk)
    assert kept[essay["slot"]].response == {"text": ESSAY}
    for key in ("k-matching", "k-ordering", "k-gaps"):
        slot = slot_by_key(every_kind, key)
        assert len(next(iter(kept[slot["slot"]].response.values()))) == len(right_raw(slot)["parts"])


def test_what_waits_and_what_came_out_are_readable_on_a_phone(
    browser_as: Callable[..., Page], andes: House, every_kind: Attempt
) -> None:
    page = browser_as(andes.advisor, width=390)
    open_sheet(page, every_kind)
    essay = slot_by_key(every_kind, "k-essay")
    with page.expect_response("**/answers/"):
        page.locator(f"[name='q-{essay['slot']}']").fill(ESSAY)
    submit_attempt(attempt_id=every_kind.pk)
    page.goto(reverse("lms:assessments:attempt-detail", args=[every_kind.pk]))
    check(page)
    teacher = browser_as(andes.facilitator, width=390)
    teacher.goto(reverse("lms:assessments:essay-form", args=[every_kind.pk]))
    check(teacher)
    score_answers(attempt_id=every_kind.pk, scores={essay["slot"]: HandScore(Decimal(1), "Bien.")}, by=andes.facilitator.pk)
    page.goto(reverse("lms:assessments:attempt-detail", args=[every_kind.pk]))
    check(page)
