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
    NotADecider,
    NothingAsked,
    NothingProposed,
    UnknownReason,
)
from certificates.models import Award, AwardEvent, AwardState
from certificates.selectors_questions import open_question
from certificates.services.deciding import revoke_award
from certificates.standing import Act, ReasonClass
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions import api as institutions


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
    """A decider looked and leaves the award as it is; returns the event's id. It ends a proposal to revoke too.

    Raises CertificateNotFound, NotADecider, KeepReasonMissing, NothingAsked.
    """
    if not because.strip():
        raise KeepReasonMissing
    award = _asked_about(award_id, by)
    event = _append(award, Act.KEPT, by=by, note=because.strip())
    _audit(award, event, actor=by, detail={"note": event.note})
    return event.pk


@transaction.atomic
def propose_revocation(*, award_id: int, by: int, reason_class: str, note: str = "") -> int:
    """A decider would revoke it; another decider or a reviewer has the last word. Returns the event's id.

    Raises CertificateNotFound, NotADecider, UnknownReason, NothingAsked.
    """
    if reason_class not in ReasonClass.values:
        raise UnknownReason(reason=reason_class)
    award = _asked_about(award_id, by)
    event = _append(award, Act.PROPOSED, by=by, reason_class=reason_class, note=note.strip())
    _audit(award, event, actor=by, after={"reason_class": reason_class}, detail={"note": event.note} if event.note else None)
    return event.pk


@transaction.atomic
def approve_revocation(*, award_id: int, by: int) -> int:
    """The second person revokes what a decider proposed; returns the event's id. Raises NothingProposed and what
    `revoke_award` does (TwoPeopleNeeded, NotADecider, MoveRefused)."""
    award = Award.objects.select_for_update().filter(pk=award_id).first()
    if award is None:
        raise CertificateNotFound
    last = open_question(award_id)
    if last is None or last.act != Act.PROPOSED or last.by_id is None:
        raise NothingProposed
    return revoke_award(award_id=award_id, by=last.by_id, approved_by=by, reason_class=last.reason_class, note=last.note)


def _asked_about(award_id: int, by: int) -> Award:
    """The award, locked, with an open question. Raises CertificateNotFound, NotADecider, NothingAsked."""
    if not institutions.scope(by).decider:
        raise NotADecider
    award = Award.objects.select_for_update().filter(pk=award_id).first()
    if award is None:
        raise CertificateNotFound
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
