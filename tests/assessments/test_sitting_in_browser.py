"""Sitting a quiz in a real browser: one question at a time, checks by keyboard, the clock, answers that wait on the device."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from assessments.models import Attempt, AttemptState, Step
from assessments.selectors.attempts import last_steps
from assessments.services.attempts import submit_attempt
from tests.assessments.conftest import right_answer, slot_by_key, wrong_answer
from tests.assessments.line import Line
from tests.assessments.test_in_browser import browser_as
from tests.conftest import House
from tests.waiting import until_kept

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def form_of(attempt: Attempt) -> str:
    return reverse("lms:assessments:attempt-form", args=[attempt.pk])


def ruled(attempt: Attempt, **rules: Any) -> Attempt:
    """The attempt under other rules than its quiz has."""
    attempt.sheet |= {"tries": 3, "penalty": "0.333", **rules}
    attempt.save(update_fields=["sheet"])
    return attempt


def clean(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def choose(page: Page, slot: dict[str, Any], raw: dict[str, Any]) -> None:
    page.locator(f"[data-slot='{slot['slot']}'] label:has([value='{raw['chosen'][0]}'])").click()


def answers(slot: dict[str, Any]) -> Callable[[Response], bool]:
    """The server has kept an answer to this question."""
    return lambda reply: "/answers/" in reply.url and reply.ok and reply.request.post_data_json["slot"] == slot["slot"]


def test_a_phone_shows_one_question_at_a_time_and_back_goes_back(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor, width=360)
    page.goto(form_of(attempt))
    shown = page.locator("[data-slot]:visible")
    expect(shown).to_have_count(1)
    clean(page)
    page.get_by_role("button", name="Siguiente").press("Enter")
    expect(page.locator("#q2")).to_be_visible()
    expect(page.locator("#q2 .question")).to_be_focused()
    expect(page.locator("[data-dot='2']")).to_have_attribute("aria-current", "step")
    page.locator("[data-dot='4']").click()
    expect(page.locator("#q4")).to_be_visible()
    expect(page.get_by_role("button", name="Revisar y entregar")).to_be_visible()
    page.go_back()
    expect(page.locator("#q2")).to_be_visible()
    expect(page.get_by_role("link", name="Salir; sigo después")).to_be_visible()
    page.get_by_role("button", name="Todas las preguntas en una página").click()
    expect(shown).to_have_count(4)
    page.reload()
    expect(shown).to_have_count(4)
    clean(page)


def test_without_javascript_the_buttons_lead_from_question_to_question(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor, width=360, javascript=False)
    page.goto(form_of(attempt))
    page.get_by_role("link", name="Una pregunta a la vez").click()
    expect(page.locator("[data-slot]")).to_have_count(1)
    first = attempt.sheet["slots"][0]
    if first["kind"] == "numeric":
        page.fill(f"#a{first['slot']}", "6")
    else:
        choose(page, first, right_answer(first))
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(page.locator("#q2")).to_be_visible()
    assert set(last_steps(attempt.pk)) == {1}
    page.get_by_role("button", name="Anterior").click()
    expect(page.locator("#q1")).to_be_visible()


def test_an_answer_given_offline_outlives_its_tab(
    browser_as: Callable[..., Page], line: Line, andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor)
    page.goto(form_of(attempt))
    slot, number = slot_by_key(attempt, "q-single"), slot_by_key(attempt, "q-number")
    line.cut(page.context)
    choose(page, slot, right_answer(slot))
    page.fill(f"#a{number['slot']}", "6")
    expect(page.locator("[data-quiz-saved]")).to_contain_text("Guardado en este dispositivo")
    page.close()
    assert not Step.objects.exists()
    line.mend(page.context)
    again = page.context.new_page()
    again.clock.install()
    with again.expect_response(answers(slot)), again.expect_response(answers(number)):
        again.goto(form_of(attempt))
    until_kept(again, "lms-quiz:")
    again.clock.run_for(2_000)  # what says that it is being sent does not come after it was
    expect(again.locator("[data-quiz-saved]")).to_contain_text(re.compile(r"Guardado \d\d:\d\d"))
    expect(again.locator(f"#q{slot['slot']} input:checked")).to_have_value(right_answer(slot)["chosen"][0])
    expect(again.locator(f"#a{number['slot']}")).to_have_value("6")
    steps = last_steps(attempt.pk)
    assert steps[slot["slot"]].response == right_answer(slot)
    assert steps[number["slot"]].response["number"] == "6"
    assert again.evaluate("Object.keys(localStorage).filter(key => key.startsWith('lms-quiz')).length") == 0


def test_an_answer_that_its_tab_kept_and_did_not_send_is_sent_by_another(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor)
    page.goto(form_of(attempt))
    slot = slot_by_key(attempt, "q-single")
    other = page.context.new_page()
    other.goto("/verify/")
    name = f"lms-quiz:{page.locator('[data-queue]').get_attribute('data-who')}:{attempt.pk}:{slot['slot']}"
    keep = "([name, response]) => localStorage.setItem(name, JSON.stringify({id: 'x', at: Date.now(), was: 0, response}))"
    with page.expect_response(answers(slot)):
        other.evaluate(keep, [name, right_answer(slot)])
    expect(page.locator(f"#q{slot['slot']} input:checked")).to_have_value(right_answer(slot)["chosen"][0])
    until_kept(page, "lms-quiz:")
    assert last_steps(attempt.pk)[slot["slot"]].response == right_answer(slot)


def test_an_answer_that_comes_too_late_is_told_with_its_times_and_stays_readable(
    browser_as: Callable[..., Page], line: Line, andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor, width=360)
    page.goto(form_of(attempt))
    slot = slot_by_key(attempt, "q-number")
    line.cut(page.context)
    page.evaluate(f"location.hash = '#q{slot['slot']}'")
    page.fill(f"#a{slot['slot']}", "7")
    expect(page.locator("[data-quiz-saved]")).to_contain_text("Guardado en este dispositivo")
    page.close()
    submit_attempt(attempt_id=attempt.pk)
    line.mend(page.context)
    again = page.context.new_page()
    again.goto(form_of(attempt))  # leads to the result
    told = again.locator("[data-queue-told]")
    expect(told).to_contain_text("no cuenta")
    expect(told).to_contain_text(f"Pregunta {slot['slot']}")
    told.get_by_text("Leer esa respuesta").click()
    expect(told.get_by_text("7", exact=True)).to_be_visible()
    clean(again)
    told.get_by_role("button").click()
    expect(told).to_be_hidden()
    again.reload()
    expect(told).to_be_hidden()
    assert Step.objects.filter(attempt=attempt, state="saved").count() == 0


def test_two_tabs_show_the_same_and_the_newest_stays(browser_as: Callable[..., Page], andes: House, attempt: Attempt) -> None:
    page = browser_as(andes.advisor)
    page.goto(form_of(attempt))
    second = page.context.new_page()
    second.goto(form_of(attempt))
    slot = slot_by_key(attempt, "q-single")
    with page.expect_response("**/answers/"):
        choose(page, slot, wrong_answer(slot))
    expect(second.locator(f"#q{slot['slot']} input:checked")).to_have_value(wrong_answer(slot)["chosen"][0])
    with second.expect_response("**/answers/"):
        choose(second, slot, right_answer(slot))
    expect(page.locator(f"#q{slot['slot']} input:checked")).to_have_value(right_answer(slot)["chosen"][0])
    with page.expect_navigation():
        page.locator("[data-stay]").click()
    assert last_steps(attempt.pk)[slot["slot"]].response == right_answer(slot)


def test_what_another_tab_wrote_before_and_what_is_heard_of_after_is_not_shown(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor)
    page.goto(form_of(attempt))
    slot = slot_by_key(attempt, "q-single")
    name = f"lms-quiz:{page.locator('[data-queue]').get_attribute('data-who')}:{attempt.pk}:{slot['slot']}"
    hear = """([key, response, ago]) => window.dispatchEvent(new StorageEvent("storage", {
        key, newValue: JSON.stringify({ id: "x", at: Date.now() - ago, was: 0, response }) }))"""
    choose(page, slot, right_answer(slot))
    page.evaluate(hear, [name, wrong_answer(slot), 3_600_000])
    expect(page.locator(f"#q{slot['slot']} input:checked")).to_have_value(right_answer(slot)["chosen"][0])
    page.evaluate(hear, [name, wrong_answer(slot), 0])
    expect(page.locator(f"#q{slot['slot']} input:checked")).to_have_value(wrong_answer(slot)["chosen"][0])


def test_answers_of_somebody_else_are_neither_sent_nor_left(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor)
    page.goto(form_of(attempt))
    page.evaluate(
        f"localStorage.setItem('lms-quiz:0123456789abcdef:{attempt.pk}:1',"
        " JSON.stringify({id: 'x', at: Date.now(), was: 0, response: {chosen: []}}))"
    )
    page.reload()
    expect(page.locator("[data-quiz-saved]")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('lms-quiz')).length") == 0
    assert not Step.objects.exists()


def test_a_browser_that_keeps_nothing_does_no_harm(
    browser_as: Callable[..., Page], line: Line, andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor)
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page.goto(form_of(attempt))
    slot = slot_by_key(attempt, "q-single")
    line.cut(page.context)
    choose(page, slot, right_answer(slot))
    expect(page.locator("[data-quiz-saved]")).to_contain_text("deje abierta esta página")
    with page.expect_response("**/answers/"):
        line.mend(page.context)
    expect(page.locator("[data-quiz-saved]")).to_contain_text(re.compile(r"Guardado \d\d:\d\d"))
    assert last_steps(attempt.pk)[slot["slot"]].response == right_answer(slot)


def test_what_was_answered_in_another_attempt_is_not_sent_under_this_one(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor)
    page.goto(form_of(attempt))
    who = page.locator("[data-queue]").get_attribute("data-who")
    entry = "JSON.stringify({id: 'x', at: Date.now(), was: 0, response: {chosen: []}, words: 'Una cosa'})"
    page.evaluate(f"localStorage.setItem('lms-quiz:{who}:{attempt.pk + 1000}:1', {entry})")
    with page.expect_response(f"**/attempts/{attempt.pk + 1000}/answers/") as reply:
        page.reload()
    assert reply.value.status == 404
    expect(page.locator("[data-queue-told]")).to_be_hidden()
    until_kept(page, "lms-quiz:")
    assert not Step.objects.exists()


def test_checking_and_trying_again_by_keyboard(browser_as: Callable[..., Page], andes: House, attempt: Attempt) -> None:
    ruled(attempt, behaviour="retry")
    page = browser_as(andes.advisor, width=1280)
    page.clock.install(time=0)
    page.clock.pause_at(3_600)
    page.goto(form_of(attempt))
    slot = slot_by_key(attempt, "q-number")
    n = slot["slot"]
    field = page.locator(f"#a{n}")
    field.focus()
    field.press_sequentially("99")
    page.keyboard.press("Enter")  # keeps, and does not check
    button = page.get_by_role("button", name=f"Comprobar la respuesta {n}")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#v{n}")).to_be_focused()
    expect(page.locator(f"#v{n}")).to_contain_text("Incorrecta")
    page.clock.run_for(2_000)  # how many are answered is not said over it
    expect(page.locator("[data-quiz-live]")).to_contain_text("Incorrecta")
    page.clock.resume()
    field.fill("6")
    expect(page.locator(f"#v{n}")).to_contain_text("Cambió después de comprobarla")
    button.press("Enter")
    expect(page.locator(f"#v{n}")).to_contain_text("queda así")
    expect(field).to_have_count(0)
    clean(page)
    states = list(Step.objects.filter(attempt=attempt, slot=n).order_by("number").values_list("state", flat=True))
    assert states.count("checked") == 2


def test_time_is_told_at_ten_five_and_one_minutes_and_at_the_end(
    browser_as: Callable[..., Page], andes: House, attempt: Attempt
) -> None:
    page = browser_as(andes.advisor, width=360)
    page.clock.install(time=0)
    page.clock.pause_at(3_600)  # the page's time goes on when it is told to, however long this test takes
    attempt.due_at = timezone.now() + timedelta(minutes=11)
    attempt.save(update_fields=["due_at"])
    page.goto(form_of(attempt))
    page.clock.run_for(1_000)
    clock, live = page.locator("[data-clock]"), page.locator("[data-quiz-live]")
    expect(clock).to_contain_text("Quedan 10 minutos")
    expect(live).to_have_text("")
    page.clock.run_for(65_000)
    expect(live).to_contain_text("10 minutos")
    page.clock.run_for(5 * 60_000)
    expect(live).to_contain_text("5 minutos")
    slot = slot_by_key(attempt, "q-single")
    page.evaluate(f"location.hash = '#q{slot['slot']}'")
    attempt.due_at = timezone.now() + timedelta(minutes=16)  # somebody gives more time: the next save tells it
    attempt.save(update_fields=["due_at"])
    with page.expect_response("**/answers/"):
        choose(page, slot, right_answer(slot))
    expect(clock).to_contain_text("Quedan 15 minutos")
    page.clock.run_for(15 * 60_000 + 5_000)
    expect(live).to_contain_text("Queda 1 minuto")
    expect(clock).to_contain_text("segundos")
    page.clock.run_for(70_000)
    page.wait_for_url("**/review/")


def test_how_sure_one_is_goes_with_the_answer(browser_as: Callable[..., Page], andes: House, attempt: Attempt) -> None:
    ruled(attempt, behaviour="confidence")
    page = browser_as(andes.advisor, width=360)
    slot = slot_by_key(attempt, "q-single")
    page.goto(form_of(attempt) + f"#q{slot['slot']}")
    with page.expect_response("**/answers/"):
        choose(page, slot, right_answer(slot))
    with page.expect_response("**/answers/"):
        page.locator(f"[name='sure-{slot['slot']}'][value='3']").check()
    assert last_steps(attempt.pk)[slot["slot"]].certainty == 3
    clean(page)
    submit_attempt(attempt_id=attempt.pk)
    page.goto(reverse("lms:assessments:attempt-detail", args=[attempt.pk]) + "?history")
    expect(page.get_by_role("table")).to_contain_text("Mucha seguridad")
    clean(page)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SUBMITTED
