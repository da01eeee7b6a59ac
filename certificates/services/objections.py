"""The holder asks for a review of a decision, once; somebody who had no hand in it answers. Locks: award, objection, motion."""

from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certificates.errors import (
    AnswerMissing,
    MotionOpen,
    NothingToObject,
    ObjectionNotFound,
    ObjectionOnce,
    ObjectionSettled,
    ObjectionTextMissing,
    OwnDecision,
)
from certificates.models import Award, AwardEvent, Motion, MotionState, Objection, ObjectionState
from certificates.services.deciding import MOVES, locked_award, now_decided, require_second
from certificates.services.motions import ANSWERED, hands_in, open_motion
from certificates.standing import AGAINST, Act
from courses.api import REVIEW_STATE
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel import reviewing
from lms.kernel.words import clean_text
from lms.messages.api import send

LEAST: Final = 20  # characters
MOST: Final = 4000


@transaction.atomic
def object_to(*, event_id: int, by: int, text: str) -> int:
    """The holder asks for a review of one decision; returns the objection's id. The same text again does nothing.

    It changes nothing by itself: the decision stands until it is answered. Raises ObjectionTextMissing, ObjectionNotFound
    (not a decision about an award of theirs), NothingToObject, ObjectionOnce.
    """
    text = clean_text(text).strip()
    if not LEAST <= len(text) <= MOST:
        raise ObjectionTextMissing(least=LEAST, most=MOST)
    event = AwardEvent.objects.select_related("award").filter(pk=event_id, award__person_id=by).first()
    if event is None:
        raise ObjectionNotFound
    if event.act not in AGAINST:
        raise NothingToObject
    award = Award.objects.select_for_update().get(pk=event.award_id)
    known = Objection.objects.filter(event=event).first()
    if known is not None:
        if known.state == ObjectionState.OPEN and known.text == text:
            return known.pk
        raise ObjectionOnce
    try:
        with transaction.atomic():
            clock = _clock(award.institution_id)
            made = Objection.objects.create(event=event, text=text, due_on=clock.decide_by, acknowledge_by=clock.acknowledge_by)
    except IntegrityError:  # two tabs at once
        raise ObjectionOnce from None
    _audit(award, made, "objection.opened", by)
    return made.pk


@transaction.atomic
def withdraw_objection(*, objection_id: int, by: int) -> None:
    """The holder takes it back: the decision stands, and there is no second one. A second call does nothing.

    Raises ObjectionNotFound, ObjectionSettled.
    """
    known = Objection.objects.filter(pk=objection_id, event__award__person_id=by).first()
    if known is None:
        raise ObjectionNotFound
    if known.state == ObjectionState.WITHDRAWN:
        return
    award, objection = _locked(objection_id)
    _close(award, objection, ObjectionState.WITHDRAWN, by)


@transaction.atomic
def dismiss_objection(*, objection_id: int, by: int, answer: str) -> None:
    """The decision stands, because …; the holder is told. `by` is a decider or a reviewer without a hand in the decision.

    Raises AnswerMissing, ObjectionNotFound, ObjectionSettled, NotADecider, OwnAward, OwnDecision.
    """
    award, objection = _answering(objection_id, by, answer)
    _close(award, objection, ObjectionState.DISMISSED, by, answer)
    _tell(award, objection, "dismissed")


@transaction.atomic
def uphold_objection(*, objection_id: int, by: int, answer: str) -> int | None:
    """The decision was wrong, because …; returns the id of the motion to reinstate, which a second person carries.

    None when the decision is no longer what keeps the award from holding whole (it ended, or another one was taken since):
    then nothing follows but the answer. A motion to reinstate that is open already is the one that follows. The holder is
    told now, and again when it is carried. Raises as `dismiss_objection`, and MotionOpen while another motion is open.
    """
    award, objection = _answering(objection_id, by, answer)
    _close(award, objection, ObjectionState.UPHELD, by, answer)
    motion = _follow(award, objection, by)
    _tell(award, objection, "upheld" if motion is not None else "upheld_over")
    return motion


def due_on(institution_id: int) -> date:
    """The last day for an answer: 30 business days from today, where the institution is."""
    return _clock(institution_id).decide_by


