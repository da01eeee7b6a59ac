"""One person moves that an award be suspended, reduced, revoked or reinstated; another carries it or refuses it.

Locks: award, then motion. Nothing changes for the holder or the public until a motion is carried.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from certificates.errors import (
    AnswerMissing,
    MotionFollows,
    MotionNotFound,
    MotionOpen,
    MotionSettled,
    MoverTooClose,
    NotYourMotion,
    OwnDecision,
    TwoPeopleNeeded,
)
from certificates.models import Award, Motion, MotionState, Objection
from certificates.models.conflicts import award_too_close
from certificates.services.deciding import (
    clean_facts,
    decide_award,
    locked_award,
    require_decider,
    require_move,
    require_second,
)
from certificates.standing import Act
from lms.audit.api import record_event
from lms.kernel.words import clean_text
from lms.messages.api import send

ANSWERED: Final = "objection_answered"


@transaction.atomic
def move_award(
    *,
    award_id: int,
    act: str,
    by: int,
    reason_class: str = "",
    note: str = "",
    until: datetime | None = None,
    scope: Mapping[str, str] | None = None,
) -> int:
    """Move that something be done with an award; returns the motion's id. The same again by the same person does nothing.

    `act` is suspended, reduced, revoked or reinstated (`standing.Act`). `until` ends a suspension by itself, `scope` is what
    a reduced award still covers, {es, en}. `by` is a decider, not the holder. Raises CertificateNotFound, NotADecider,
    OwnAward, UnknownReason, UntilPast, ScopeMissing, MoveRefused, MotionOpen.
    """
    require_decider(by)
    award = locked_award(award_id, by)
    known = Motion.objects.filter(award=award, state=MotionState.OPEN).first()
    if known is not None:
        if (known.by_id, known.act) == (by, act):
            return known.pk
        raise MotionOpen
    require_move(award, _act_of(act))
    scope = clean_facts(_act_of(act), reason_class=reason_class, until=until, scope=scope)
    return open_motion(
        award, _act_of(act), by=by, note=note, until=until if act == Act.SUSPENDED else None, scope=scope,
        reason_class=reason_class if act != Act.REINSTATED else "",
    ).pk  # fmt: skip


def open_motion(award: Award, act: Act, *, by: int, note: str = "", **columns: Any) -> Motion:
    """The row and its audit. The award is locked and has no open motion."""
    motion = Motion.objects.create(award=award, act=act, by_id=by, note=clean_text(note).strip(), **columns)
    _audit(motion, "motion.opened", by, reason_class=motion.reason_class, detail=motion.note)
    return motion


@transaction.atomic
def carry_motion(*, motion_id: int, by: int, answer: str = "") -> int:
    """The second person agrees: it is done at once; returns the event's id. `by` is a decider or a reviewer, not the first;
    a decider where the first is a reviewer (who answered a request for review).

    Raises MotionNotFound, MotionSettled, TwoPeopleNeeded, MoverTooClose (the first is by now), and what `decide_award` does.
    """
    motion = _locked(motion_id, by)
    require_second(by)
    if motion.by_id == by:
        raise TwoPeopleNeeded
    if Award.objects.filter(award_too_close(motion.by_id), pk=motion.award_id).exists():
        raise MoverTooClose
    event = decide_award(
        Act(motion.act), award_id=motion.award_id, by=motion.by_id, approved_by=by, reason_class=motion.reason_class,
        note=motion.note, until=motion.until, scope=motion.scope, motion_id=motion.pk, answered=motion.objection_id is not None,
    )  # fmt: skip
    motion.event_id = event
    _close(motion, MotionState.CARRIED, by, answer, "motion.carried")
    return event


@transaction.atomic
def refuse_motion(*, motion_id: int, by: int, answer: str) -> None:
    """The second person does not agree, and says why: everything stays as it is. Who asked for a review is told.

    A motion that follows an upheld request for review is not refused by who took the decision. Raises MotionNotFound,
    MotionSettled, NotADecider, TwoPeopleNeeded, OwnAward, OwnDecision, AnswerMissing.
    """
    if not clean_text(answer).strip():
        raise AnswerMissing
    motion = _locked(motion_id, by)
    require_second(by)
    if motion.by_id == by:
        raise TwoPeopleNeeded
    if motion.objection is not None and by in hands_in(motion.objection):
        raise OwnDecision
    _close(motion, MotionState.REFUSED, by, answer, "motion.refused")
    if motion.objection is not None:
        send(
            person_id=motion.award.person_id, kind=ANSWERED, speaks_of=f"motion:{motion.pk}",
            params={"objection_id": motion.objection_id, "stage": "not_carried"},
        )  # fmt: skip


@transaction.atomic
def withdraw_motion(*, motion_id: int, by: int) -> None:
    """Who moved it takes it back. A second call does nothing.

    One that follows an upheld request for review stays: its holder was told. Raises MotionNotFound, NotYourMotion,
    MotionFollows, MotionSettled.
    """
    known = Motion.objects.filter(pk=motion_id).first()
    if known is None:
        raise MotionNotFound
    if known.by_id != by:
        raise NotYourMotion
    if known.state == MotionState.WITHDRAWN:
        return
    if known.objection_id is not None:
        raise MotionFollows
    _close(_locked(motion_id, by), MotionState.WITHDRAWN, by, "", "motion.withdrawn")


def hands_in(objection: Objection) -> frozenset[int]:
    """Who took part in the decision that a request for review is about."""
    people = (objection.event.by_id, objection.event.approved_by_id)
    return frozenset(person for person in people if person is not None)


def _act_of(act: str) -> Act:
    return Act(act) if act in set(Act) else Act.GRANTED  # a word that fits no state is refused as one


def _locked(motion_id: int, by: int) -> Motion:
    """An open motion, its award locked first. Raises MotionNotFound, MotionSettled, OwnAward."""
    award_id = Motion.objects.filter(pk=motion_id).values_list("award_id", flat=True).first()
    if award_id is None:
        raise MotionNotFound
    award = locked_award(award_id, by)
    motion = Motion.objects.select_for_update().get(pk=motion_id)
    motion.award = award
    if motion.state != MotionState.OPEN:
        raise MotionSettled
    return motion


def _close(motion: Motion, state: MotionState, by: int, answer: str, act: str) -> None:
    motion.state = state
    motion.decided_by_id = by
    motion.decided_at = timezone.now()
    motion.answer = clean_text(answer).strip()
    motion.save(update_fields=["state", "decided_by", "decided_at", "answer", "event"])
    _audit(motion, act, by, before={"state": MotionState.OPEN}, detail=motion.answer, event=motion.event_id)


def _audit(motion: Motion, act: str, by: int, *, before: dict[str, Any] | None = None, detail: str = "", **after: Any) -> None:
    record_event(
        act=act, subject="award", subject_id=motion.award_id, actor=by, institution=motion.award.institution_id,
        before=before, after={"motion": motion.pk, "act": motion.act, "state": str(motion.state), **after},
        detail={"note": detail} if detail else None,
    )  # fmt: skip
