"""Planning sittings: for one's own groups, or for the programme. Those admitted and the invigilator hear of it by mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.errors.exam_sittings import (
    MayNotSitAgain,
    NotCertifying,
    NotToBeSeated,
    ReasonMissing,
    SeatTaken,
    SittingBegun,
    SittingEmpty,
    SittingInPast,
    SittingUpsideDown,
)
from assessments.exam_sittings.rules import LONGEST
from assessments.models import AttemptState, ExamSeat, ExamSitting, SittingState
from assessments.models import SittingEventKind as Kind
from assessments.models.exam_sitting_rows import Candidate, barred, candidates_by_id
from assessments.selectors.exam_seats import is_certifying
from assessments.services.exam_holding import note_event
from assessments.services.exam_invigilators import refuse_invigilator
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.words import clean_text
from lms.messages.api import send

CANDIDATE: Final = "exam_sitting"
INVIGILATOR: Final = "exam_invigilator"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned: when, where, who watches, who sits. `place` is room or video."""

    opens_at: datetime
    closes_at: datetime
    place: str
    place_words: str
    bring: str
    invigilator_id: int
    enrolment_ids: frozenset[int]


@transaction.atomic
def plan_sitting(*, unit_id: int, institution_id: int | None, plan: Plan, by: int) -> int:
    """Plan a sitting of one certifying quiz; returns its id. `institution_id` None: the programme's.

    Everybody admitted belongs to that institution. Raises SittingEmpty, NotToBeSeated, NotCertifying, SeatTaken,
    MayNotSitAgain, SittingUpsideDown, SittingInPast, InvigilatorTooClose, InvigilatorSameHouse.
    """
    people = _checked(unit_id, institution_id, plan, sitting=None)
    home = institutions.institution_card(institution_id or people[0].institution_id)
    sitting = ExamSitting.objects.create(
        unit_id=unit_id, institution_id=institution_id, country=home.country, time_zone=home.time_zone, planned_by_id=by,
        **_columns(plan),
    )  # fmt: skip
    ExamSeat.objects.bulk_create(ExamSeat(sitting=sitting, enrolment_id=one.enrolment_id, admitted_by_id=by) for one in people)
    note_event(sitting_id=sitting.pk, kind=Kind.PLANNED, by=by, seats=len(people))
    _audit(sitting, "exam_sitting.planned", by, plan)
    _tell_all(sitting, "planned")
    return sitting.pk


def _columns(plan: Plan) -> dict[str, object]:
    words = {name: " ".join(clean_text(getattr(plan, name)).split())[:300] for name in ("place_words", "bring")}
    return {
        "opens_at": plan.opens_at, "closes_at": plan.closes_at, "place": plan.place,
        "invigilator_id": plan.invigilator_id, **words,
    }  # fmt: skip


