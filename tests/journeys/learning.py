"""Station 3: an advisor reads, sits the quizzes and writes the letter."""

import re
from functools import partial
from typing import Any

from playwright.sync_api import Locator, Page, Response, expect

from tests.journeys import inside, material
from tests.journeys.visitor import Visitor
from tests.journeys.walk import CASE_COURSE, COURSE, open_course
from tests.site import Site


def read_everything(advisor: Visitor) -> None:
    """Every lesson of both courses, the new sentence, four countries side by side, English and back, the session."""
    open_course(advisor, COURSE)
    advisor.shoot("23-course-home")
    advisor.follow_words("Sesión de apertura: el nombre que hace volver al cliente", within=advisor.main)
    advisor.reads("Ximena Lozano")
    advisor.shoot("24-session")
    advisor.tick("I attended this session or watched it")
    advisor.press("Save and go on", exact=False)
    advisor.reads(material.NEW_SENTENCE)
    advisor.shoot("25-lesson")
    advisor.follow("Compare side by side")
    for country in ("Chile", "Colombia", "México", "Perú"):
        expect(advisor.main).to_contain_text(country)
    advisor.shoot("26-four-countries")
    advisor.follow("Back to the lesson")
    _in_english_and_back(advisor)
    lessons = 0
    while (box := _box(advisor, "I have read this lesson")).count():
        box.check()
        advisor.press("Save and go on", exact=False)
        lessons += 1
    assert lessons == 6
    open_course(advisor, COURSE)
    advisor.follow_words("Qué es un secreto que vale para el negocio", within=advisor.main)
    while (box := _box(advisor, "I have read this lesson")).count():
        box.check()
        advisor.press("Save and go on", exact=False)
        lessons += 1
    assert lessons == 10
    open_course(advisor, CASE_COURSE)
    advisor.follow_words("Cómo escribir una carta de orientación", within=advisor.main)
    _box(advisor, "I have read this lesson").check()
    advisor.press("Save and go on", exact=False)


def _box(advisor: Visitor, label: str) -> Locator:
    return advisor.page.get_by_role("checkbox", name=advisor.word(label))


def _in_english_and_back(advisor: Visitor) -> None:
    foot = advisor.page.get_by_role("contentinfo")
    foot.get_by_role("button", name="English").click()
    advisor.page.wait_for_load_state()
    expect(advisor.page.locator("html")).to_have_attribute("lang", "en")
    advisor.reads("What a mark does for the business")
    advisor.shoot("27-lesson-in-english")
    foot.get_by_role("button", name="Español").click()
    advisor.page.wait_for_load_state()
    advisor.reads("Qué hace una marca por el negocio")


def pass_the_quizzes(site: Site, advisor: Visitor) -> None:
    """The first one fails once; then it is begun, left, resumed and passed; then the second one."""
    open_course(advisor, COURSE)
    advisor.follow_words("Cuestionario: marcas", within=advisor.main)
    advisor.shoot("30-quiz")
    advisor.press("Start the quiz")
    with advisor.page.expect_response("**/answers/"):
        advisor.page.locator("fieldset[data-slot] input[type=radio]").first.check()
    expect(advisor.page.locator("[data-quiz-saved]")).to_contain_text(re.compile(r"\d\d?:\d\d"))
    expect(advisor.page.locator("[data-quiz-progress]")).to_have_js_property("value", 1)
    advisor.shoot("31-quiz-open")
    _hand_in(advisor)
    advisor.sees("Not passed yet: %(quiz)s", quiz="Cuestionario: marcas")
    advisor.shoot("33-quiz-not-passed")
    advisor.press("Try again")
    key = _key(site, advisor)
    _answer(advisor, key[:5])
    advisor.follow("Leave; I go on later")
    advisor.go("/")
    advisor.shoot("34-home-half-way")
    advisor.follow("Go on", within=advisor.page.locator(".next"), exact=False)
    advisor.sees("Your attempt is open")
    advisor.shoot("34-quiz-resumed")
    advisor.follow("Go on answering")
    _is_answered(advisor, key[4])
    _answer(advisor, key[5:])
    advisor.shoot("35-quiz-answered")
    _hand_in(advisor)
    advisor.sees("You passed: %(quiz)s", quiz="Cuestionario: marcas")
    advisor.shoot("36-quiz-passed")
    open_course(advisor, COURSE)
    advisor.follow_words("Cuestionario: secretos", within=advisor.main)
    advisor.press("Start the quiz")
    _answer(advisor, _key(site, advisor))
    _hand_in(advisor)
    advisor.sees("You passed: %(quiz)s", quiz="Cuestionario: secretos")
    open_course(advisor, COURSE)
    advisor.sees("You have completed this course")
    advisor.shoot("37-course-completed")


