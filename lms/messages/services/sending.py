"""The ledger of messages: written in the business transaction, sent after it, each thing told once."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any, Final
from urllib.parse import urlsplit

from django.core import mail
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.audit.api import record_event
from lms.institutions.api import PersonCard, person_card
from lms.jobs.api import request_job, request_jobs
from lms.kernel import conf
from lms.kernel.bulk import insert_each
from lms.messages.addresses import is_failing
from lms.messages.errors import MessageNotFound, NothingToSay
from lms.messages.kinds import Kind, kind_of, more_of
from lms.messages.models import FAILED, Message, MessageState
from lms.messages.notices import for_good
from lms.messages.rendering import write_words
from lms.messages.services.addresses import note_fault
from lms.messages.services.choices import opens_at, stop_link, wants

log = logging.getLogger(__name__)
SEND: Final = "messages.send"
DELIVER: Final = "lms.messages.deliver"  # the doorbell of mails: the queue `mail`
SMTP_SECONDS: Final = 30
NO_ADDRESS: Final = "no address"
UNSUBSCRIBED: Final = "unsubscribed"
FAILING: Final = "failing"  # nothing was tried: the address had failed for good before
_OURS: Final = re.compile(r"lms-([0-9]{1,18})(?:\.([0-9]{1,4}))?-([0-9a-fA-F]{16})@")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of many: to whom, about what, with which params."""

    person_id: int
    speaks_of: str
    params: Mapping[str, Any]


@transaction.atomic
def send(*, person_id: int, kind: str, speaks_of: str, params: Mapping[str, Any] | None = None) -> int:
    """Write one message to one person about one thing and ask for its sending; returns the message's id.

    Safe to repeat: the same person, kind and `speaks_of` are one row. `params` are ids and plain values, never secrets
    or names (a kind's `more` adds those when the mail is written). Raises UnknownMessageKind.
    """
    more_of(kind)
    message, _made = Message.objects.get_or_create(
        person_id=person_id, kind=kind, speaks_of=speaks_of, channel="mail", defaults={"params": dict(params or {})}
    )
    request_job(kind=SEND, key=f"{SEND}:{message.pk}", args={"message_id": message.pk})
    return message.pk


@transaction.atomic
def send_many(*, kind: str, speaks_of: str, params_by_person: Mapping[int, Mapping[str, Any]]) -> int:
    """The same thing told to many people at once, each with their own params; returns how many are told now. Five queries.

    Safe to repeat, as `send`: who was told is left out. At most a thousand people a call. Raises UnknownMessageKind.
    """
    more_of(kind)
    about = Message.objects.filter(kind=kind, speaks_of=speaks_of, channel="mail", person_id__in=list(params_by_person))
    told = set(about.values_list("person_id", flat=True))
    fresh = [
        Message(person_id=person, kind=kind, speaks_of=speaks_of, channel="mail", params=dict(params))
        for person, params in params_by_person.items()
        if person not in told
    ]
    Message.objects.bulk_create(fresh, 500, ignore_conflicts=True)
    ids = about.exclude(person_id__in=told).values_list("pk", flat=True)
    request_jobs(kind=SEND, args_by_key={f"{SEND}:{pk}": {"message_id": pk} for pk in ids})
    return len(fresh)


@transaction.atomic
def send_each(*, kind: str, letters: Sequence[Letter]) -> int:
    """Many messages of one kind, each about something of its own; returns how many are told now. Four queries for 500.

    Safe to repeat, as `send`: the same person and `speaks_of` are one row. Raises UnknownMessageKind.
    """
    more_of(kind)
    wanted = {(one.person_id, one.speaks_of): one for one in letters}
    about = Message.objects.filter(
        person_id__in={one.person_id for one in letters}, kind=kind, speaks_of__in={one.speaks_of for one in letters},
        channel="mail",
    )  # fmt: skip
    told = set(about.values_list("person_id", "speaks_of"))
    fresh = [(one.person_id, kind, one.speaks_of, "mail", dict(one.params)) for key, one in wanted.items() if key not in told]
    insert_each(Message, ["person", "kind", "speaks_of", "channel", "params"], fresh, ignore_conflicts=True)
    ids = [
        pk for pk, *key in about.values_list("pk", "person_id", "speaks_of") if tuple(key) in wanted and tuple(key) not in told
    ]
    request_jobs(kind=SEND, args_by_key={f"{SEND}:{pk}": {"message_id": pk} for pk in ids})
    return len(fresh)


def message_id_of(message: Message) -> str:
    """The Message-ID of a message: the same at every attempt, so that a repeated delivery shows once.

    One that a person asked to send again has a new one, so that a notice about the first attempt does not speak of the second.
    """
    host = urlsplit(conf.base_url()).hostname or "localhost"
    again = f".{message.again}" if message.again else ""
    return f"<lms-{message.pk}{again}-{_proof(message.pk, message.again)}@{host}>"