def _checked(unit_id: int, institution_id: int | None, plan: Plan, *, sitting: int | None) -> list[Candidate]:
    """Those who are to be admitted, when all rules hold."""
    if not timezone.now() < plan.closes_at:
        raise SittingInPast
    if not plan.opens_at < plan.closes_at <= plan.opens_at + LONGEST:
        raise SittingUpsideDown(hours=int(LONGEST.total_seconds() // 3600))
    if not plan.enrolment_ids:
        raise SittingEmpty
    people = candidates_by_id(plan.enrolment_ids)
    strangers = institution_id is not None and any(one.institution_id != institution_id for one in people)
    if len(people) != len(plan.enrolment_ids) or strangers:
        raise NotToBeSeated
    for one in {one.course_id: one for one in people}.values():
        if not is_certifying(one.enrolment_id, unit_id):
            raise NotCertifying
    if barred(unit_id, plan.enrolment_ids):
        raise MayNotSitAgain
    _refuse_taken(unit_id, people, sitting)
    refuse_invigilator(
        person_id=plan.invigilator_id, candidates={one.person_id for one in people},
        houses={one.institution_id for one in people}, place=plan.place,
    )  # fmt: skip
    return people


def _refuse_taken(unit_id: int, people: Collection[Candidate], sitting: int | None) -> None:
    """One seat at a time: nobody has two sittings of one quiz ahead of them, or a held result behind them."""
    names = {one.enrolment_id: one.full_name for one in people}
    rows = ExamSeat.objects.filter(enrolment__in=names, sitting__unit_id=unit_id, removed_at=None).exclude(sitting=sitting)
    ahead = rows.filter(sitting__state__in=[SittingState.PLANNED, SittingState.OPEN]).exclude(
        attempt__state__in=[AttemptState.SUBMITTED, AttemptState.ANNULLED]
    )
    taken = ahead.values_list("enrolment_id", flat=True).first()
    taken = taken or rows.filter(attempt__state=AttemptState.HELD).values_list("enrolment_id", flat=True).first()
    if taken:
        raise SeatTaken(name=names[taken])


@transaction.atomic
def change_sitting(*, sitting_id: int, plan: Plan, by: int) -> None:
    """Change what is planned: whoever is admitted now hears of what changed, whoever is not any more hears that. The same plan
    again changes nothing. Raises SittingBegun and what `plan_sitting` does."""
    sitting = ExamSitting.objects.select_for_update(no_key=True).get(pk=sitting_id)
    if sitting.state != SittingState.PLANNED:
        raise SittingBegun
    seats = {one.enrolment_id: one for one in sitting.lms_seats.select_for_update()}
    before = {pk for pk, one in seats.items() if one.removed_at is None}
    columns = _columns(plan)
    moved = any(getattr(sitting, name) != value for name, value in columns.items())
    if not moved and before == plan.enrolment_ids:
        return
    people = _checked(sitting.unit_id, sitting.institution_id, plan, sitting=sitting_id)
    was = sitting.invigilator_id
    for name, value in columns.items():
        setattr(sitting, name, value)
    sitting.revision += 1
    sitting.save(update_fields=[*columns, "revision"])
    _admit(sitting, seats, {one.enrolment_id for one in people}, by)
    gone = before - plan.enrolment_ids
    ExamSeat.objects.filter(sitting=sitting, enrolment__in=gone).update(removed_at=timezone.now())
    note_event(sitting_id=sitting_id, kind=Kind.CHANGED, by=by, revision=sitting.revision)
    _audit(sitting, "exam_sitting.changed", by, plan)
    for enrolment_id, person_id in _candidates(sitting, gone):
        _tell(sitting, person_id, "removed", seat_id=seats[enrolment_id].pk)
    if was != sitting.invigilator_id:
        _tell_invigilator(sitting, was, "removed")
    _tell_all(sitting, "changed" if moved else "planned", only=None if moved else plan.enrolment_ids - before)


def _admit(sitting: ExamSitting, seats: dict[int, ExamSeat], wanted: set[int], by: int) -> None:
    back = [pk for pk in wanted if pk in seats and seats[pk].removed_at is not None]
    ExamSeat.objects.filter(sitting=sitting, enrolment__in=back).update(
        removed_at=None, admitted_by=by, admitted_at=timezone.now()
    )
    fresh = sorted(wanted - seats.keys())
    ExamSeat.objects.bulk_create(ExamSeat(sitting=sitting, enrolment_id=pk, admitted_by_id=by) for pk in fresh)


@transaction.atomic
def cancel_sitting(*, sitting_id: int, because: str, by: int) -> None:
    """It does not take place: those admitted and the invigilator read why. A second call does nothing. Raises ReasonMissing,
    SittingBegun."""
    because = " ".join(clean_text(because).split())[:300]
    if not because:
        raise ReasonMissing
    sitting = ExamSitting.objects.select_for_update(no_key=True).get(pk=sitting_id)
    if sitting.state == SittingState.CANCELLED:
        return
    if sitting.state != SittingState.PLANNED:
        raise SittingBegun
    sitting.state, sitting.cancelled_because, sitting.revision = SittingState.CANCELLED, because, sitting.revision + 1
    sitting.save(update_fields=["state", "cancelled_because", "revision"])
    note_event(sitting_id=sitting_id, kind=Kind.CANCELLED, by=by)
    record_event(
        act="exam_sitting.cancelled", subject="exam_sitting", subject_id=sitting_id, actor=by,
        institution=sitting.institution_id, before={"state": SittingState.PLANNED.value},
        after={"state": SittingState.CANCELLED.value}, detail={"because": because},
    )  # fmt: skip
    _tell_all(sitting, "cancelled")


def _candidates(sitting: ExamSitting, enrolments: Collection[int] | None) -> list[tuple[int, int]]:
    rows = sitting.lms_seats.all() if enrolments is None else sitting.lms_seats.filter(enrolment__in=enrolments)
    if enrolments is None:
        rows = rows.filter(removed_at=None)
    return list(rows.order_by("pk").values_list("enrolment_id", "enrolment__person_id"))


def _tell_all(sitting: ExamSitting, stage: str, *, only: Collection[int] | None = None) -> None:
    seats = dict(sitting.lms_seats.filter(removed_at=None).values_list("enrolment_id", "pk"))
    for enrolment_id, person_id in _candidates(sitting, only):
        _tell(sitting, person_id, stage, seat_id=seats[enrolment_id])
    if only is None:
        _tell_invigilator(sitting, sitting.invigilator_id, stage)


def _tell(sitting: ExamSitting, person_id: int, stage: str, *, seat_id: int) -> None:
    send(
        person_id=person_id, kind=CANDIDATE, speaks_of=f"exam_sitting:{sitting.pk}:{sitting.revision}",
        params={"seat_id": seat_id, "stage": stage},
    )  # fmt: skip


def _tell_invigilator(sitting: ExamSitting, person_id: int, stage: str) -> None:
    send(
        person_id=person_id, kind=INVIGILATOR, speaks_of=f"exam_sitting:{sitting.pk}:{sitting.revision}",
        params={"sitting_id": sitting.pk, "stage": stage},
    )  # fmt: skip


def _audit(sitting: ExamSitting, act: str, by: int, plan: Plan) -> None:
    record_event(
        act=act, subject="exam_sitting", subject_id=sitting.pk, actor=by, institution=sitting.institution_id,
        after={
            "unit": sitting.unit_id, "opens_at": plan.opens_at.isoformat(), "closes_at": plan.closes_at.isoformat(),
            "place": plan.place, "invigilator": plan.invigilator_id, "seats": len(plan.enrolment_ids),
        },
        detail={"place_words": sitting.place_words},
    )  # fmt: skip
