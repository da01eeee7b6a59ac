"""What mail servers send back: read, matched, counted once; what it means for the message and the address."""

import mailbox
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.institutions.models import Person
from lms.jobs import services as jobs
from lms.jobs.models import Job, JobState
from lms.messages import api
from lms.messages.models import AddressState, DeliveryNotice, Message, MessageState
from lms.messages.notices import for_good, read_notices
from lms.messages.services.sending import message_id_of
from tests.conftest import House

SignIn = Callable[[Person], Client]


def run() -> None:
    Job.objects.filter(state=JobState.DUE).update(due_at=timezone.now() - timedelta(seconds=1))
    for job_id in Job.objects.filter(state=JobState.DUE).values_list("pk", flat=True):
        jobs.run_job(job_id=job_id)


def notice(
    about: str, to: str, *, status: str = "5.1.1", action: str = "failed", said: str = "550 5.1.1 no such user",
    own: str = "n1", inner: str = "message/rfc822",
) -> bytes:  # fmt: skip
    """A report as RFC 3464 has it."""
    back = f"Message-ID: {about}\r\nTo: {to}\r\nSubject: x\r\n\r\nhello\r\n"
    head = f"Message-ID: {about}\r\nTo: {to}\r\n"
    return (
        f"From: MAILER-DAEMON@mx.test\r\nTo: bounces@site.test\r\nMessage-ID: <{own}@mx.test>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n"
        f"--B\r\nContent-Type: {inner}\r\n\r\n{back if inner == 'message/rfc822' else head}\r\n--B--\r\n"
    ).encode()


@pytest.fixture
def sent(greeting: str, andes: House) -> Message:
    pk = api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:1", params={"name": "N"})
    run()
    return Message.objects.get(pk=pk)


def receive(path: Path) -> str:
    out = StringIO()
    call_command("receive_bounces", str(path), stdout=out)
    return out.getvalue()


def eml(tmp_path: Path, body: bytes, name: str = "a.eml") -> Path:
    path = tmp_path / name
    path.write_bytes(body)
    return path


@pytest.mark.parametrize("inner", ["message/rfc822", "text/rfc822-headers"])
def test_a_hard_bounce_stops_writing_to_that_address_until_it_is_corrected(
    sent: Message, andes: House, greeting: str, tmp_path: Path, inner: str
) -> None:
    path = eml(tmp_path, notice(message_id_of(sent), andes.advisor.email.upper(), inner=inner))
    assert "1 failed for good" in receive(path)
    assert "1 known before" in receive(path)
    sent.refresh_from_db()
    assert (sent.state, DeliveryNotice.objects.count()) == (MessageState.BOUNCED, 1)
    assert AddressState.objects.get(person=andes.advisor).failing_since is not None
    api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:2", params={"name": "N"})
    run()
    assert len(mail.outbox) == 1
    assert Message.objects.get(speaks_of="thing:2").state == MessageState.REFUSED
    Person.objects.filter(pk=andes.advisor.pk).update(email="nueva@andes.test")
    api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:3", params={"name": "N"})
    run()
    assert mail.outbox[-1].to == ["nueva@andes.test"]


def test_a_full_mailbox_is_counted_and_written_to_again(sent: Message, andes: House, greeting: str, tmp_path: Path) -> None:
    to, about = andes.advisor.email, message_id_of(sent)
    receive(eml(tmp_path, notice(about, to, action="delayed", status="4.2.2", said="452 full", own="n1")))
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT
    receive(eml(tmp_path, notice(about, to, status="5.2.2", said="552 5.2.2 mailbox full", own="n2")))
    sent.refresh_from_db()
    state = AddressState.objects.get(person=andes.advisor)
    assert (sent.state, state.soft, state.failing_since) == (MessageState.BOUNCED, 2, None)
    api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="thing:2", params={"name": "N"})
    run()
    assert len(mail.outbox) == 2


def test_a_forged_or_foreign_message_id_changes_nothing(sent: Message, andes: House, tmp_path: Path) -> None:
    forged = f"<lms-{sent.pk}-{'0' * 16}@localhost>"
    for number, about in enumerate((forged, "<other@elsewhere.test>", "")):
        assert "1 about other mail" in receive(eml(tmp_path, notice(about, andes.advisor.email), f"{number}.eml"))
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT
    assert not AddressState.objects.exists()


def test_a_notice_of_an_address_the_person_no_longer_has_does_not_blame_the_new_one(
    sent: Message, andes: House, tmp_path: Path
) -> None:
    Person.objects.filter(pk=andes.advisor.pk).update(email="nueva@andes.test")
    receive(eml(tmp_path, notice(message_id_of(sent), "advisor@andes.test")))
    sent.refresh_from_db()
    assert sent.state == MessageState.BOUNCED
    assert not AddressState.objects.exists()