def _clock(institution_id: int) -> reviewing.Clock:
    return reviewing.clock(timezone.localdate(), institutions.institution_card(institution_id).country)


def clock_of(objection: Objection, country: str) -> reviewing.Clock:
    """The last days of a request; the first one of an older request by the day on which it came in."""
    by = objection.acknowledge_by or reviewing.clock(timezone.localdate(objection.at), country).acknowledge_by
    return reviewing.Clock(by, objection.due_on)


@transaction.atomic
def acknowledge_objection(*, objection_id: int, by: int) -> None:
    """Somebody who may answer says that it has arrived and until when it is answered; the holder is told. A second call does
    nothing. Raises ObjectionNotFound, ObjectionSettled, NotADecider, OwnAward, OwnDecision."""
    require_second(by)
    award, objection = _locked(objection_id, by)
    if by in hands_in(objection):
        raise OwnDecision
    if not _acknowledge(objection, by):
        return
    _audit(award, objection, "objection.acknowledged", by)
    send(
        person_id=award.person_id, kind=REVIEW_STATE, speaks_of=f"objection:{objection.pk}:acknowledged",
        params={
            "stage": "acknowledged", "due": objection.due_on.isoformat(),
            "path": reverse("lms:certificates:objection-form", args=[objection.event_id]),
        },
    )  # fmt: skip


def _acknowledge(objection: Objection, by: int) -> bool:
    """Whether it is acknowledged now: an answer says that it has arrived, too."""
    if objection.acknowledged_at is not None:
        return False
    objection.acknowledged_at, objection.acknowledged_by_id = timezone.now(), by
    objection.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return True


def _follow(award: Award, objection: Objection, by: int) -> int | None:
    found = now_decided(award)
    if found is None or found.by.number != objection.event.number or award.state not in MOVES[Act.REINSTATED]:
        return None
    known = Motion.objects.filter(award=award, state=MotionState.OPEN).first()
    if known is not None:
        if known.act != Act.REINSTATED or known.objection_id is not None:
            raise MotionOpen
        known.objection = objection
        known.save(update_fields=["objection"])
        return known.pk
    return open_motion(award, Act.REINSTATED, by=by, note=objection.answer, objection=objection).pk


def _answering(objection_id: int, by: int, answer: str) -> tuple[Award, Objection]:
    if not clean_text(answer).strip():
        raise AnswerMissing
    require_second(by)
    award, objection = _locked(objection_id, by)
    if by in hands_in(objection):
        raise OwnDecision
    return award, objection


def _locked(objection_id: int, *people: int) -> tuple[Award, Objection]:
    """Raises ObjectionNotFound, ObjectionSettled, OwnAward when one of `people` holds the award."""
    known = Objection.objects.select_related("event").filter(pk=objection_id).first()
    if known is None:
        raise ObjectionNotFound
    award = locked_award(known.event.award_id, *people)
    objection = Objection.objects.select_for_update(of=("self",)).select_related("event").get(pk=objection_id)
    if objection.state != ObjectionState.OPEN:
        raise ObjectionSettled
    return award, objection


def _close(award: Award, objection: Objection, state: ObjectionState, by: int, answer: str = "") -> None:
    if state != ObjectionState.WITHDRAWN:
        _acknowledge(objection, by)
    objection.state = state
    objection.decided_by_id = by
    objection.decided_at = timezone.now()
    objection.answer = clean_text(answer).strip()
    objection.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    _audit(award, objection, f"objection.{state}", by)


def _tell(award: Award, objection: Objection, stage: str) -> None:
    send(
        person_id=award.person_id, kind=ANSWERED, speaks_of=f"objection:{objection.pk}",
        params={"objection_id": objection.pk, "stage": stage},
    )  # fmt: skip


def _audit(award: Award, objection: Objection, act: str, by: int) -> None:
    said = objection.answer or objection.text
    record_event(
        act=act, subject="award", subject_id=award.pk, actor=by, institution=award.institution_id,
        after={"objection": objection.pk, "event": objection.event_id, "state": str(objection.state)},
        detail={"note": said} if said else None,
    )  # fmt: skip
