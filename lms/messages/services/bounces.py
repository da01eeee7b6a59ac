"""Notices that came back: written down once, and what follows for the message and the address."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from lms.institutions.api import person_card
from lms.messages.models import DeliveryNotice, Message, MessageState
from lms.messages.notices import Notice, read_notices
from lms.messages.services.addresses import note_fault
from lms.messages.services.sending import message_of_id


@dataclass(slots=True)
class Received:
    """What was in a file: counts of notices, and the mails that could not be read (by their number in the file)."""

    mails: int = 0
    hard: int = 0
    soft: int = 0
    good: int = 0  # delivered, relayed: nothing to do
    known: int = 0  # read before
    strangers: int = 0  # about mail that is not ours
    others: int = 0  # no notices
    unreadable: list[int] = field(default_factory=list)


def receive_notices(mails: Iterable[bytes]) -> Received:
    """Read every mail of a file. Safe to repeat: a notice counts once, whatever file it comes in."""
    done = Received()
    for number, raw in enumerate(mails, start=1):
        done.mails += 1
        found = read_notices(raw)
        if found is None:
            done.unreadable.append(number)
        elif not found:
            done.others += 1
        for notice in found or ():
            _count(done, receive_notice(notice))
    return done


def _count(done: Received, came: str) -> None:
    setattr(done, came, getattr(done, came) + 1)


@transaction.atomic
def receive_notice(notice: Notice) -> str:
    """Write one notice down: 'hard', 'soft', 'good', 'known' or 'strangers'.

    Failed: the message came back. An address that failed for good is not written to again until it is corrected, a passing
    fault is counted; both only if the notice speaks of the address the person has now.
    """
    ours = message_of_id(notice.about)
    message = Message.objects.select_for_update().filter(pk=ours[0]).first() if ours else None
    if message is None or ours is None:
        return "strangers"
    if notice.action not in ("failed", "delayed"):
        return "good"
    _row, made = DeliveryNotice.objects.get_or_create(
        digest=notice.digest,
        defaults={
            "message_id": message.pk, "hard": notice.hard, "status": notice.status[:12], "said": notice.said,
            "at": timezone.now(),
        },
    )  # fmt: skip
    if not made:
        return "known"
    person = person_card(message.person_id)
    if notice.action == "failed" and message.again == ours[1] and message.state in (MessageState.SENT, MessageState.DUE):
        message.state, message.error = MessageState.BOUNCED, f"{notice.status} {notice.said}".strip()
        message.save(update_fields=["state", "error"])
    if not person.erased and person.email.strip().lower() in notice.recipients:
        note_fault(person, hard=notice.hard, said=f"{notice.status} {notice.said}".strip())
    return "hard" if notice.hard else "soft"