def test_good_news_and_ordinary_mail_are_left_alone(sent: Message, andes: House, tmp_path: Path) -> None:
    assert "1 delivered" in receive(eml(tmp_path, notice(message_id_of(sent), andes.advisor.email, action="delivered")))
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "ana@x.test", "Hola"
    letter.set_content("¿Cómo va?")
    assert "1 no notices" in receive(eml(tmp_path, letter.as_bytes(), "b.eml"))
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT


def test_an_mbox_and_a_maildir_are_read_and_what_is_unknown_is_named(sent: Message, andes: House, tmp_path: Path) -> None:
    strange = b"From: MAILER-DAEMON@old.test\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program.\r\n"
    good = notice(message_id_of(sent), andes.advisor.email)
    box = mailbox.mbox(tmp_path / "box")
    box.add(good)
    box.add(strange)
    box.close()
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("receive_bounces", str(tmp_path / "box"), stdout=out)
    assert stopped.value.code == 1
    assert "2 mails; 1 failed for good" in out.getvalue()
    assert "mail 2 looks like a notice in a form that is not known" in out.getvalue()
    folder = mailbox.Maildir(tmp_path / "dir", create=True)
    folder.add(good)
    assert "1 known before" in receive(tmp_path / "dir")


def test_what_holds_no_mail_is_refused_by_name(tmp_path: Path, db: None) -> None:
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    for path in (tmp_path / "x.bin", tmp_path / "none", tmp_path):
        with translation.override("en"), pytest.raises(CommandError, match="holds no mail"):
            call_command("receive_bounces", str(path), stdout=StringIO())


@pytest.mark.parametrize(
    ("status", "said", "hard"),
    [
        ("5.1.1", "", True), ("5.1.10", "", True), ("5.2.1", "", True), ("5.2.2", "", False), ("5.7.1", "550 spam", False),
        ("", "550 no such mailbox", True), ("", "552 full", False), ("", "550 5.7.1 policy", False), ("4.4.1", "", False),
        ("5.0.0", "550 5.1.1 unknown", True), ("5.0.0", "554 rejected", False), ("5.0.0", "", True),
    ],
)  # fmt: skip
def test_which_faults_are_for_good(status: str, said: str, hard: bool) -> None:
    assert for_good(status, said) is hard


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.integers(0, 900))
def test_no_notice_however_broken_stops_the_reading(noise: bytes, at: int) -> None:
    whole = notice("<lms-1-0123456789abcdef@x>", "a@b.test")
    read_notices(whole[:at] + noise + whole[at:])
    read_notices(whole[:at])
    read_notices(noise)


def test_a_refusal_at_hand_over_marks_the_address_only_when_the_address_is_wrong(
    greeting: str, andes: House, relay: Callable[[Exception | None], None]
) -> None:
    relay(SMTPRecipientsRefused({"x": (550, b"5.7.1 policy")}))
    api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="1", params={"name": "N"})
    run()
    assert AddressState.objects.get().failing_since is None
    relay(SMTPRecipientsRefused({"x": (550, b"5.1.1 unknown")}))
    api.send(person_id=andes.advisor.pk, kind=greeting, speaks_of="2", params={"name": "N"})
    run()
    assert AddressState.objects.get().failing_since is not None


def test_the_coordinator_sees_what_did_not_arrive_and_sends_it_again(
    sent: Message, andes: House, sur: House, tmp_path: Path, as_person: SignIn
) -> None:
    receive(eml(tmp_path, notice(message_id_of(sent), andes.advisor.email, said="550 <b>5.1.1</b> unknown")))
    page: Any = as_person(andes.coordinator).get("/messages/failed/").content.decode()
    assert andes.advisor.email in page
    assert "&lt;b&gt;5.1.1&lt;/b&gt;" in page
    assert andes.advisor.email not in as_person(sur.coordinator).get("/messages/failed/").content.decode()
    assert as_person(sur.coordinator).post(f"/messages/failed/{sent.pk}/again/").status_code == 404
    assert as_person(andes.coordinator).post(f"/messages/failed/{sent.pk}/again/").status_code == 302
    run()
    sent.refresh_from_db()
    letters: list[Any] = mail.outbox
    assert (sent.state, len(letters)) == (MessageState.SENT, 2)
    assert len({letter.extra_headers["Message-ID"] for letter in letters}) == 2
    assert as_person(andes.coordinator).post(f"/messages/failed/{sent.pk}/again/").status_code == 404


@pytest.mark.parametrize("size", [2, 30])
def test_the_page_of_failures_asks_the_same_however_many_there_are(
    andes: House, as_person: SignIn, size: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(size):
        Message.objects.create(
            person=(andes.advisor, andes.advisor2)[number % 2],
            kind="invitation",
            speaks_of=str(number),
            state="refused",
            error="550",
        )
    browser = as_person(andes.coordinator)
    with django_assert_max_num_queries(12):
        assert browser.get("/messages/failed/").status_code == 200