def message_of_id(text: str) -> tuple[int, int] | None:
    """(message, attempt) that a Message-ID of ours names; None for one that is not ours."""
    found = _OURS.search(text)
    if found is None:
        return None
    pk, again = int(found[1]), int(found[2] or 0)
    return (pk, again) if constant_time_compare(_proof(pk, again), found[3].lower()) else None


def _proof(pk: int, again: int) -> str:
    return salted_hmac("lms.messages", f"{pk}.{again}" if again else f"{pk}", algorithm="sha256").hexdigest()[:16]


def deliver(*, message_id: int) -> str:
    """Send a message that is due; returns its state. One that was sent, refused or dropped is left as it is.

    At least once with one Message-ID: if a worker dies between the relay's yes and our note of it, the next attempt
    repeats the same mail. A relay's final no (5xx for the address) makes it REFUSED; any other fault raises, and the job
    is tried again. In the reader's quiet hours it stays due, and a job for their end is asked for. An optional kind that the
    reader does without is dropped; to an address that has failed for good nothing goes out until it is corrected.
    """
    message = Message.objects.get(pk=message_id)
    if message.state != MessageState.DUE:
        return message.state
    person, kind = person_card(message.person_id), kind_of(message.kind)
    if not_now := _held_back(message, person, kind):
        return not_now
    stop = "" if kind.mandatory else stop_link(person.id, kind.code)
    try:
        words = write_words(kind=message.kind, person=person, params=message.params, unsubscribe=stop)
    except NothingToSay as moot:
        return _set(message, MessageState.DROPPED, str(moot))
    letter = mail.EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        to=[person.email],
        headers={"Message-ID": message_id_of(message), **_headers(person.language, stop)},
        connection=mail.get_connection(timeout=SMTP_SECONDS),
    )
    letter.attach_alternative(words.html, "text/html")
    try:
        letter.send()
    except SMTPRecipientsRefused as refused:
        codes = [code for code, _text in refused.recipients.values()]
        if not codes or any(code < 500 for code in codes):
            raise
        log.warning("message %s was refused by the relay: %s", message_id, codes)
        said = "; ".join(_said(*answer) for answer in refused.recipients.values())
        note_fault(person, hard=for_good("", said), said=said)
        return _set(message, MessageState.REFUSED, said)
    return _set(message, MessageState.SENT)


def _held_back(message: Message, person: PersonCard, kind: Kind) -> str:
    """Why a message does not go out now, written down as its new state; '' when it does."""
    if person.erased or not person.email:
        return _set(message, MessageState.DROPPED, NO_ADDRESS)
    if not (kind.mandatory or wants(person_id=person.id, kind=kind.code)):
        return _set(message, MessageState.DROPPED, UNSUBSCRIBED)
    if is_failing(person):
        return _set(message, MessageState.REFUSED, FAILING)
    open_at = None if kind.urgent else opens_at(person, timezone.now())
    return _wait(message, open_at) if open_at else ""


def _headers(language: str, stop: str) -> dict[str, str]:
    """Of every mail, and of one that can be stopped with one click (RFC 8058)."""
    said = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    if stop:
        said |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return said


@transaction.atomic
def _wait(message: Message, until: datetime) -> str:
    """Leave it due and ask for a job at the end of the quiet hours: once for that moment, however often this is called."""
    Message.objects.filter(pk=message.pk, state=MessageState.DUE).update(not_before=until)
    key = f"{SEND}:{message.pk}:{until:%Y%m%dT%H%M}"
    request_job(kind=SEND, key=key, args={"message_id": message.pk}, due_at=until)
    return str(MessageState.DUE)


@transaction.atomic
def send_again(*, message_id: int, by: int) -> None:
    """Try a message once more that was refused or came back, to the address the person has now. Audited. Safe to repeat:
    one that is due or was sent stays as it is.

    Raises MessageNotFound.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise MessageNotFound
    if message.state not in FAILED and (message.state, message.error) != (MessageState.DROPPED, NO_ADDRESS):
        return
    message.state, message.error, message.again = MessageState.DUE, "", message.again + 1
    message.save(update_fields=["state", "error", "again"])
    record_event(act="message.sent_again", subject="message", subject_id=message.pk, actor=by)
    request_job(kind=SEND, key=f"{SEND}:{message.pk}:again:{message.again}", args={"message_id": message.pk})


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"


def _set(message: Message, state: MessageState, error: str = "") -> str:
    sent_at = timezone.now() if state == MessageState.SENT else None
    Message.objects.filter(pk=message.pk, state=MessageState.DUE).update(state=state, error=error, sent_at=sent_at)
    return str(state)
