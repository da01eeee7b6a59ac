"""An exam in a real browser: in with the code, and what is answered without a connection waits nowhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Attempt, ExamSittingEvent, Step
from courses.models import Course, Enrolment
from tests.assessments.conftest import right_answer, slot_by_key, wrong_answer
from tests.assessments.line import Line
from tests.assessments.sitting import Room, certify, plan
from tests.assessments.test_exam_at_once import Standing
from tests.assessments.test_in_browser import browser_as
from tests.assessments.test_sitting_in_browser import answers, choose, clean
from tests.conftest import House

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def now_open(course: Course, enrolment: Enrolment, andes: House, sur: House) -> Room:
    """A sitting that is open right now, its code made."""
    quiz = certify(course, Standing())
    room = plan(quiz, [enrolment], planner=andes.coordinator, invigilator=sur.facilitator, opens_in=timedelta(minutes=-1))
    room.open()
    return room


def test_an_answer_given_offline_in_an_exam_is_not_queued_and_the_log_tells_of_the_connection(
    browser_as: Callable[..., Page], line: Line, andes: House, enrolment: Enrolment, now_open: Room
) -> None:
    page = browser_as(andes.advisor, width=360)
    page.goto(reverse("lms:assessments:seat-detail", args=[now_open.seat(enrolment).pk]))
    clean(page)
    page.get_by_label("Leí la declaración de honor y la acepto.").check()
    page.get_by_label("Código de la sesión").fill(now_open.code.lower())
    with page.expect_response(lambda reply: "/log/" in reply.url):
        page.get_by_role("button", name="Empezar el examen").click()
    attempt = Attempt.objects.get()
    page.get_by_role("button", name="Todas las preguntas en una página").click()
    clean(page)
    slot = slot_by_key(attempt, "q-single")
    line.cut(page.context)
    choose(page, slot, right_answer(slot))
    expect(page.locator("[data-quiz-saved]")).to_contain_text("No se guardó")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('lms-quiz:')).length") == 0
    with page.expect_response(lambda reply: "/log/" in reply.url and reply.ok):
        line.mend(page.context)
    expect(page.locator("[data-quiz-saved]")).to_contain_text("Volvió la conexión")
    assert not Step.objects.exists()
    kinds = list(ExamSittingEvent.objects.filter(kind__in=["offline", "online"]).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["offline", "online"]
    with page.expect_response(answers(slot)):  # the page stands as it was: another choice is saved
        choose(page, slot, wrong_answer(slot))
    assert Step.objects.count() == 1
