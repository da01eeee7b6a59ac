"""Recording what a unit's kind computed, and completing the course when nothing required is open.

Locks the enrolment first, always. `OutcomeRecord` is the truth; `UnitProgress` and `EnrolmentSummary` are its projections,
written in the same transaction.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from courses import events
from courses.cards import EnrolmentCard
from courses.errors import EarnedAfterClosing, EnrolmentClosed, EnrolmentNotFound, ReasonMissing, UnitNotFound
from courses.kinds import Outcome
from courses.models import Enrolment, EnrolmentState, OutcomeRecord, Unit, UnitProgress
from courses.progress import PASSING
from courses.selectors.enrolments import card_of
from courses.services.announce import announce
from courses.services.completing import complete_course
from courses.services.projecting import entries_for, project_progress, recorded
from courses.services.settling import settle_refresher
from lms.audit.api import record_event
from lms.kernel.canonical import digest, plain


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """The row, locked for the rest of the transaction. Raises EnrolmentNotFound."""
    enrolment = Enrolment.objects.select_for_update().filter(pk=enrolment_id).first()
    if enrolment is None:
        raise EnrolmentNotFound
    return enrolment


def hold(enrolment_id: int) -> EnrolmentCard:
    """Lock an enrolment before starting or handing in work in it; call it inside a transaction, first of all locks.

    A completed enrolment may still be worked in. Raises EnrolmentNotFound, EnrolmentClosed.
    """
    enrolment = lock_enrolment(enrolment_id)
    if enrolment.state == EnrolmentState.CLOSED:
        raise EnrolmentClosed
    return card_of(enrolment)


def hold_group(cohort_course_id: int) -> list[EnrolmentCard]:
    """Lock everybody of a group whose enrolment is not closed, by id; call it inside a transaction, first of all locks.

    Whoever starts work in the group waits until this transaction is over, and then sees what it changed.
    """
    rows = Enrolment.objects.select_for_update().filter(cohort_course_id=cohort_course_id).order_by("pk")
    return [card_of(enrolment) for enrolment in rows.exclude(state=EnrolmentState.CLOSED)]


@transaction.atomic
def record_outcome(*, enrolment_id: int, unit_id: int, outcome: Outcome) -> None:
    """Set what the unit's kind computed; complete the course when nothing required is open.

    Safe to repeat: `outcome.key` counts once per enrolment. Never takes a pass back (`revise_outcome`, with a reason,
    does); a better score raises it. Work earned before closing counts whenever it is scored, and is carried on to the
    enrolment that continues a closed one. Raises EnrolmentNotFound, UnitNotFound, EarnedAfterClosing.
    """
    _record(enrolment_id, unit_id, outcome, why="")


@transaction.atomic
def revise_outcome(*, enrolment_id: int, unit_id: int, outcome: Outcome, why: str, by: int | None = None) -> None:
    """Set a unit's standing outright, also downwards, with the reason kept and the act audited; says outcome_revised.

    Safe to repeat: `outcome.key` counts once. A completion stays: it is a snapshot, and who issues on it hears the event.
    Raises ReasonMissing, EnrolmentNotFound, UnitNotFound, EarnedAfterClosing.
    """
    if not why.strip():
        raise ReasonMissing
    before = UnitProgress.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id).values("state", "score").first()
    if not _record(enrolment_id, unit_id, outcome, why=why.strip()):
        return
    record_event(
        act="outcome.revised",
        subject="enrolment",
        subject_id=enrolment_id,
        actor=by,
        institution=Enrolment.objects.get(pk=enrolment_id).institution_id,
        before=plain(before or {}),
        after={"unit": unit_id, "state": outcome.state, "score": plain(outcome.score)},
        reason=why.strip(),
    )
    announce(events.outcome_revised, enrolment_id=enrolment_id, unit_id=unit_id)


def _record(enrolment_id: int, unit_id: int, outcome: Outcome, *, why: str) -> bool:
    """Lock, refuse, record, hand on. False: this key was here before."""
    enrolment = lock_enrolment(enrolment_id)
    refuse_if_earned_after_closing(enrolment, outcome)
    if not append_outcome(enrolment, unit_id, outcome, why=why):
        return False
    entries = entries_for(enrolment)
    if unit_id not in {entry.unit_id for entry in entries}:
        refuse_foreign_unit(enrolment, unit_id)
        if outcome.state in PASSING:
            settle_refresher(enrolment=enrolment, unit_id=unit_id, passed_at=outcome.earned_at)
    counted = project_progress(enrolment, unit_id, recorded(outcome, why), entries)
    heir = Enrolment.objects.filter(continues_id=enrolment_id).only("id").first()
    if heir is not None:
        _record(heir.pk, unit_id, carried(enrolment_id, outcome), why=why)
    elif counted.complete and enrolment.state != EnrolmentState.COMPLETED:
        complete_course(enrolment, entries, counted)
    return True


def refuse_if_earned_after_closing(enrolment: Enrolment, outcome: Outcome) -> None:
    """Raises EarnedAfterClosing."""
    if enrolment.state == EnrolmentState.CLOSED and enrolment.closed_at and outcome.earned_at > enrolment.closed_at:
        raise EarnedAfterClosing


def refuse_foreign_unit(enrolment: Enrolment, unit_id: int) -> None:
    """A unit that the release no longer has may still be scored; one of another course may not. Raises UnitNotFound."""
    if not Unit.objects.non_polymorphic().filter(pk=unit_id, course_id=enrolment.course_id).exists():
        raise UnitNotFound


def append_outcome(enrolment: Enrolment, unit_id: int, outcome: Outcome, *, why: str = "") -> bool:
    """Write the record under the enrolment's lock. False: this key was here before."""
    known = OutcomeRecord.objects.filter(enrolment=enrolment).aggregate(
        last=Max("number"), seen=Count("id", filter=Q(key=outcome.key))
    )
    if known["seen"]:
        return False
    OutcomeRecord.objects.create(
        enrolment=enrolment,
        unit_id=unit_id,
        unit_version_id=outcome.unit_version_id,
        number=(known["last"] or 0) + 1,
        key=outcome.key,
        state=outcome.state,
        score=outcome.score,
        evidence=list(outcome.evidence),
        standing=said(outcome),
        earned_at=outcome.earned_at,
        why=why,
    )
    return True


def said(outcome: Outcome) -> dict[str, Any]:
    """What the kind said beside state and score, as JSON without empty values."""
    parts = {"code": outcome.code, "params": dict(outcome.params), "waits_on": outcome.waits_on, "due": outcome.due}
    return {name: plain(value) for name, value in parts.items() if value}


def carried(from_id: int, outcome: Outcome) -> Outcome:
    """The same outcome under a key of its own in the enrolment that continues."""
    return replace(outcome, key=f"carried:{from_id}:{digest(outcome.key)[:32]}")
