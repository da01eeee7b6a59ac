"""Each thing is told once, after the commit, at least once to the relay and with one Message-ID."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from lms.institutions import api as institutions
from lms.institutions.models import Invitation, Person
from lms.jobs import services as jobs
from lms.jobs.models import Job, JobState
from lms.messages import api
from lms.messages.errors import NothingToSay
from lms.messages.models import Message, MessageState
from lms.messages.services import deliver, message_id_of
from tests.conftest import House

Relay = Callable[[Exception | None], None]


@pytest.fixture
def message(greeting: str, andes: House) -> Message:
    made = api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:1", params={"name": "O'Brien & <Hijos>"})
    return Message.objects.get(pk=made)


def run() -> None:
    """Let the worker do all that is due."""
    Job.objects.filter(state=JobState.DUE).update(due_at=timezone.now() - timedelta(seconds=1))
    for job_id in Job.objects.filter(state=JobState.DUE).values_list("pk", flat=True):
        jobs.run_job(job_id=job_id)


def test_nothing_is_mailed_in_the_request(message: Message) -> None:
    assert mail.outbox == []
    assert message.state == MessageState.DUE
    job = Job.objects.get(kind="messages.send")
    assert job.args == {"message_id": message.pk}


def test_the_letter_is_in_the_readers_language_as_text_and_html(message: Message, andes: House) -> None:
    run()
    letter: Any = mail.outbox[0]
    assert letter.to == [andes.advisor.email]
    assert letter.subject == "Hola O'Brien & <Hijos>"
    assert letter.body == "Elena: http://localhost:8000/x\n"
    assert letter.alternatives[0].content == "<p>O&#x27;Brien &amp; &lt;Hijos&gt;</p>"
    assert letter.extra_headers["Message-ID"] == message_id_of(message)
    assert letter.extra_headers["Content-Language"] == "es"


def test_the_language_is_the_readers_when_the_mail_is_written(message: Message, andes: House) -> None:
    institutions.set_preferences(person_id=andes.advisor.pk, language="en")
    run()
    assert mail.outbox[0].subject.startswith("Hello")


def test_telling_the_same_thing_twice_is_one_letter(message: Message, andes: House, greeting: str) -> None:
    assert api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:1", params={"name": "again"}) == message.pk
    run()
    run()
    assert deliver(message_id=message.pk) == MessageState.SENT
    assert len(mail.outbox) == 1
    api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:2", params={"name": "x"})
    api.send(person_id=andes.advisor2.pk, kind=greeting, speaks_of="thing:1", params={"name": "x"})
    run()
    assert len(mail.outbox) == 3


def test_a_business_act_that_is_undone_tells_nobody(greeting: str, andes: House) -> None:
    with transaction.atomic():
        api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:1", params={"name": "x"})
        transaction.set_rollback(True)
    run()
    assert (Message.objects.count(), mail.outbox) == (0, [])


def test_a_final_no_of_the_relay_is_kept_and_not_tried_again(message: Message, relay: Relay) -> None:
    relay(SMTPRecipientsRefused({"x@y.test": (550, b"no such mailbox")}))
    run()
    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.REFUSED, "550 no such mailbox")
    assert Job.objects.get(kind="messages.send").state == JobState.DONE
    relay(None)
    assert deliver(message_id=message.pk) == MessageState.REFUSED
    assert mail.outbox == []


@pytest.mark.parametrize(
    "fault", [SMTPRecipientsRefused({"x@y.test": (451, b"later")}), SMTPServerDisconnected("cut"), TimeoutError()]
)
def test_any_other_fault_is_tried_again_with_the_same_message_id(message: Message, relay: Relay, fault: Exception) -> None:
    relay(fault)
    run()
    message.refresh_from_db()
    assert message.state == MessageState.DUE
    relay(None)
    run()
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert message.sent_at is not None
    letter: Any = mail.outbox[0]
    assert letter.extra_headers["Message-ID"] == message_id_of(message)


def test_a_worker_that_dies_after_the_relay_said_yes_repeats_the_same_letter(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lms.messages.services import sending as services

    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(services, "_set", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(message_id=message.pk)
    deliver(message_id=message.pk)
    deliver(message_id=message.pk)
    letters: list[Any] = mail.outbox
    assert len({letter.extra_headers["Message-ID"] for letter in letters}) == 1
    assert len(letters) == 2


def test_who_is_gone_or_has_no_address_gets_nothing(message: Message, andes: House) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(email="")
    run()
    message.refresh_from_db()
    assert (message.state, mail.outbox) == (MessageState.DROPPED, [])


def test_a_matter_that_is_over_is_not_told(greeting: str, andes: House) -> None:
    def over(params: Any) -> Any:
        raise NothingToSay

    api.register_kind(greeting, over)
    made = api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:1")
    run()
    assert Message.objects.get(pk=made).state == MessageState.DROPPED


def test_a_kind_that_nobody_registered_is_refused_at_once(andes: House) -> None:
    with pytest.raises(api.UnknownMessageKind):
        api.send(person_id=andes.advisor.pk, kind="nonsense", speaks_of="x")


def test_a_kind_without_an_html_template_has_its_text_in_the_shared_frame(message: Message, settings: Any) -> None:
    from django.template import engines

    (engines["django"].dirs[0] / "lms" / "messages" / "test_greeting.html").unlink()  # type: ignore[attr-defined]
    run()
    letter: Any = mail.outbox[0]
    html = letter.alternatives[0].content
    assert '<p>Elena: <a href="http://localhost:8000/x">http://localhost:8000/x</a></p>' in html
    assert "O&#x27;Brien &amp; &lt;Hijos&gt;" in html
    assert '<html lang="es">' in html


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", ("invita", "una sola vez", "Hola, Lucía")), ("en", ("invites", "works once", "Hello, Lucía"))],
)
def test_the_invitation_reads_well_in_both_languages(andes: House, language: str, words: tuple[str, ...]) -> None:
    person_id = institutions.ensure_person(
        email="lucia@x.test", given_name="Lucía", family_name="Paz", country="PE", language=language, by=None
    )
    made = institutions.invite(person_id=person_id, institution_id=andes.institution.pk, by=andes.coordinator.pk)
    run()
    letter: Any = mail.outbox[0]
    name = {"es": "Centro andes", "en": "andes centre"}[language]
    assert name in letter.subject
    for part in (letter.body, letter.alternatives[0].content):
        assert institutions.invitation_url(made) in part
        for word in words:
            assert word in part
    assert "<html" in letter.alternatives[0].content
    assert "{{" not in letter.body


def test_an_invitation_that_was_withdrawn_before_the_mail_is_not_mailed(andes: House) -> None:
    person_id = institutions.ensure_person(email="l@x.test", given_name="", family_name="", country="PE", by=None)
    made = institutions.invite(person_id=person_id, institution_id=andes.institution.pk, by=None)
    institutions.withdraw_invitation(invitation_id=made, by=None)
    run()
    assert mail.outbox == []
    assert Message.objects.get().state == MessageState.DROPPED
    assert Invitation.objects.count() == 1
