"""Who does without a kind does not get it; the link of a mail needs no log-in and stops nothing that is mandatory."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lms.institutions.models import Person
from lms.jobs import services as jobs
from lms.jobs.models import Job, JobState
from lms.messages import api
from lms.messages.errors import MandatoryMessage
from lms.messages.models import KindChoice, Message, MessageState, QuietHours
from lms.messages.services.choices import choose_kind, stop_link
from tests.conftest import House

SignIn = Callable[[Person], Client]


def run() -> None:
    Job.objects.filter(state=JobState.DUE).update(due_at=timezone.now() - timedelta(seconds=1))
    for job_id in Job.objects.filter(state=JobState.DUE).values_list("pk", flat=True):
        jobs.run_job(job_id=job_id)


@pytest.fixture
def optional(greeting: str) -> str:
    api.register_kind(greeting, optional="Saludos")
    return greeting


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def test_an_optional_mail_carries_the_headers_of_one_click_and_a_link_in_both_parts(optional: str, andes: House) -> None:
    api.send(person_id=andes.advisor.pk, kind=optional, speaks_of="x", params={"name": "N"})
    run()
    parsed: Any = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    link = stop_link(andes.advisor.pk, optional)
    assert parsed["List-Unsubscribe"].replace("\n", "").replace(" ", "") == f"<{link}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in parsed.get_body(("plain",)).get_content()
    assert parsed.get_content_type() == "multipart/alternative"


def test_a_mandatory_mail_offers_no_way_out(greeting: str, andes: House) -> None:
    api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="x", params={"name": "N"})
    run()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    with pytest.raises(MandatoryMessage):
        choose_kind(person_id=andes.advisor.pk, kind=greeting, wanted=False)
    assert Client().get(path_of(stop_link(andes.advisor.pk, greeting))).status_code == 404


def test_a_link_that_is_only_opened_stops_nothing(optional: str, andes: House) -> None:
    page = Client().get(path_of(stop_link(andes.advisor.pk, optional)))
    assert page.status_code == 200
    assert not KindChoice.objects.exists()


def test_one_click_of_a_mail_program_stops_that_kind_for_that_person_alone(optional: str, andes: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        done = strict.post(path_of(stop_link(andes.advisor.pk, optional)), {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
    for person in (andes.advisor, andes.advisor2):
        api.send(person_id=person.pk, kind=optional, speaks_of="x", params={"name": "N"})
    run()
    assert [letter.to[0] for letter in mail.outbox] == [andes.advisor2.email]
    assert Message.objects.get(person=andes.advisor).state == MessageState.DROPPED
    strict.post(path_of(stop_link(andes.advisor.pk, optional)), {"again": "1"})
    api.send(person_id=andes.advisor.pk, kind=optional, speaks_of="y", params={"name": "N"})
    run()
    assert len(mail.outbox) == 2


def test_a_link_that_was_changed_or_of_somebody_erased_is_a_404(optional: str, andes: House) -> None:
    link = path_of(stop_link(andes.advisor.pk, optional))
    assert Client().post(link[:-3] + "x/").status_code == 404
    Person.objects.filter(pk=andes.advisor.pk).update(erased_at=timezone.now())
    assert Client().post(link).status_code == 404


def test_the_page_of_choices_keeps_what_was_ticked(optional: str, andes: House, as_person: SignIn) -> None:
    browser = as_person(andes.advisor)
    assert "Saludos" in browser.get("/messages/choices/").content.decode()
    done = browser.post("/messages/choices/", {"kinds": ["nudge"], "starts": "21", "ends": "7"})
    assert done.status_code == 302
    assert KindChoice.objects.get(person=andes.advisor, kind=optional).wanted is False
    assert not KindChoice.objects.filter(person=andes.advisor, kind="nudge").exists()
    own = QuietHours.objects.get(person=andes.advisor)
    assert (own.starts, own.ends) == (21, 7)
    assert browser.post("/messages/choices/", {"kinds": ["nonsense"], "starts": "99", "ends": "7"}).status_code == 422
