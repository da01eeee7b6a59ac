"""What two people decide about an award after it was granted: suspend, reduce, revoke, reinstate. And what time ends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from certificates.errors import (
    CertificateNotFound,
    MotionOpen,
    MoveRefused,
    NotADecider,
    OwnAward,
    ScopeMissing,
    TooClose,
    TwoPeopleNeeded,
    UnknownReason,
    UntilPast,
)
from certificates.events import award_changed
from certificates.models import Award, AwardEvent, AwardState, Certificate, Motion, MotionState
from certificates.models.conflicts import award_too_close
from certificates.selectors.certificates import happenings_of
from certificates.services.following import FOLLOWS, followers
from certificates.services.granting import BOOK
from certificates.standing import Act, Decided, ReasonClass, decided
from certificates.wording.certificates import award_state_word
from lms.audit.api import append_to_book, record_event
from lms.institutions import api as institutions
from lms.kernel.canonical import digest
from lms.messages.api import send

CHANGED: Final = "award_changed"
# What can be done with an award in a state. The state after is `_TO`.
MOVES: Final[Mapping[Act, frozenset[AwardState]]] = {
    Act.SUSPENDED: frozenset({AwardState.GRANTED, AwardState.REDUCED}),
    Act.REDUCED: frozenset({AwardState.GRANTED, AwardState.REDUCED, AwardState.SUSPENDED}),
    Act.REVOKED: frozenset({AwardState.GRANTED, AwardState.REDUCED, AwardState.SUSPENDED}),
    Act.REINSTATED: frozenset({AwardState.SUSPENDED, AwardState.REDUCED, AwardState.REVOKED}),
}
_TO: Final[Mapping[Act, AwardState]] = {
    Act.GRANTED: AwardState.GRANTED,
    Act.SUSPENDED: AwardState.SUSPENDED,
    Act.REDUCED: AwardState.REDUCED,
    Act.REVOKED: AwardState.REVOKED,
    Act.REINSTATED: AwardState.GRANTED,
}


def suspend_award(
    *, award_id: int, by: int, approved_by: int, reason_class: str, note: str = "", until: datetime | None = None
) -> int:
    """Suspend an award at once; returns the event's id. It ends by itself at `until`; None: when somebody decides.

    Raises UntilPast and as `revoke_award`.
    """
    return decide_award(
        Act.SUSPENDED, award_id=award_id, by=by, approved_by=approved_by, reason_class=reason_class, note=note, until=until
    )


def reduce_award(
    *, award_id: int, by: int, approved_by: int, reason_class: str, scope: Mapping[str, str], note: str = ""
) -> int:
    """Let an award hold for a part only, from now on; returns the event's id. `scope`: what it still covers, {es, en}, public.

    Raises ScopeMissing and as `revoke_award`.
    """
    return decide_award(
        Act.REDUCED, award_id=award_id, by=by, approved_by=approved_by, reason_class=reason_class, note=note, scope=scope
    )


def revoke_award(*, award_id: int, by: int, approved_by: int, reason_class: str, note: str = "") -> int:
    """Revoke an award at once; returns the event's id. The public page says so from the next request on.

    `by` is a decider, `approved_by` another decider or a reviewer, neither of them the holder. The class of reason is
    public, the note never. Raises CertificateNotFound, TwoPeopleNeeded, NotADecider, OwnAward, UnknownReason, MoveRefused,
    and MotionOpen while a motion about this award waits for its answer.
    """
    return decide_award(Act.REVOKED, award_id=award_id, by=by, approved_by=approved_by, reason_class=reason_class, note=note)


def reinstate_award(*, award_id: int, by: int, approved_by: int, note: str = "") -> int:
    """Put a suspended, reduced or revoked award in force again, whole, with the same serial; returns the event's id.

    Raises as `revoke_award`.
    """
    return decide_award(Act.REINSTATED, award_id=award_id, by=by, approved_by=approved_by, note=note)


@transaction.atomic
def decide_award(
    act: Act,
    *,
    award_id: int,
    by: int,
    approved_by: int,
    reason_class: str = "",
    note: str = "",
    until: datetime | None = None,
    scope: Mapping[str, str] | None = None,
    motion_id: int | None = None,
    answered: bool = False,
) -> int:
    """One decision of two people: event, state, audit, mail, line in the book, in one transaction. Raises as `revoke_award`.

    `motion_id` is the motion that this carries out; any other open one stands in the way. `answered`: it follows a request
    for review, which a reviewer may have answered; then the second one is a decider.
    """
    if by == approved_by:
        raise TwoPeopleNeeded
    require_second(by)
    require_second(approved_by)
    require_decider(approved_by if answered and not institutions.scope(by).decider else by)
    award = locked_award(award_id, by, approved_by)
    if Motion.objects.filter(award=award, state=MotionState.OPEN).exclude(pk=motion_id or 0).exists():
        raise MotionOpen
    scope = clean_facts(act, reason_class=reason_class, until=until, scope=scope)
    require_move(award, act)
    now = timezone.now()
    event = _append(
        award, act, reason_class=reason_class if act != Act.REINSTATED else "", note=note, effective_at=now, by_id=by,
        approved_by_id=approved_by, until=until if act == Act.SUSPENDED else None, scope=scope,
    )  # fmt: skip
    after = followers(award, act)
    _project(award, event, _TO[act], actor=by)
    for one in after:  # the second countries that rest on it
        follows = _append(
            one, act, reason_class=event.reason_class, effective_at=now, by_id=by, approved_by_id=approved_by,
            until=event.until, about={FOLLOWS: award.pk},
        )  # fmt: skip
        _project(one, follows, _TO[act], actor=by)
    return event.pk


def require_decider(person_id: int) -> None:
    """Raises NotADecider."""
    if not institutions.scope(person_id).decider:
        raise NotADecider


def require_second(person_id: int) -> None:
    """A decider or a reviewer. Raises NotADecider."""
    scope = institutions.scope(person_id)
    if not (scope.decider or scope.reviewer):
        raise NotADecider


def locked_award(award_id: int, *people: int) -> Award:
    """The award, locked, as it stands now. Raises CertificateNotFound, OwnAward when one of `people` holds it, TooClose when
    one of them is too close to who does, or to its institution."""
    award = Award.objects.select_for_update().filter(pk=award_id).first()
    if award is None:
        raise CertificateNotFound
    if award.person_id in people:
        raise OwnAward
    if any(Award.objects.filter(award_too_close(one), pk=award_id).exists() for one in people):
        raise TooClose
    settle_suspension(award)
    return award


def require_move(award: Award, act: Act) -> None:
    """Raises MoveRefused where the act does not fit the state."""
    if act not in MOVES or award.state not in MOVES[act]:
        raise MoveRefused(state=award_state_word(award.state))


def clean_facts(act: Act, *, reason_class: str, until: datetime | None, scope: Mapping[str, str] | None) -> dict[str, str]:
    """The scope, tidied. Raises UnknownReason, UntilPast, ScopeMissing."""
    if act != Act.REINSTATED and reason_class not in ReasonClass.values:
        raise UnknownReason(reason=reason_class)
    if act == Act.SUSPENDED and until is not None and until <= timezone.now():
        raise UntilPast
    if act != Act.REDUCED:
        return {}
    said = {code: " ".join((scope or {}).get(code, "").split()) for code in ("es", "en")}
    if not all(said.values()):
        raise ScopeMissing
    return said


# What time ends -------------------------------------------------------------------------------------------------------
def end_suspensions(now: datetime | None = None) -> int:
    """Write down the suspensions that ended by themselves; returns how many. The public page said so from their day on.

    Run by the hourly task; safe to repeat.
    """
    moment = now or timezone.now()
    over = AwardEvent.objects.filter(act=Act.SUSPENDED, until__lte=moment, award__state=AwardState.SUSPENDED)
    ended = 0
    for award_id in sorted(set(over.values_list("award_id", flat=True))):
        with transaction.atomic():
            ended += settle_suspension(Award.objects.select_for_update().get(pk=award_id))
    return ended


def settle_suspension(award: Award) -> bool:
    """If the suspension of a locked award has ended by itself, say so in its history and its state; True when it had."""
    if award.state != AwardState.SUSPENDED:
        return False
    events = happenings_of([award.pk]).get(award.pk, [])
    found = decided(events, timezone.now())
    last = next((one for one in reversed(events) if one.act == Act.SUSPENDED), None)
    if found is None or found.act == Act.SUSPENDED or last is None or last.until is None:
        return False
    _project(award, _append(award, Act.RESUMED, effective_at=last.until), _TO[found.act], actor=None)
    return True


def now_decided(award: Award) -> Decided | None:
    """What people's decisions make of an award now."""
    return decided(happenings_of([award.pk]).get(award.pk, []), timezone.now())


