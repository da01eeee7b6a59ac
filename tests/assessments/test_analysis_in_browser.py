"""The pages of what answers say, with the answers of 440 people, in a real browser: small and wide, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from assessments.models import ItemAnalysis, Quiz
from assessments.services.analysing import compute_analysis
from lms.institutions.models import Person
from tests.assessments.crowd import sit_many
from tests.assessments.test_analysis_engine import published
from tests.assessments.test_in_browser import browser_as
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowded(toolkit_root: Path, programme: dict[str, Person], andes: House, sur: House) -> Quiz:
    """A quiz with a draw and certainty that 440 people of two countries sat, and its figures."""
    asks = "behaviour: confidence, questions: [q-single, q-multiple, {draw: 2, bank: pool}, q-bound]"
    quiz = Quiz.objects.get(course=published(toolkit_root, programme, asks))
    sit_many(quiz, [andes, sur], 440)
    compute_analysis(unit_id=quiz.pk)
    compute_analysis(unit_id=quiz.pk, cohort_id=andes.cohort.pk)
    return quiz


def looked_at(page: Page, folder: Path, name: str) -> None:
    """No violation and no sideways scrolling, small and wide, light and dark, every fold open."""
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    for scheme, width in (("light", 390), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=True)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name} {scheme} {width}: {found.generate_report()}"
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def test_the_pages_are_usable_small_and_wide_light_and_dark(
    browser_as: Callable[..., Page], crowded: Quiz, programme: dict[str, Person], andes: House, tmp_path: Path
) -> None:
    body: dict[str, Any] = ItemAnalysis.objects.get(cohort=None).body
    assert body["n"] == 440
    assert all(one["figures"] for one in [*body["places"], *body["questions"]])
    assert any(one["dif"] for one in body["questions"])
    reviewer = browser_as(programme["reviewer"])
    reviewer.goto(f"/quiz/{crowded.pk}/analysis/")
    assert reviewer.locator("svg.chart").count() >= 4
    assert reviewer.get_by_text("Lugares donde la pregunta se sortea").is_visible()
    assert reviewer.get_by_text("Cuánta seguridad y cuánto acierto").is_visible()
    looked_at(reviewer, tmp_path, "analysis")
    reviewer.goto("/foreign-law/")
    assert reviewer.get_by_role("heading", name="Por grupo").is_visible()
    looked_at(reviewer, tmp_path, "foreign-law")
    facilitator = browser_as(andes.facilitator, javascript=False, width=390)
    facilitator.goto(f"/cohorts/{andes.cohort.pk}/quiz/{crowded.pk}/analysis/")
    facilitator.get_by_role("link", name="Respuestas con la ley de otro país").click()
    expect(facilitator.get_by_role("heading", level=1)).to_have_text("Respuestas con la ley de otro país")
