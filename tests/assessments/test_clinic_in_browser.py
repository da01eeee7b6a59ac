"""The clinic day in a real browser: a session kept without a connection outlives its tab and is one; axe finds nothing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, Response, Route, expect

from assessments.clinics.entries import ReferralLine, StepLine
from assessments.models import ClinicRating, ClinicSession
from assessments.services.clinic_ratings import link_of, make_link
from assessments.sitting_words import person_mark
from courses import api as courses
from courses.selectors.printing import PaperName
from courses.services.printing import request_paper
from lms.institutions.models import Person
from lms.jobs.api import run_due_jobs
from tests.assessments.line import Line
from tests.assessments.practising import declared, enrolled, practice_course, practice_of
from tests.assessments.test_clinic_day import shipped
from tests.assessments.test_in_browser import browser_as
from tests.conftest import House
from tests.processes import wait_until
from tests.waiting import until_kept

__all__ = ["browser_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = "/clinic/day/"
SHOTS = os.environ.get("CLINIC_SHOTS", "")


def clean(page: Page, name: str = "") -> None:
    if SHOTS and name:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def fill(page: Page, wanted: str = "Quiere saber si puede usar el nombre.") -> None:
    page.get_by_label("Etapa del negocio").select_option("idea")
    page.get_by_label("Rubro").select_option("food")
    page.get_by_label("Tamaño", exact=True).select_option("micro")
    page.get_by_label("A qué vinieron").fill(wanted)
    page.get_by_label("Qué les orientó").fill("Buscar antes de pedir.")
    page.get_by_label("Se le dijo esto al negocio y aceptó.").check()


def kept(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('lms-clinic:')).length"))


def nothing_kept(page: Page) -> None:
    """Until this tab has seen that nothing is left on the device: another one may have sent it."""
    until_kept(page, "lms-clinic:")


def was_logged(reply: Response) -> bool:
    """The server has taken a session."""
    return reply.url.endswith("/clinic/sessions/new/") and reply.request.method == "POST" and reply.ok


def test_a_session_logged_without_a_connection_outlives_its_tab_and_is_one(
    browser_as: Callable[..., Page], line: Line, andes: House
) -> None:
    page = browser_as(andes.advisor, width=390)
    page.goto(DAY)
    clean(page, "day")
    line.cut(page.context)
    fill(page)
    page.get_by_role("button", name="Declarar la sesión").click()
    expect(page.locator("[data-clinic-state]")).to_contain_text("Guardado en este dispositivo")
    expect(page.locator("[data-clinic-kept]")).to_contain_text("Quiere saber si puede usar el nombre.")
    expect(page.get_by_label("A qué vinieron")).to_have_value("")
    assert kept(page) == 1
    page.close()
    assert not ClinicSession.objects.exists()
    line.mend(page.context)
    one, two = page.context.new_page(), page.context.new_page()
    with page.context.expect_event("response", was_logged):  # what a closed tab kept may come a little after a page has opened
        one.goto(DAY)
        two.goto(DAY)
    for tab in (one, two):
        nothing_kept(tab)
        expect(tab.locator("[data-clinic-kept]")).to_be_hidden()
    session = ClinicSession.objects.get()
    assert (session.state, session.body["advice"]) == ("declared", "Buscar antes de pedir.")


def test_a_session_that_its_tab_kept_and_did_not_send_is_sent_by_another(browser_as: Callable[..., Page], andes: House) -> None:
    page = browser_as(andes.advisor, width=390)
    page.goto(DAY)
    fill(page)
    declare = page.get_by_role("button", name="Declarar la sesión")
    pairs = declare.evaluate("button => [...new FormData(button.form, button).entries()]")
    who = page.locator("[data-clinic]").get_attribute("data-who")
    other = page.context.new_page()
    other.goto("/verify/")
    keep = "([key, pairs]) => localStorage.setItem(key, JSON.stringify({ pairs, at: Date.now() }))"
    other.evaluate(keep, [f"lms-clinic:{who}:a", pairs])
    expect(page.locator("[data-clinic-state]")).to_contain_text("La sesión está declarada")
    nothing_kept(page)
    assert ClinicSession.objects.get().state == "declared"


def test_what_was_refused_is_told_and_mended_into_one_session(browser_as: Callable[..., Page], andes: House) -> None:
    page = browser_as(andes.advisor, width=360)
    page.goto(DAY)
    fill(page, "Vino Quesos del Norte S.R.L. por su logo.")
    page.get_by_role("button", name="Declarar la sesión").click()
    told = page.locator("[data-clinic-told]")
    expect(told).to_contain_text("Quesos del Norte S.R.L.» parece el nombre de una empresa")
    clean(page, "refused")
    page.reload()
    expect(told).to_be_visible()
    page.get_by_role("button", name="Corregirla").click()
    assert kept(page) == 1  # the form is no keep: the tab may die before it is sent again
    page.reload()
    page.get_by_role("button", name="Corregirla").click()
    expect(page.get_by_label("A qué vinieron")).to_have_value("Vino Quesos del Norte S.R.L. por su logo.")
    page.get_by_label("A qué vinieron").fill("Vino una quesería por su logo.")
    held: list[Route] = []
    page.route("**/clinic/sessions/new/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/clinic/sessions/new/"):
        page.get_by_role("button", name="Declarar la sesión").dblclick()
    expect(page.get_by_label("A qué vinieron")).to_have_value("")
    held[0].continue_()
    expect(page.locator("[data-clinic-state]")).to_contain_text("La sesión está declarada")
    expect(told).to_be_hidden()
    assert kept(page) == 0
    assert ClinicSession.objects.get().body["wanted"] == "Vino una quesería por su logo."


def test_what_is_logged_while_another_is_being_sent_is_sent_too(browser_as: Callable[..., Page], andes: House) -> None:
    page = browser_as(andes.advisor, width=390)
    held: list[Route] = []
    page.route("**/clinic/sessions/new/", lambda route: route.continue_() if held else held.append(route))
    page.goto(DAY)
    for number, wanted in enumerate(("Primera.", "Segunda."), start=1):
        fill(page, wanted)
        page.get_by_role("button", name="Declarar la sesión").click()
        expect(page.locator("[data-clinic-kept] li")).to_have_count(number)
    held[0].continue_()
    expect(page.locator("[data-clinic-kept]")).to_be_hidden()
    assert kept(page) == 0
    assert ClinicSession.objects.count() == 2


def test_the_page_opens_without_a_connection(browser_as: Callable[..., Page], line: Line, andes: House) -> None:
    page = browser_as(andes.advisor, width=390)
    page.goto(DAY)
    expect(page.locator("[data-clinic-state]")).to_contain_text("también abre sin conexión")
    line.cut(page.context)
    page.reload()
    expect(page.get_by_role("heading", name="Día de clínica")).to_be_visible()
    page.locator("[data-stage='growth'] > summary").click()
    expect(page.get_by_text("¿Quién más usa su marca")).to_be_visible()
    expect(page.get_by_label("Etapa del negocio")).to_have_value("growth")


def test_three_sessions_on_the_kept_page_are_three(browser_as: Callable[..., Page], line: Line, andes: House) -> None:
    page = browser_as(andes.advisor, width=390)
    page.goto(DAY)
    expect(page.locator("[data-clinic-state]")).to_contain_text("también abre sin conexión")
    line.cut(page.context)
    for number, wanted in enumerate(("Primera.", "Segunda.", "Tercera."), start=1):
        page.reload()
        fill(page, wanted)
        page.get_by_role("button", name="Declarar la sesión").click()
        expect(page.get_by_label("A qué vinieron")).to_have_value("")
        assert kept(page) == number
    page.close()  # or it could send them itself before the next one is there
    assert not ClinicSession.objects.exists()
    line.mend(page.context)
    page = page.context.new_page()
    page.goto(DAY)
    # what a closed tab kept may come one by one, after the page has opened
    wait_until(lambda: ClinicSession.objects.count() == 3, "all three were sent")
    expect(page.locator("[data-clinic-state]")).to_contain_text("La sesión está declarada")
    nothing_kept(page)
    assert sorted(one.body["wanted"] for one in ClinicSession.objects.all()) == ["Primera.", "Segunda.", "Tercera."]


def test_the_kept_page_names_nobody_until_the_server_knows_who_it_is(
    browser_as: Callable[..., Page], line: Line, andes: House
) -> None:
    page = browser_as(andes.advisor, width=390)
    page.goto(DAY)
    expect(page.locator("[data-clinic-state]")).to_contain_text("también abre sin conexión")
    assert "Elena" in page.content()
    fill(page, "Vino Quesos del Norte S.R.L. por su logo.")
    page.get_by_role("button", name="Declarar la sesión").click()
    expect(page.locator("[data-clinic-told]")).to_be_visible()
    line.cut(page.context)
    page.reload()
    waiting = page.locator("[data-clinic-kept]")
    expect(waiting).to_contain_text("Sesiones que esperan en este dispositivo: 1.")
    expect(page.locator("[data-clinic-told]")).to_be_hidden()
    assert "Elena" not in page.content()
    assert "Quesos" not in page.content()
    clean(page, "kept")
    line.mend(page.context)
    expect(page.locator("[data-clinic-told]")).to_contain_text("Quesos del Norte")
    expect(page.locator("[data-clinic-unsure]")).to_be_hidden()


def test_on_a_shared_device_the_sessions_of_another_person_wait_for_them(
    browser_as: Callable[..., Page], as_person: Callable[[Person], Client], andes: House
) -> None:
    tickets = {one.pk: as_person(one).cookies["sessionid"].value for one in (andes.advisor, andes.advisor2)}
    page = browser_as(andes.advisor, width=390)

    def now_signed_in(person: Person, opened: Page) -> Page:
        page.context.add_cookies([{"name": "sessionid", "value": tickets[person.pk], "url": home}])
        opened.goto(DAY)
        return opened

    page.goto(DAY)
    home = page.evaluate("location.origin")
    page.context.clear_cookies()
    fill(page)
    page.get_by_role("button", name="Declarar la sesión").click()
    expect(page.locator("[data-clinic-state]")).to_contain_text("vuelva a ingresar")
    page.evaluate("localStorage.setItem('lms-clinic:third:a', JSON.stringify({ pairs: [], at: Date.now() - 15 * 864e5 }))")
    other = page.context.new_page()
    other.goto("/verify/")
    # what a tab keeps in the moment it closes may reach the next one late: it has come before this one closes
    until_kept(other, "lms-clinic:", 2)
    page.close()
    page = now_signed_in(andes.advisor2, other)
    expect(page.locator("[data-clinic-others]")).to_contain_text("Sesiones de otra persona que esperan en este dispositivo: 1.")
    expect(page.locator("[data-clinic-kept]")).to_be_hidden()
    clean(page, "others")
    page.goto("/cuenta/logout/")
    page.get_by_role("button", name="Cerrar sesión ahora").click()
    page.wait_for_url(lambda url: "logout" not in url)
    assert kept(page) == 1
    assert not ClinicSession.objects.exists()
    page = now_signed_in(andes.advisor, page.context.new_page())
    expect(page.locator("[data-clinic-state]")).to_contain_text("La sesión está declarada")
    expect(page.locator("[data-clinic-others]")).to_be_hidden()
    assert kept(page) == 0
    assert ClinicSession.objects.get().advisor == andes.advisor


def test_a_checklist_that_lies_ready_is_kept_on_the_device(
    browser_as: Callable[..., Page], line: Line, andes: House, programme: dict[str, Person]
) -> None:
    shipped(programme)
    key = courses.journey("PE", "es").stages[0].checklists[0].key
    request_paper(name=PaperName("checklist", key, "PE", "es"), by=None)
    run_due_jobs()
    page = browser_as(andes.advisor, width=390)
    page.goto(DAY)
    expect(page.locator("[data-clinic-state]")).to_contain_text("también abre sin conexión")
    line.cut(page.context)
    page.locator("[data-stage='idea'] > summary").click()
    page.locator("[data-stage='idea'] > div > details > summary").last.click()
    page.locator("[data-stage='idea'] a[href='#list-1']").click()
    with page.expect_download() as found:
        page.locator("#list-1 [data-keep]").click()
    assert found.value.suggested_filename.endswith(".pdf")
    assert Path(found.value.path()).read_bytes().startswith(b"%PDF")


def test_signing_out_says_what_waits_and_loses_nothing_whoever_it_is(browser_as: Callable[..., Page], andes: House) -> None:
    page = browser_as(andes.advisor, width=390)
    page.goto("/verify/")
    keep = "who => localStorage.setItem(`lms-clinic:${who}:a`, JSON.stringify({ pairs: [], at: Date.now() }))"
    for who in (person_mark(andes.advisor.pk), "another"):
        page.evaluate(keep, who)
    page.goto("/cuenta/logout/")
    expect(page.locator("[data-clinic-left]")).to_contain_text("desde este dispositivo: 2. Se quedan aquí hasta 14 días")
    clean(page, "leaving")
    page.get_by_role("button", name="Cerrar sesión ahora").click()
    page.wait_for_url(lambda url: "logout" not in url)
    assert kept(page) == 2


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_every_page_is_clean(width: int, theme: str, browser_as: Callable[..., Page], andes: House) -> None:
    andes.advisor.theme = andes.facilitator.theme = theme
    andes.advisor.save()
    andes.facilitator.save()
    course = practice_course()
    taken = enrolled(course, andes)
    session = declared(
        andes, "a", steps=(StepLine("Buscar el nombre en el registro"),),
        referrals=(ReferralLine("lawyer", "Hay una carta de un tercero."),), found="El nombre es descriptivo.",
        rights=("trademarks",),
    )  # fmt: skip
    make_link(session_id=session.pk)
    page = browser_as(andes.advisor, width=width)
    pages = {
        "home": "/clinic/", "new": "/clinic/sessions/new/", "session": f"/clinic/sessions/{session.pk}/",
        "edit": f"/clinic/sessions/{session.pk}/edit/", "open": "/clinic/open/",
        "practice": f"/enrolments/{taken.pk}/practice/{practice_of(course).pk}/",
    }  # fmt: skip
    for name, url in pages.items():
        page.goto(url)
        clean(page, f"{name}-{width}")
    page.goto(link_of(ClinicRating.objects.get()).removeprefix("http://localhost:8000"))
    clean(page, f"rate-{width}")
    for name in ("useful", "clear"):
        page.locator(f"[name={name}][value='4']").check()
    page.locator("[name=next][value=yes]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    clean(page)
    rosa = browser_as(andes.facilitator, width=width)
    for name, url in (("list", "/clinic/confirm/"), ("confirm", f"/clinic/confirm/{session.pk}/")):
        rosa.goto(url)
        clean(rosa, f"{name}-{width}")
