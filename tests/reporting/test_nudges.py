"""Writing to people: only to one's own, seen before it is sent, to each once, whatever is clicked twice."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Course, Enrolment
from lms.institutions.models import Membership, Person
from lms.jobs import services as jobs
from lms.jobs.models import Job, JobState
from lms.messages.models import KindChoice, Message, Nudge, Wording
from lms.messages.services.choices import choose_kind
from lms.messages.wordings import HOUSE, fill, refuse_words
from lms.reporting.services.people_rules import save_rule
from tests.conftest import House

SignIn = Callable[[Person], Client]
WORDS = {
    "subject_es": "Hola {nombre}", "body_es": "Siga aquí: {enlace}\n\n{remitente}, {institución}",
    "subject_en": "Hello {name}", "body_en": "Go on: {link}\n\n{sender}, {institution}",
}  # fmt: skip


def run() -> None:
    for _rounds in range(2):
        Job.objects.filter(state=JobState.DUE).update(due_at=timezone.now() - timedelta(seconds=1))
        for job_id in Job.objects.filter(state=JobState.DUE).values_list("pk", flat=True):
            jobs.run_job(job_id=job_id)


def preview(browser: Client, people: str, **more: str) -> tuple[str, str]:
    """(the page, its token)"""
    asked = {"people": people, "step": "preview", "wording": "come_back", **WORDS, **more}
    page = browser.post("/people/write/", asked).content.decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    return page, found[1]


def confirm(browser: Client, people: str, token: str, **more: str) -> Any:
    return browser.post(
        "/people/write/", {"people": people, "step": "send", "wording": "come_back", "token": token, **WORDS, **more}
    )


def test_a_list_page_hands_over_the_ticked_people(andes: House, as_person: SignIn) -> None:
    browser = as_person(andes.coordinator)
    page = browser.post("/people/write/", {"person": [str(andes.advisor.pk), str(andes.advisor2.pk)]})
    assert page.status_code == 200
    assert andes.advisor.full_name in page.content.decode()
    assert browser.get("/people/write/", {"person": andes.advisor.pk}).status_code == 200
    assert mail.outbox == []
    assert not Nudge.objects.exists()


def test_the_preview_shows_both_languages_and_whom_it_reaches(andes: House, as_person: SignIn) -> None:
    Person.objects.filter(pk=andes.advisor2.pk).update(email="")
    choose_kind(person_id=andes.facilitator.pk, kind="nudge", wanted=False)
    ids = f"{andes.advisor.pk},{andes.advisor2.pk},{andes.facilitator.pk}"
    page, _token = preview(as_person(andes.coordinator), ids)
    assert "Hola Elena" in page
    assert "Hello Elena" in page
    assert andes.coordinator.full_name in page
    assert andes.advisor2.full_name in page  # left out, with the reason
    assert andes.facilitator.full_name in page
    assert mail.outbox == []


def test_two_clicks_two_tabs_and_a_job_twice_are_one_mail_each(andes: House, as_person: SignIn) -> None:
    browser, ids = as_person(andes.coordinator), f"{andes.advisor.pk},{andes.advisor2.pk}"
    with time_machine.travel(datetime(2026, 11, 26, 15, 0, tzinfo=UTC), tick=False):
        (_p, one), (_q, two) = preview(browser, ids), preview(browser, ids)
        assert confirm(browser, ids, one).status_code == 302
        assert confirm(browser, ids, one).status_code == 302
        assert confirm(browser, ids, two).status_code == 302
        assert Nudge.objects.count() == 2
        run()
        Job.objects.filter(kind="messages.nudge").update(state=JobState.DUE, due_at=timezone.now())
        run()
        assert sorted(letter.to[0] for letter in mail.outbox) == sorted([andes.advisor.email, andes.advisor2.email])
        page, _token = preview_all_told(browser, ids)
        assert andes.advisor.full_name in page
    with time_machine.travel(datetime(2026, 11, 27, 15, 0, tzinfo=UTC), tick=False):
        browser = as_person(andes.coordinator)
        _page, token = preview(browser, ids)
        confirm(browser, ids, token)
        run()
        assert len(mail.outbox) == 4
    assert [one.people for one in Nudge.objects.all()] == [[], [], []]


def preview_all_told(browser: Client, ids: str) -> tuple[str, str]:
    page = browser.post("/people/write/", {"people": ids, "step": "preview", "wording": "come_back", **WORDS}).content.decode()
    assert 'value="send"' not in page
    return page, ""


def test_the_mail_is_text_and_html_with_a_link_of_ones_own_and_nothing_unescaped(andes: House, as_person: SignIn) -> None:
    course = Course.objects.create(key="ip", titles={"es": "PI"})
    own = Enrolment.objects.create(person=andes.advisor, institution=andes.institution, course=course, country="PE")
    Person.objects.filter(pk=andes.advisor.pk).update(given_name="<b>Elena</b> {enlace}")
    browser, ids = as_person(andes.coordinator), str(andes.advisor.pk)
    page, token = preview(browser, ids)
    assert "<b>Elena</b>" not in page
    confirm(browser, ids, token)
    run()
    parsed: Any = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    text, html = (parsed.get_body((kind,)).get_content() for kind in ("plain", "html"))
    link = f"http://localhost:8000/courses/{own.pk}/"
    assert parsed["Subject"] == "Hola <b>Elena</b> {enlace}"  # filled once
    assert link in text
    assert f'<a href="{link}">{link}</a>' in html
    assert "<b>Elena" not in html
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["Auto-Submitted"] == "auto-generated"


def test_each_reads_it_in_their_own_language(andes: House, as_person: SignIn) -> None:
    Person.objects.filter(pk=andes.advisor2.pk).update(language="en")
    browser, ids = as_person(andes.coordinator), f"{andes.advisor.pk},{andes.advisor2.pk}"
    _page, token = preview(browser, ids)
    confirm(browser, ids, token)
    run()
    assert {letter.to[0]: letter.subject for letter in mail.outbox} == {
        andes.advisor.email: "Hola Elena", andes.advisor2.email: "Hello Julio",
    }  # fmt: skip


def test_nobody_writes_to_foreign_people(andes: House, sur: House, as_person: SignIn) -> None:
    browser = as_person(sur.coordinator)
    assert browser.get("/people/write/", {"person": andes.advisor.pk}).status_code == 404
    mixed = f"{andes.advisor.pk},{sur.advisor.pk}"
    _page, token = preview(browser, mixed)
    confirm(browser, mixed, token)
    run()
    assert [letter.to[0] for letter in mail.outbox] == [sur.advisor.email]
    assert as_person(sur.advisor).get("/people/write/", {"person": sur.advisor2.pk}).status_code == 404
    made = Nudge.objects.get()
    assert as_person(andes.coordinator).get(f"/people/sent/{made.pk}/").status_code == 404
    assert as_person(sur.coordinator).get(f"/people/sent/{made.pk}/").status_code == 200
    assert as_person(andes.coordinator).post("/people/write/", {
        "people": str(andes.advisor.pk), "step": "send", "wording": "come_back", "token": token, **WORDS,
    }).status_code == 404  # fmt: skip


def test_a_facilitator_writes_to_the_advisors_of_their_group_alone(andes: House, as_person: SignIn) -> None:
    Membership.objects.filter(person=andes.advisor2).update(cohort=None)
    browser = as_person(andes.facilitator)
    assert browser.get("/people/write/", {"person": andes.advisor.pk}).status_code == 200
    assert browser.get("/people/write/", {"person": andes.advisor2.pk}).status_code == 404
    assert browser.get("/people/copy/", {"person": andes.advisor2.pk}).status_code == 404


def test_the_words_are_checked_before_anything_is_sent(andes: House, as_person: SignIn) -> None:
    browser, ids = as_person(andes.coordinator), str(andes.advisor.pk)
    for wrong in ({"subject_en": " "}, {"body_es": "{password}"}, {"body_en": "x" * 5001}):
        given_ = {"people": ids, "step": "preview", **WORDS, **wrong}
        assert browser.post("/people/write/", given_).status_code == 422
    _page, token = preview(browser, ids)
    assert confirm(browser, ids, token, body_es="{password}").status_code == 422
    assert confirm(browser, ids, "nonsense").status_code == 200  # the preview again
    assert not Nudge.objects.exists()


def test_a_rule_is_worked_out_again_when_it_is_sent(andes: House, as_person: SignIn) -> None:
    rule = {"join": "all", "of": [{"field": "role", "op": "in", "value": ["advisor"]}]}
    pk = str(save_rule(institution_id=andes.institution.pk, by=andes.coordinator.pk, name="A", rule=rule))
    browser = as_person(andes.coordinator)
    page, token = preview(browser, "", rule=pk)
    assert "Elena" in page
    Membership.objects.filter(person=andes.advisor2).update(until=timezone.now())
    assert confirm(browser, "", token, rule=pk).status_code == 302
    run()
    assert [letter.to[0] for letter in mail.outbox] == [andes.advisor.email]
    assert Nudge.objects.get().rule == rule
    assert as_person(andes.coordinator).get("/people/sent/").status_code == 200


def test_copying_shows_a_plain_text_with_the_persons_link_and_keeps_nothing(andes: House, as_person: SignIn) -> None:
    page = as_person(andes.coordinator).get("/people/copy/", {"person": andes.advisor.pk, "wording": "begin"}).content.decode()
    field = page.split("<textarea")[1].split("</textarea>")[0]
    assert "Hola, Elena:" in field
    assert "http://localhost:8000/" in field
    assert "readonly" in field
    assert "data-copying-button" in page
    for table in (Nudge, Message, KindChoice):
        assert not table._default_manager.exists()


def test_an_institution_writes_templates_of_its_own_and_lays_them_aside(andes: House, sur: House, as_person: SignIn) -> None:
    browser, base = as_person(andes.coordinator), f"/people/words/{andes.institution.pk}/"
    given_ = {"name_es": "Retomar", "name_en": "Back", **WORDS}
    assert browser.get(base).status_code == 200
    assert browser.post(f"{base}come_back/", given_).status_code == 302
    assert browser.post(f"{base}new/", given_ | {"name_es": "Feria", "body_en": "{x}"}).status_code == 422
    assert browser.post(f"{base}new/", given_ | {"name_es": "Feria", "name_en": "Fair"}).status_code == 302
    page = browser.get("/people/write/", {"person": andes.advisor.pk, "wording": "come_back"}).content.decode()
    assert "Hola {nombre}" in page
    assert "Feria" in page
    assert as_person(sur.coordinator).get(base).status_code == 404
    assert as_person(sur.coordinator).post(f"{base}come_back/archive/").status_code == 404
    assert browser.post(f"{base}come_back/archive/").status_code == 302
    page = browser.get("/people/write/", {"person": andes.advisor.pk, "wording": "come_back"}).content.decode()
    assert "Siga donde quedó" in page
    assert Wording.objects.filter(archived_at=None).count() == 1


def test_the_houses_templates_are_whole_in_both_languages() -> None:
    for key, words in HOUSE.items():
        if key != "free":
            refuse_words(words.subjects, words.bodies)


@given(st.text(), st.text())
def test_what_is_filled_in_is_never_filled_again(name: str, text: str) -> None:
    facts = {"name": name, "link": "L", "institution": "I", "sender": "S"}
    assert fill("{nombre}", facts) == name
    if "{" not in text:
        assert fill(text + "{ Name }", facts) == text + name


@pytest.mark.parametrize("size", [2, 40])
def test_the_pages_of_writing_ask_the_same_however_many_people(
    andes: House, as_person: SignIn, size: int, django_assert_max_num_queries: Any
) -> None:
    ids = []
    for number in range(size):
        person = Person.objects.create(email=f"p{number}@x.test", given_name=f"P{number}", country="PE")
        Membership.objects.create(person=person, institution=andes.institution, cohort=andes.cohort, role="advisor")
        ids.append(str(person.pk))
    browser, people = as_person(andes.coordinator), ",".join(ids)
    for url in ("/people/write/", "/people/copy/"):
        with django_assert_max_num_queries(15):
            assert browser.get(url, {"people": people}).status_code == 200
    with django_assert_max_num_queries(15):
        _page, token = preview(browser, people)
    with django_assert_max_num_queries(18):  # savepoints are counted too
        assert confirm(browser, people, token).status_code == 302
    run()
    for url in ("/people/sent/", f"/people/sent/{Nudge.objects.get().pk}/"):
        with django_assert_max_num_queries(15):
            assert browser.get(url).status_code == 200
