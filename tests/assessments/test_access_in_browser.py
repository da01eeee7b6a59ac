"""The pages of those who teach, in a real browser: clean for axe, on a phone, without JavaScript."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Attempt, Quiz, QuizAllowance
from assessments.services.access import give_allowance
from assessments.services.attempts import start_attempt, submit_attempt
from assessments.windows import Allowed
from courses.models import Course, Enrolment
from tests.assessments.test_attempts import answer_all
from tests.assessments.test_in_browser import address, browser_as, look_at
from tests.assessments.toolkit import COURSE, write_toolkit
from tests.conftest import House
from tests.courses import building

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def toolkit_root(tmp_path: Path) -> Path:
    """The tiny toolkit, its quiz with one attempt of thirty minutes."""
    rules = "attempts_allowed: 1, minutes_allowed: 30, pass_percent: 70"
    return write_toolkit(tmp_path / "toolkit", course=COURSE.replace("pass_percent: 70", rules))


@pytest.fixture
def sat(enrolment: Enrolment, quiz: Quiz, andes: House, course: Course) -> Attempt:
    """Elena has handed in and may more; Julio is in his attempt."""
    attempt = Attempt.objects.get(pk=start_attempt(enrolment_id=enrolment.pk, unit_id=quiz.pk))
    answer_all(attempt, wrong=("q-single", "q-bound"))
    submit_attempt(attempt_id=attempt.pk)
    first = give_allowance(
        enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_minutes=15), reason="Conexión que se cae",
        by=andes.coordinator.pk,
    )  # fmt: skip
    give_allowance(
        enrolment_id=enrolment.pk, unit_id=quiz.pk, allowed=Allowed(extra_attempts=1, extra_minutes=15),
        reason="Certificado médico", by=andes.facilitator.pk, instead_of=first,
    )  # fmt: skip
    other = building.enrol(andes.advisor2, andes.institution, course, cohort_course=enrolment.cohort_course)
    start_attempt(enrolment_id=other.pk, unit_id=quiz.pk)
    return attempt


def test_every_page_of_a_groups_quiz_is_clean_and_fits_a_phone(
    browser_as: Callable[..., Page],
    andes: House,
    sat: Attempt,
) -> None:
    here = (andes.cohort.pk, sat.unit_id)
    given = QuizAllowance.objects.get(withdrawn_at=None)
    pages = [
        address("cohort-quiz", *here) + f"?given={given.pk}",
        address("cohort-quiz-window", *here),
        address("cohort-quiz-allow", *here) + f"?one={sat.enrolment_id}",
        address("quiz-access", sat.enrolment_id, sat.unit_id),
        address("attempt-history", sat.pk),
    ]
    for width in (1280, 360):
        look_at(browser_as(andes.facilitator, width=width), pages, width)


def test_giving_from_the_list_works_without_javascript(
    browser_as: Callable[..., Page],
    andes: House,
    sat: Attempt,
) -> None:
    page = browser_as(andes.facilitator, javascript=False)
    page.goto(address("cohort-quiz", andes.cohort.pk, sat.unit_id))
    page.get_by_label("Marcar a Julio De Andes").check()
    page.get_by_role("button", name="Dar más tiempo o intentos a las personas marcadas").click()
    page.get_by_label("50 % más").check()
    page.get_by_label("Por qué").fill("Se fue la luz")
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("main")).to_contain_text("El intento abierto termina el")
    page.get_by_role("button", name="Conceder").click()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator("body")).to_contain_text("Se retiró 1 concesión.")
    assert QuizAllowance.objects.latest("pk").withdrawn_by == andes.facilitator
