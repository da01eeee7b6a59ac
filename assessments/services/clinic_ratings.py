"""What a business says of a session, by a link that works once. Nothing tells who answered, and no contact is kept."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format

from assessments.errors.clinic import NothingToRate, RatingIncomplete, RatingNotFound, RatingOver, RatingUsed
from assessments.models import ClinicRating, ClinicSession, ClinicState
from lms.kernel import conf

DAYS: Final = 30
NEXT: Final = ("yes", "no", "unsure")
_RATED: Final = (ClinicState.DECLARED, ClinicState.CONFIRMED, ClinicState.NOT_SEEN, ClinicState.NOT_REACHED)


@transaction.atomic
def make_link(*, session_id: int) -> None:
    """Make the link of a session, or a new one in place of one that was not used; the old one then leads nowhere.

    Raises NothingToRate (a draft), RatingUsed.
    """
    session = ClinicSession.objects.select_for_update().get(pk=session_id)
    if session.state not in _RATED:
        raise NothingToRate
    row = ClinicRating.objects.filter(session=session).first() or ClinicRating(session=session)
    if row.answered_at is not None:
        raise RatingUsed
    row.made_at = timezone.now()
    row.expires_at = row.made_at + timedelta(days=DAYS)
    row.token_hash = _hash(_token(row))
    row.save()


def link_of(row: ClinicRating) -> str:
    """The whole address of a link that is still good, '' of one that is not. Not stored: an HMAC under SECRET_KEY."""
    token = _token(row)
    if row.answered_at is not None or row.expires_at <= timezone.now() or row.token_hash != _hash(token):
        return ""
    return conf.base_url() + reverse("lms:assessments:clinic-rate", args=[token])


def open_rating(token: str) -> ClinicRating:
    """The row of a link that may be answered. Raises RatingNotFound, RatingUsed, RatingOver."""
    return _good(ClinicRating.objects.filter(token_hash=_hash(token)).first())


@transaction.atomic
def answer_rating(*, token: str, answers: Mapping[str, Any], same_device: bool = False) -> None:
    """Keep the three answers, once. `same_device`: the browser had rated before, or somebody is signed in there.

    Raises RatingNotFound, RatingUsed, RatingOver, RatingIncomplete.
    """
    row = _good(ClinicRating.objects.select_for_update().filter(token_hash=_hash(token)).first())
    useful, clear, again = (str(answers.get(name, "")) for name in ("useful", "clear", "next"))
    if useful not in _ONE_TO_FIVE or clear not in _ONE_TO_FIVE or again not in NEXT:
        raise RatingIncomplete
    row.answers = {"useful": int(useful), "clear": int(clear), "next": again}
    row.answered_at, row.same_device = timezone.now(), same_device
    row.save(update_fields=["answers", "answered_at", "same_device"])


_ONE_TO_FIVE: Final = frozenset("12345")


def _good(row: ClinicRating | None) -> ClinicRating:
    if row is None or row.session.state not in _RATED:
        raise RatingNotFound
    if row.answered_at is not None:
        raise RatingUsed
    if row.expires_at <= timezone.now():
        raise RatingOver(when=date_format(timezone.localtime(row.expires_at), "DATE_FORMAT"))
    return row


def _token(row: ClinicRating) -> str:
    secret = f"{row.session_id}:{row.made_at.timestamp():.6f}"
    return salted_hmac("assessments.clinic_rating", secret, algorithm="sha256").hexdigest()[:40]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
