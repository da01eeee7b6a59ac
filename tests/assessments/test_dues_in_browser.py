"""The pages of a group's case, in a real browser: clean for axe, on a phone, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import CaseExtension, CaseStudy
from assessments.services.dues import give_extension, set_due_day, withdraw_extension
from assessments.services.letters import open_letter, save_letter, submit_letter
from courses.models import Course, Enrolment
from tests.assessments.conftest import LETTER
from tests.assessments.test_in_browser import address, browser_as, look_at
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House
from tests.courses import building

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=3)


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    rules = "submissions_allowed: 2, late: {accept_days: 7, points_per_day: 5}"
    return write_toolkit(tmp_path / "toolkit", course=COURSE.replace("submissions_allowed: 2", rules))


@pytest.fixture
def begun(enrolment: Enrolment, case: CaseStudy, andes: House, course: Course) -> Enrolment:
    """Elena has handed in; Julio writes, and has more time after an extension that was taken back."""
    set_due_day(cohort_id=andes.cohort.pk, unit_id=case.pk, due_at=SOON, by=andes.facilitator.pk)
    letter = open_letter(enrolment_id=enrolment.pk, unit_id=case.pk)
    save_letter(letter_id=letter, blocks=LETTER, revision=0)
    submit_letter(letter_id=letter)
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    open_letter(enrolment_id=other.pk, unit_id=case.pk)
    first = give_extension(
        enrolment_id=other.pk, unit_id=case.pk, due_at=SOON + timedelta(days=1), reason="Un viaje", by=andes.coordinator.pk
    )  # fmt: skip
    withdraw_extension(extension_id=first, by=andes.coordinator.pk)
    give_extension(
        enrolment_id=other.pk, unit_id=case.pk, due_at=SOON + timedelta(days=2), reason="Certificado", by=andes.facilitator.pk
    )  # fmt: skip
    return other


def test_every_page_of_a_groups_case_is_clean_and_fits_a_phone(
    browser_as: Callable[..., Page], andes: House, case: CaseStudy, begun: Enrolment
) -> None:
    here = (andes.cohort.pk, case.pk)
    given = CaseExtension.objects.get(withdrawn_at=None)
    pages = [
        address("cohort-case", *here) + f"?given={given.pk}",
        address("cohort-case", *here) + "?was=",
        address("cohort-case-due", *here),
        address("cohort-case-extend", *here) + f"?one={begun.pk}",
        address("case-due", begun.pk, case.pk),
    ]
    for width in (1280, 360):
        look_at(browser_as(andes.facilitator, width=width), pages, width)


def test_giving_more_time_from_the_list_works_without_javascript(
    browser_as: Callable[..., Page], andes: House, case: CaseStudy, begun: Enrolment
) -> None:
    page = browser_as(andes.facilitator, javascript=False)
    page.goto(address("cohort-case", andes.cohort.pk, case.pk))
    page.get_by_label("Marcar a Julio De Andes").check()
    page.get_by_role("button", name="Dar más tiempo a las personas marcadas").click()
    page.get_by_label("Nueva fecha límite").fill((SOON + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Por qué").fill("Se fue la luz")
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("main")).to_contain_text("En lugar de la prórroga que rige ahora.")
    page.get_by_role("button", name="Conceder").click()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator("body")).to_contain_text("Se retiró 1 prórroga.")
    assert CaseExtension.objects.latest("pk").withdrawn_by == andes.facilitator
