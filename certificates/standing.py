"""What the public page answers: a pure function of the award's events, its dates, its currency and a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(StrEnum):
    """What can happen to an award."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REINSTATED = "reinstated"
    QUESTIONED = "questioned"  # what it rests on was revised: a person has to look
    PROPOSED = "proposed"  # a decider would revoke it; a second person has not answered
    KEPT = "kept"  # a decider looked and leaves it as it is


# What changes how an award stands. A question about it, and its answer, change nothing that the public sees.
DECIDING: Final = frozenset({Act.GRANTED, Act.SUSPENDED, Act.REVOKED, Act.REINSTATED})


class ReasonClass(models.TextChoices):
    """Why an award was suspended or revoked, as far as the public may know. The note beside it is private."""

    ISSUED_IN_ERROR = "issued_in_error", _("issued in error")
    REQUIREMENTS = "requirements", _("a requirement turned out not to be met")
    INTEGRITY = "integrity", _("the integrity of the assessment")
    REVIEW = "review", _("under review")
    REQUEST = "request", _("the holder asked for it")


class PublicState(StrEnum):
    """The answers of the verification page, in order of precedence."""

    UNKNOWN = "unknown"
    PREPARING = "preparing"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    UPDATE_DUE = "update_due"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Happening:
    """One dated act on the award. Acts count from `effective_at`, in order of `number`."""

    number: int
    act: str
    effective_at: datetime
    reason_class: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a certificate stands: the state, since when, until when, and the class of reason if there is one."""

    state: PublicState
    since: datetime | None = None
    until: datetime | None = None
    reason_class: str = ""

    @property
    def holds(self) -> bool:
        """True while it may be used as proof."""
        return self.state in (PublicState.CURRENT, PublicState.UPDATE_DUE)


def standing(
    *,
    issued_at: datetime | None,
    events: Sequence[Happening],
    expires_at: datetime | None,
    superseded_at: datetime | None = None,
    currency: str = "current",
    currency_due: datetime | None = None,
    at: datetime,
) -> Standing:
    """The one answer at a moment. `currency` is current, due or lapsed (courses.api.currency); due and lapsed carry a date.

    What was decided comes before what time did: revoked, superseded, suspended, expired, lapsed, update due, current.
    An award without an event in effect is being prepared; questions about it and their answers
    do not count. `expires_at` is the first moment at which it no longer holds.
    """
    past = [one for one in sorted(events, key=lambda e: e.number) if one.effective_at <= at and one.act in DECIDING]
    if issued_at is None or issued_at > at or not past:
        return Standing(PublicState.PREPARING)
    last = past[-1]
    decided = {"since": last.effective_at, "reason_class": last.reason_class}
    answers = (
        (last.act == Act.REVOKED, PublicState.REVOKED, decided),
        (superseded_at is not None and superseded_at <= at, PublicState.SUPERSEDED, {"since": superseded_at}),
        (last.act == Act.SUSPENDED, PublicState.SUSPENDED, decided),
        (expires_at is not None and expires_at <= at, PublicState.EXPIRED, {"since": expires_at}),
        (currency == "lapsed", PublicState.LAPSED, {"since": currency_due}),
        (currency == "due", PublicState.UPDATE_DUE, {"since": issued_at, "until": currency_due}),
        (True, PublicState.CURRENT, {"since": issued_at, "until": expires_at}),
    )
    state, facts = next((state, facts) for holds, state, facts in answers if holds)
    return Standing(state, **facts)


def worst(currencies: Sequence[tuple[str, datetime | None]]) -> tuple[str, datetime | None]:
    """The currency of an award that rests on several completions: the worst of them, with its earliest date."""
    for state in ("lapsed", "due"):
        dates = [due for name, due in currencies if name == state]
        if dates:
            return state, min((due for due in dates if due is not None), default=None)
    return "current", None
