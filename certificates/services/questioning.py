"""An award whose ground moved: a question to the deciders, and their answer. Nothing is withdrawn by itself.

What an award rests on is a completion; a completion is a snapshot and stays. When a pass in it is taken back (a mended key, a
score corrected), the award is questioned: the public page says what it said before, until two people revoke it or one decider
keeps it, with a reason.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from certificates.errors import (
    CertificateNotFound,
    KeepReasonMissing,
    NothingAsked,
    NothingProposed,
    UnknownReason,
)
from certificates.models import Award, AwardEvent, AwardState, Motion, MotionState
from certificates.selectors.questions import open_question
from certificates.services.deciding import locked_award, require_decider
from certificates.services.motions import carry_motion, move_award, refuse_motion, withdraw_motion
from certificates.standing import Act, ReasonClass
from courses import api as courses
from lms.audit.api import record_event


@transaction.atomic
def question_awards(*, enrolment_id: int, unit_id: int) -> int:
    """A unit's outcome was revised: ask about every award that rests on that enrolment, or on one that continues it.

    Returns how many are asked about now. Only a pass that was taken back asks; a lower score that is still a pass meets what
    the award asked for. Safe to repeat: one question a revision and award. A revoked award asks nothing.
    """
    revised = courses.revision(enrolment_id, unit_id)
    if revised is None or not revised.lost:
        return 0
    about = {"enrolment": enrolment_id, "unit": unit_id, "record": revised.number}
    mine = (
        Q(lms_completions__completion__enrolment=enrolment_id)
        | Q(lms_completions__completion__enrolment__continues=enrolment_id)
        | Q(lms_completions__completion__enrolment__continues__continues=enrolment_id)
    )
    ids = Award.objects.filter(mine).exclude(state=AwardState.REVOKED).values_list("pk", flat=True)
    asked = 0
    for award in Award.objects.select_for_update().filter(pk__in=sorted(set(ids))).order_by("pk"):
        if not AwardEvent.objects.filter(award=award, act=Act.QUESTIONED, about=about).exists():
            event = _append(award, Act.QUESTIONED, about=about)
            _audit(award, event, after={"enrolment": enrolment_id, "unit": unit_id})
            asked += 1
    return asked


@transaction.atomic
def keep_award(*, award_id: int, by: int, because: str) -> int:
    """A decider looked and leaves the award as it is; returns the event's id. It ends a motion to revoke too.

    Raises CertificateNotFound, NotADecider, OwnAward, KeepReasonMissing, NothingAsked.
    """
    if not because.strip():
        raise KeepReasonMissing
    award = _asked_about(award_id, by)
    motion = Motion.objects.filter(award=award, state=MotionState.OPEN, act=Act.REVOKED).first()
    if motion is not None and motion.by_id == by:
        withdraw_motion(motion_id=motion.pk, by=by)
    elif motion is not None:
        refuse_motion(motion_id=motion.pk, by=by, answer=because)
    event = _append(award, Act.KEPT, by=by, note=because.strip())
    _audit(award, event, actor=by, detail={"note": event.note})
    return event.pk


@transaction.atomic
def propose_revocation(*, award_id: int, by: int, reason_class: str, note: str = "") -> int:
    """A decider moves to revoke what is asked about; another decider or a reviewer has the last word. The motion's id.

    Raises CertificateNotFound, NothingAsked, and what `move_award` does.
    """
    if reason_class not in ReasonClass.values:
        raise UnknownReason(reason=reason_class)
    _asked_about(award_id, by)
    return move_award(award_id=award_id, act=Act.REVOKED, by=by, reason_class=reason_class, note=note)


@transaction.atomic
def approve_revocation(*, award_id: int, by: int) -> int:
    """The second person carries the motion to revoke what is asked about; returns the event's id.

    Raises CertificateNotFound, NothingProposed, and what `carry_motion` does (TwoPeopleNeeded, NotADecider, MoveRefused).
    """
    if not Award.objects.select_for_update().filter(pk=award_id).exists():
        raise CertificateNotFound
    motion = Motion.objects.filter(award=award_id, state=MotionState.OPEN, act=Act.REVOKED).first()
    if motion is None or open_question(award_id) is None:
        raise NothingProposed
    return carry_motion(motion_id=motion.pk, by=by)


def _asked_about(award_id: int, by: int) -> Award:
    """The award, locked, with an open question. Raises CertificateNotFound, NotADecider, OwnAward, NothingAsked."""
    require_decider(by)
    award = locked_award(award_id, by)
    if open_question(award_id) is None:
        raise NothingAsked
    return award


def _append(award: Award, act: Act, **columns: Any) -> AwardEvent:
    by = columns.pop("by", None)
    now = timezone.now()
    return AwardEvent.objects.create(
        award=award, number=award.lms_events.count() + 1, act=act, effective_at=now, at=now, by_id=by, **columns
    )


def _audit(award: Award, event: AwardEvent, *, actor: int | None = None, **more: Any) -> None:
    after = {"state": award.state, "event": event.pk} | (more.pop("after", None) or {})
    record_event(
        act=f"award.{event.act}", subject="award", subject_id=award.pk, actor=actor, institution=award.institution_id,
        before={"state": award.state}, after=after, **more,
    )  # fmt: skip
