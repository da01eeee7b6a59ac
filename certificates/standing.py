"""What the public page answers: a pure function of the award's events, its dates, its currency and a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(StrEnum):
    """What can happen to an award."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    RESUMED = "resumed"  # a suspension ended by itself on its day: what held before holds again
    REDUCED = "reduced"
    REVOKED = "revoked"
    REINSTATED = "reinstated"
    QUESTIONED = "questioned"  # what it rests on was revised: a person has to look
    PROPOSED = "proposed"  # before motions: a decider would revoke it
    KEPT = "kept"  # a decider looked and leaves it as it is


# What changes how an award stands. A question about it, and its answer, change nothing that the public sees.
DECIDING: Final = frozenset({Act.GRANTED, Act.SUSPENDED, Act.RESUMED, Act.REDUCED, Act.REVOKED, Act.REINSTATED})
# What the holder may ask to have reviewed: what two people decided against them.
AGAINST: Final = frozenset({Act.SUSPENDED, Act.REDUCED, Act.REVOKED})


class ReasonClass(models.TextChoices):
    """Why an award was suspended, reduced or revoked, as far as the public may know. The note beside it is private."""

    ISSUED_IN_ERROR = "issued_in_error", _("issued in error")
    REQUIREMENTS = "requirements", _("a requirement turned out not to be met")
    INTEGRITY = "integrity", _("the integrity of the assessment")
    CONDUCT = "conduct", _("the code of conduct")
    REVIEW = "review", _("under review")
    REQUEST = "request", _("the holder asked for it")


