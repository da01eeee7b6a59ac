"""Releases, results of a group, appeals and twins in a real browser: clean for axe, fit for a phone, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from assessments.models import Appeal, AssessorHold, Submission
from assessments.services.appeals import accept_appeal, open_appeal
from assessments.services.releasing import release_letters
from courses.models import Course
from lms.institutions.models import Person
from tests.assessments.scoring import HIGH, LOW, SOLID, score
from tests.assessments.test_in_browser import address, browser_as, look_at
from tests.assessments.test_releases import more
from tests.assessments.test_twins import NO, YES, judge
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "El criterio de los pasos: la fecha está en el segundo párrafo de la carta, y no se vio."


@pytest.fixture
def busy(ruled: Callable[..., Submission], andes: House, course: Course, assessor2: Person) -> Submission:
    """Elena's letter is out and not yet competent; of five more two are ready, one is held back and two are scored now."""
    letter = ruled()
    score(letter, andes.assessor, LOW, "f1")
    release_letters(submission_ids=[letter.pk], by=andes.coordinator.pk)
    others = more(letter, andes, course, 5, scored=False)
    for one in others[:2]:
        score(one, assessor2, SOLID)
    score(others[2], andes.assessor, SOLID)
    AssessorHold.objects.create(person=andes.assessor, case_key="herbs")
    letter.refresh_from_db()
    return letter


def test_every_page_is_clean_and_fits_a_phone(
    browser_as: Callable[..., Page], busy: Submission, andes: House, assessor2: Person, programme: dict[str, Person]
) -> None:
    batch = (andes.institution.pk, busy.unit_id)
    for width in (360, 1280):
        page = browser_as(andes.coordinator, width=width)
        look_at(page, ["/", address("release-list"), address("release-batch", *batch)], width)
        with page.expect_navigation():
            page.locator("button[name=all]").click()
        _look_here(page, width)
        look_at(page, [address("case-results", andes.cohort.pk, busy.unit_id)], width)
        page = browser_as(andes.advisor, width=width)
        look_at(page, [address("appeal-form", busy.pk)], width)
        page.fill("textarea", WHY)
        with page.expect_navigation():
            page.locator("main button[type=submit]").click()
        _look_here(page, width)
    appeal = open_appeal(submission_id=busy.pk, reason=WHY)
    decider = programme["decider"]
    look_at(browser_as(decider, width=360), [address("appeal-list"), address("appeal-detail", appeal)], 360)
    accept_appeal(appeal_id=appeal, by=decider.pk)
    look_at(browser_as(andes.advisor, width=360), [address(f"appeal-{one}", busy.pk) for one in ("form", "withdraw")], 360)
    score(busy, assessor2, HIGH)
    assert Appeal.objects.get().state == "scored"
    for width in (360, 1280):
        look_at(browser_as(decider, width=width), [address("appeal-detail", appeal)], width)
    judge(programme["reviewer"], NO)
    judge(programme["author"], YES)
    for width in (360, 1280):
        look_at(browser_as(programme["author"], width=width), [address("twin-list"), address("twin-detail", "herbs")], width)
    Person.objects.filter(pk=programme["author"].pk).update(theme="dark", language="en")
    look_at(browser_as(programme["author"]), [address("twin-list"), address("twin-detail", "herbs")], 1281)
    Person.objects.filter(pk__in=[andes.coordinator.pk, decider.pk]).update(theme="dark", language="en")
    look_at(browser_as(andes.coordinator), [address("release-list"), address("release-batch", *batch)], 1281)
    look_at(browser_as(decider), [address("appeal-detail", appeal)], 1281)


def test_a_release_without_javascript(browser_as: Callable[..., Page], busy: Submission, andes: House) -> None:
    page = browser_as(andes.coordinator, javascript=False)
    page.goto(address("release-list"))
    with page.expect_navigation():
        page.locator("main li a").first.click()
    page.locator("input[name=one]").first.check()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    with page.expect_navigation():
        page.locator("button[value=release]").click()
    assert Submission.objects.filter(state="released").count() == 2


def _look_here(page: Page, width: int) -> None:
    """The page that a form led to: nothing runs out of it, axe has nothing to say."""
    from axe_playwright_python.sync_playwright import Axe

    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} at {width}"
    found: Any = Axe().run(page)
    assert found.violations_count == 0, f"{page.url} at {width}: {found.generate_report()}"