def _key(site: Site, advisor: Visitor) -> list[dict[str, Any]]:
    return inside.key_of(site, int(re.findall(r"/attempts/(\d+)/", advisor.page.url)[0]))


def _answer(advisor: Visitor, key: list[dict[str, Any]]) -> None:
    """As a person does: one question after another, each saved as it is given."""
    for slot in key:
        place = advisor.page.locator(f"fieldset[data-slot='{slot['slot']}']")
        given = slot["right"] or [str(slot["value"])]
        with advisor.page.expect_response(partial(_confirms, given=given)) as reply:
            if slot["kind"] == "numeric":
                place.locator("input[name^=q-]").fill(given[0])
            for option in slot["right"]:
                place.locator(f"input[value='{option}']").check()
        expect(place.locator("input[name^=was-]")).to_have_value(str(reply.value.json()["step"]))


def _confirms(answer: Response, *, given: list[str]) -> bool:
    """The server has kept the whole answer, not only its first tick."""
    return "/answers/" in answer.url and answer.ok and all(f'"{one}"' in (answer.request.post_data or "") for one in given)


def _is_answered(advisor: Visitor, slot: dict[str, Any]) -> None:
    """What was given before leaving stands on the sheet."""
    place = advisor.page.locator(f"fieldset[data-slot='{slot['slot']}']")
    if slot["kind"] == "numeric":
        expect(place.locator("input[name^=q-]")).to_have_value(str(slot["value"]))
    else:
        expect(place.locator("input:checked")).to_have_count(len(slot["right"]))


def _hand_in(advisor: Visitor) -> None:
    advisor.press("Review and hand in")
    advisor.shoot("32-quiz-review")
    advisor.press("Hand in now")


def hand_in_the_letter(advisor: Visitor) -> None:
    """The case, what the business answers, a letter that saves itself, a file, handed in."""
    open_course(advisor, CASE_COURSE)
    advisor.follow_words("Caso: Hierbas de la Altura", within=advisor.main)
    for question in ("¿La cooperativa está legalmente constituida", "¿Quién tiene el consentimiento de la comunidad"):
        advisor.page.get_by_role("button", name=question).click()
        advisor.page.wait_for_load_state()
    advisor.reads("Nadie. No lo hemos pedido.")
    advisor.shoot("40-case")
    advisor.press("Write the letter")
    page = advisor.page
    for block, text in material.LETTER.items():
        page.locator(f"#{block}").fill(text)
    for number, (what, who, when) in enumerate(material.STEPS, start=1):
        page.locator(f"#what{number}").fill(what)
        page.locator(f"#who{number}").fill(who)
        page.locator(f"#when{number}").fill(when)
    _letter_is_kept(advisor, page)
    advisor.shoot("41-letter")
    page.reload()
    expect(page.locator("#advice")).to_have_value(material.LETTER["advice"])
    expect(page.locator("#who2")).to_have_value("La secretaria")
    file = {"name": "costos de Milagros.pdf", "mimeType": "application/pdf", "buffer": material.small_pdf()}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_role("link", name="costos de Milagros.pdf")).to_be_visible()
    advisor.press("Save the draft")
    advisor.reads("costos de Milagros.pdf")
    advisor.press("Review and hand in")
    advisor.shoot("42-letter-review")
    advisor.press("Hand in now")
    advisor.sees("Your letter is with an assessor")
    advisor.shoot("43-letter-waits")
    open_course(advisor, CASE_COURSE)
    advisor.sees("Your letter was handed in and waits for an assessor.")
    advisor.sees("Nothing waits for you here now")
    advisor.shoot("44-course-waits")


def _letter_is_kept(advisor: Visitor, page: Page) -> None:
    """Autosave sends one part after another; when the last one changed is kept, all are, and the page says when."""
    with page.expect_response(lambda answer: answer.ok and '"low"' in (answer.request.post_data or "")) as reply:
        page.locator("#cost1").select_option("low")
    expect(page.locator("[name=revision]")).to_have_value(str(reply.value.json()["revision"]))
    expect(page.locator("[data-letter-saved]")).to_contain_text(re.compile(r"\d\d?:\d\d"))
    advisor.content()