class PublicState(StrEnum):
    """The answers of the verification page, in order of precedence (`standing` says why this one)."""

    UNKNOWN = "unknown"
    PREPARING = "preparing"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    REDUCED = "reduced"
    UPDATE_DUE = "update_due"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Happening:
    """One dated act on the award. Acts count from `effective_at`, in order of `number`.

    `until`: the moment at which a suspension ends by itself; None = when somebody decides. `scope`: what a reduced award
    still covers, {es, en}.
    """

    number: int
    act: str
    effective_at: datetime
    reason_class: str = ""
    until: datetime | None = None
    scope: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a certificate stands: the state, since when, until when, and the class of reason if there is one.

    `scope` is what a reduced award still covers, {es, en}. `grace_until` is set while an update is due, also where a state
    that says more (reduced) is shown.
    """

    state: PublicState
    since: datetime | None = None
    until: datetime | None = None
    reason_class: str = ""
    scope: Mapping[str, str] = field(default_factory=dict)
    grace_until: datetime | None = None

    @property
    def holds(self) -> bool:
        """True while it may be used as proof; a reduced one for its scope."""
        return self.state in (PublicState.CURRENT, PublicState.UPDATE_DUE, PublicState.REDUCED)


@dataclass(frozen=True, slots=True)
class Decided:
    """What people's decisions make of an award at a moment: `act` is granted, reduced, suspended or revoked.

    `by` is the event that made it so; `resumes` is what holds again when a suspension ends.
    """

    act: Act
    by: Happening
    resumes: Act = Act.GRANTED


def decided(events: Sequence[Happening], at: datetime) -> Decided | None:
    """What the acts in effect at a moment come to; None before the first. Questions and their answers do not count.

    A suspension with an end is over from that moment on, whether or not anybody has written it down (`Act.RESUMED`):
    what held before it holds again. A reinstatement gives back the whole scope.
    """
    base: Happening | None = None
    suspended: Happening | None = None
    revoked: Happening | None = None
    for one in sorted(events, key=lambda event: event.number):
        if one.effective_at > at or one.act not in DECIDING:
            continue
        if one.act == Act.SUSPENDED:
            suspended = one
        elif one.act == Act.RESUMED:
            suspended = None
        elif one.act == Act.REVOKED:
            revoked = one
        else:
            base, suspended, revoked = one, None, None
    if revoked is not None:
        return Decided(Act.REVOKED, revoked)
    below = Act.REDUCED if base is not None and base.act == Act.REDUCED else Act.GRANTED
    if suspended is not None and (suspended.until is None or suspended.until > at):
        return Decided(Act.SUSPENDED, suspended, below)
    return Decided(below, base) if base is not None else None


def standing(
    *,
    issued_at: datetime | None,
    events: Sequence[Happening],
    expires_at: datetime | None,
    superseded_at: datetime | None = None,
    renewed_at: datetime | None = None,
    currency: str = "current",
    currency_due: datetime | None = None,
    follows_law: bool = True,
    conduct_due: datetime | None = None,
    at: datetime,
) -> Standing:
    """The one answer at a moment. `currency` is current, due or lapsed (courses.api.currency); due and lapsed carry a date.
    `conduct_due`: until when a newer code of conduct had or has to be accepted, where it was not.

    Precedence, the first that is true. What was decided comes before what time did, what ends it before what limits it:

    1. revoked: two people took it back. Nothing else matters, not even a newer edition.
    2. superseded: a newer paper was issued, an edition of this award (`superseded_at`) or the next round's
       (`renewed_at`; only before this one ended: one that had ended is expired, whatever came later).
    3. suspended: until its day, or until somebody decides; or because a newer code of conduct was not accepted in time,
       until it is (what two people decided says why, where both are so).
    4. expired: `expires_at` is the first moment at which it no longer holds.
    5. lapsed: the law moved and the review was not done in time.
    6. scope reduced: it holds, for its scope. `grace_until` says that an update is due as well.
    7. update due: it holds, until the end of the grace.
    8. current.

    An award without an event in effect, or without an issued paper, is being prepared. `follows_law` False (a credential
    that does not rest on the law in force): it is never update due nor lapsed.
    """
    found = decided(events, at)
    if issued_at is None or issued_at > at or found is None:
        return Standing(PublicState.PREPARING)
    decision = {"since": found.by.effective_at, "reason_class": found.by.reason_class}
    replaced = superseded_at if superseded_at is not None and superseded_at <= at else None
    if replaced is None and renewed_at is not None and renewed_at <= at and (expires_at is None or renewed_at <= expires_at):
        replaced = renewed_at
    due, lapsed = follows_law and currency == "due", follows_law and currency == "lapsed"
    grace = {"grace_until": currency_due if due else None}
    answers = (
        (found.act == Act.REVOKED, PublicState.REVOKED, decision),
        (replaced is not None, PublicState.SUPERSEDED, {"since": replaced}),
        (found.act == Act.SUSPENDED, PublicState.SUSPENDED, {**decision, "until": found.by.until}),
        (conduct_due is not None and conduct_due <= at, PublicState.SUSPENDED,
         {"since": conduct_due, "reason_class": ReasonClass.CONDUCT.value}),
        (expires_at is not None and expires_at <= at, PublicState.EXPIRED, {"since": expires_at}),
        (lapsed, PublicState.LAPSED, {"since": currency_due}),
        (found.act == Act.REDUCED, PublicState.REDUCED,
         {**decision, "until": expires_at, "scope": found.by.scope, **grace}),
        (due, PublicState.UPDATE_DUE, {"since": issued_at, "until": currency_due, **grace}),
        (True, PublicState.CURRENT, {"since": issued_at, "until": expires_at}),
    )  # fmt: skip
    state, facts = next((state, facts) for holds, state, facts in answers if holds)
    return Standing(state, **facts)


def worst(currencies: Sequence[tuple[str, datetime | None]]) -> tuple[str, datetime | None]:
    """The currency of an award that rests on several completions: the worst of them, with its earliest date."""
    for state in ("lapsed", "due"):
        dates = [due for name, due in currencies if name == state]
        if dates:
            return state, min((due for due in dates if due is not None), default=None)
    return "current", None