# Shared ---------------------------------------------------------------------------------------------------------------
def _append(award: Award, act: Act, **columns: Any) -> AwardEvent:
    return AwardEvent.objects.create(award=award, number=award.lms_events.count() + 1, act=act, at=timezone.now(), **columns)


def _project(award: Award, event: AwardEvent, state: AwardState, *, actor: int | None) -> None:
    """The state after an event, its audit row, the holder's mail, the word that goes up, the line in the book (last)."""
    before = award.state
    award.state = state
    award.save(update_fields=["state"])
    record_event(
        act=f"award.{event.act}",
        subject="award",
        subject_id=award.pk,
        actor=actor,
        institution=award.institution_id,
        before={"state": before},
        after={
            "state": award.state, "event": event.pk, "approved_by": event.approved_by_id, "reason_class": event.reason_class,
            "until": event.until.isoformat() if event.until else None, "scope": event.scope,
        },
        detail={"note": event.note} if event.note else None,
    )  # fmt: skip
    serial = latest_paper(award).serial
    send(person_id=award.person_id, kind=CHANGED, speaks_of=f"award_event:{event.pk}", params={"award_event_id": event.pk})
    award_changed.send(sender=None, award_event_id=event.pk)
    append_to_book(book=BOOK, act=f"award.{event.act}", subject=serial, digest_=_digest_of(event, serial))


def _digest_of(event: AwardEvent, serial: str) -> str:
    """Covers the decision but not the private note, which erasure may empty."""
    body = {"serial": serial, "number": event.number, "act": event.act, "reason_class": event.reason_class, "at": event.at}
    if event.until is not None:
        body["until"] = event.until
    return digest(body | ({"scope": event.scope} if event.scope else {}))


def latest_paper(award: Award) -> Certificate:
    """The certificate of an award that nothing replaced."""
    return award.lms_certificates.filter(paper="certificate", superseded_by=None).defer("tail").get()
