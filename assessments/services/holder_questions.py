"""Six months after a certificate: ask its holder once, remind once, close. The link is the key; no log-in is needed.

While a question is open only the key of this installation leads from an answer to its holder, who may change it; when it closes
the answer keeps institution, country and month, and nothing leads back.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments.errors.surveys import HolderIncomplete, HolderLinkNotFound, HolderLinkOver
from assessments.holders import Holder, holders_since
from assessments.models import AskState, HolderAnswer, HolderAsk
from assessments.surveys.holding import AFTER, LATE, OPEN_FOR, REMINDED_AFTER, read_holder
from assessments.surveys.seals import seals
from lms.institutions.api import institution_cards
from lms.kernel import conf
from lms.messages.api import NothingToSay, send

ASKED: Final = "holder_asked"  # kinds of message
REMINDED: Final = "holder_reminded"
WHAT: Final = "holder"
_ALIVE: Final = (AskState.OPEN, AskState.ANSWERED)


def ask_holders(now: datetime | None = None) -> int:
    """Ask the holders whose six months are over; returns how many now. Safe to repeat: one award, one question. From beat."""
    now = now or timezone.now()
    found = holders_since(now - AFTER - LATE, now - AFTER)
    known = set(HolderAsk.objects.filter(subject__in=[one.subject for one in found]).values_list("subject", flat=True))
    return sum(_ask(one, now) for one in found if one.subject not in known)


@transaction.atomic
def _ask(holder: Holder, now: datetime) -> bool:
    row, made = HolderAsk.objects.get_or_create(
        subject=holder.subject,
        defaults={
            "person_id": holder.person_id, "institution_id": holder.institution_id, "country": holder.country,
            "due_at": holder.granted_at + AFTER, "asked_at": now, "closes_at": now + OPEN_FOR,
            "token_hash": _hash(_token(holder.subject)),
        },
    )  # fmt: skip
    if made:
        send(person_id=holder.person_id, kind=ASKED, speaks_of=holder.subject, params={"ask_id": row.pk})
    return made


def remind_holders(now: datetime | None = None) -> int:
    """Remind, once, those who were asked two weeks ago and have not answered; returns how many. Safe to repeat. From beat."""
    now = now or timezone.now()
    due = HolderAsk.objects.filter(
        state=AskState.OPEN, reminded_at=None, asked_at__lte=now - REMINDED_AFTER, closes_at__gt=now
    )  # fmt: skip
    return sum(_remind(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(ask_id: int, now: datetime) -> bool:
    row = HolderAsk.objects.select_for_update().filter(pk=ask_id, state=AskState.OPEN, reminded_at=None).first()
    if row is None:
        return False
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    send(person_id=row.person_id, kind=REMINDED, speaks_of=row.subject, params={"ask_id": row.pk})
    return True


def asked_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The link and the last day, when the mail is written. Raises NothingToSay when it was answered or closed meanwhile."""
    row = HolderAsk.objects.filter(pk=params["ask_id"], state=AskState.OPEN, closes_at__gt=timezone.now()).first()
    if row is None:
        raise NothingToSay
    return {"link": link_of(row), "last_day": row.closes_at}


def link_of(row: HolderAsk) -> str:
    """The whole address. Not stored: an HMAC under SECRET_KEY."""
    return conf.base_url() + reverse("lms:assessments:holder-answer", args=[_token(row.subject)])


def open_ask(token: str, now: datetime | None = None) -> HolderAsk:
    """The question behind a link. Raises HolderLinkNotFound, HolderLinkOver."""
    return _good(HolderAsk.objects.filter(token_hash=_hash(token)).first(), now or timezone.now())


def answer_of(ask: HolderAsk) -> dict[str, Any]:
    """What was answered so far, {} for nothing."""
    found = HolderAnswer.objects.filter(seal__in=seals(WHAT, ask.pk, ask.person_id)).values_list("answers", flat=True).first()
    return found or {}


@transaction.atomic
def answer_holder(*, token: str, raw: Mapping[str, Any], now: datetime | None = None) -> None:
    """Keep the three answers, in place of those given before. Safe to repeat.

    Raises HolderLinkNotFound, HolderLinkOver, HolderIncomplete.
    """
    row = _good(HolderAsk.objects.select_for_update().filter(token_hash=_hash(token)).first(), now or timezone.now())
    answers = read_holder(raw)
    if answers is None:
        raise HolderIncomplete
    marks = seals(WHAT, row.pk, row.person_id)
    if not HolderAnswer.objects.filter(seal__in=marks).update(answers=answers):
        zone = ZoneInfo(institution_cards([row.institution_id])[row.institution_id].time_zone)
        month = row.due_at.astimezone(zone).date().replace(day=1)
        HolderAnswer.objects.create(
            institution_id=row.institution_id, country=row.country, month=month, seal=marks[0], answers=answers
        )
    row.state = AskState.ANSWERED
    row.save(update_fields=["state"])


def close_asks(now: datetime | None = None) -> int:
    """Close the questions whose time is over and cut what leads to the answers; returns how many. Safe to repeat. From beat."""
    now = now or timezone.now()
    due = HolderAsk.objects.filter(state__in=_ALIVE, closes_at__lte=now).order_by("pk")
    return sum(_close(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _close(ask_id: int) -> bool:
    row = HolderAsk.objects.select_for_update().filter(pk=ask_id, state__in=_ALIVE).first()
    if row is None:
        return False
    HolderAnswer.objects.filter(seal__in=seals(WHAT, row.pk, row.person_id)).update(seal="")
    row.state = AskState.KEPT if row.state == AskState.ANSWERED else AskState.CLOSED
    row.save(update_fields=["state"])
    return True


@transaction.atomic
def forget_holder(*, person_id: int) -> None:
    """Erasure: an open question closes and its answer goes. Safe to repeat."""
    for row in HolderAsk.objects.select_for_update().filter(person_id=person_id, state__in=_ALIVE):
        HolderAnswer.objects.filter(seal__in=seals(WHAT, row.pk, person_id)).delete()
        row.state = AskState.CLOSED
        row.save(update_fields=["state"])


def _good(row: HolderAsk | None, now: datetime) -> HolderAsk:
    if row is None:
        raise HolderLinkNotFound
    if row.closes_at <= now or row.state not in _ALIVE:
        raise HolderLinkOver
    return row


def _token(subject: str) -> str:
    return salted_hmac("assessments.holder_question", subject, algorithm="sha256").hexdigest()[:40]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
