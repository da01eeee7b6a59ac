"""The pages of assessors' quality in a real browser: small and wide, light and dark, in both languages, without violations."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from assessments.agreement_tables import build
from assessments.models import AgreementFigures, AssessorHold, ReferenceScript
from assessments.models.agreement_rows import case_cards
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments.quality import QUALIFIED_COURSE, make_references, qualified
from tests.assessments.test_analysis_in_browser import looked_at
from tests.assessments.test_assessor_figures import doubles
from tests.assessments.test_in_browser import browser_as
from tests.assessments.test_qualifying import take
from tests.assessments.toolkit import write_toolkit
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    return write_toolkit(tmp_path / "toolkit", course=QUALIFIED_COURSE)


@pytest.fixture
def figured(
    course: Course, toolkit_root: Path, andes: House, sur: House, assessor2: Person, programme: dict[str, Person]
) -> list[ReferenceScript]:
    """Reference scripts, figures of 120 letters scored by three people, one of them held back, one qualified."""
    scripts = make_references(toolkit_root)
    card = case_cards()["herbs"]
    people = (andes.assessor.pk, assessor2.pk, sur.assessor.pk)
    rows = doubles(120, people=people, bias={sur.assessor.pk: -12.0})
    AgreementFigures.objects.create(
        case_key="herbs",
        structure_hash=card.structure_hash,
        digest="d" * 64,
        body=build(card.scales, rows, []),
        computed_at=timezone.now() - timedelta(days=32),
    )
    qualified(sur.assessor)
    because = {"code": "harsh", "n": 5, "seeds": 5, "mean": -16.4, "low": -21.0, "high": -11.8}
    AssessorHold.objects.create(person=sur.assessor, case_key="herbs", because=because)
    return scripts


def test_an_assessors_pages(
    browser_as: Callable[..., Page], figured: list[ReferenceScript], andes: House, tmp_path: Path
) -> None:
    page = browser_as(andes.assessor)
    page.goto(f"/qualifying/{figured[1].pk}/")
    looked_at(page, tmp_path, "qualifying-form")
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("input[name=flag-f1][value=raised]").locator("..").click()
    page.locator("input[name=level-r1][value='0']").locator("..").click()
    page.locator("input[name=level-business][value='2']").locator("..").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Terminar y comparar").click()
    page.get_by_text("Porque-uno-herbs-qualify-2.").wait_for()
    looked_at(page, tmp_path, "qualifying-compared")
    take(andes.assessor, figured[0])
    for name, url in (("list", "/qualifying/"), ("own", "/qualifying/figures/"), ("interests", "/interests/")):
        page.goto(url)
        looked_at(page, tmp_path, name)


def test_a_deciders_pages(
    browser_as: Callable[..., Page], figured: list[ReferenceScript], programme: dict[str, Person], tmp_path: Path
) -> None:
    page = browser_as(programme["decider"])
    hold = AssessorHold.objects.get()
    for name, url in (
        ("figures", "/assessors/cases/herbs/"), ("cases", "/assessors/"), ("holds", "/assessors/held/"),
        ("hold", f"/assessors/held/{hold.pk}/"), ("references", "/references/"), ("reference", f"/references/{figured[1].pk}/"),
        ("archive", f"/references/{figured[1].pk}/archive/"),
    ):  # fmt: skip
        page.goto(url)
        looked_at(page, tmp_path, name)
    page.goto("/assessors/cases/herbs/")
    assert page.locator("svg.chart").count() == 2
    with page.expect_navigation():
        page.get_by_role("link", name="Retirar").click()
    looked_at(page, tmp_path, "end")
