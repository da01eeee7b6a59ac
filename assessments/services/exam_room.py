"""What the invigilator does: the code, notes, closing, the report. The programme's sweep closes what was left open."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.clock import say_when
from assessments.errors.exam_sittings import (
    CodeTooEarly,
    InvigilatorTooClose,
    NoteMissing,
    SeatNotFound,
    SittingCancelled,
    SittingNotClosed,
    SittingOver,
)
from assessments.exam_sittings import codes
from assessments.exam_sittings.rules import code_from
from assessments.models import AttemptState, ExamSeat, ExamSitting, SittingState
from assessments.models import SittingEventKind as Kind
from assessments.selectors.exam_invigilators import too_close
from assessments.services.exam_holding import note_event
from assessments.services.exam_results import due_sittings, hand_in_open, let_out_sitting
from lms.audit.api import record_event
from lms.kernel.words import clean_text

MOST_NOTE: Final = 2000
LEFT_OPEN: Final = timedelta(hours=1)  # after the end for everybody: then the server closes


def _locked(sitting_id: int) -> ExamSitting:
    return ExamSitting.objects.select_for_update(no_key=True).get(pk=sitting_id)


def _refuse_over(sitting: ExamSitting) -> None:
    if sitting.state == SittingState.CANCELLED:
        raise SittingCancelled
    if sitting.state == SittingState.CLOSED:
        raise SittingOver(when=say_when(sitting.closed_at))


@transaction.atomic
def make_code(*, sitting_id: int, by: int) -> str:
    """A new code, in clear for this once; the one before is worth nothing any more, and everybody may try again.

    It opens the sitting: who has it may start from the beginning of its window on. Raises CodeTooEarly, SittingOver,
    SittingCancelled, and InvigilatorTooClose when a tie came up since it was planned.
    """
    sitting = _locked(sitting_id)
    _refuse_over(sitting)
    now = timezone.now()
    if now < code_from(sitting.opens_at):
        raise CodeTooEarly(when=say_when(code_from(sitting.opens_at)))
    if sitting.state == SittingState.PLANNED and now >= sitting.closes_at:
        raise SittingOver(when=say_when(sitting.closes_at))
    if too_close([sitting.invigilator_id], _people(sitting_id)):
        raise InvigilatorTooClose
    code, before = codes.new_code(), sitting.state
    sitting.code_hash, sitting.code_at, sitting.state = codes.hash_of(sitting_id, code), now, SittingState.OPEN
    sitting.save(update_fields=["code_hash", "code_at", "state"])
    ExamSeat.objects.filter(sitting=sitting).update(wrong_tries=0, last_wrong_at=None)
    note_event(sitting_id=sitting_id, kind=Kind.CODE_MADE, by=by, at=now)
    _audit(sitting, "exam_sitting.code_made", by, before)
    return code


def _people(sitting_id: int) -> set[int]:
    return set(ExamSeat.objects.filter(sitting_id=sitting_id, removed_at=None).values_list("enrolment__person_id", flat=True))


@transaction.atomic
def add_note(*, sitting_id: int, seat_id: int | None, note: str, by: int) -> None:
    """Write what was seen into the log: of one seat or of the room. Raises NoteMissing, SeatNotFound."""
    note = clean_text(note).strip()[:MOST_NOTE]
    if not note:
        raise NoteMissing
    if seat_id is not None and not ExamSeat.objects.filter(pk=seat_id, sitting_id=sitting_id).exists():
        raise SeatNotFound
    note_event(sitting_id=sitting_id, seat_id=seat_id, kind=Kind.NOTE, by=by, note=note)


def close_sitting(*, sitting_id: int, by: int | None) -> int:
    """End a sitting: nobody starts any more, and what is open is handed in as it is; returns how many were. Safe to repeat.

    In two transactions, so that no lock is taken in the wrong order: first the state, under the sitting's lock that every
    start holds too, then each open attempt. What a dying process leaves in between, the sweep hands in.
    Raises SittingCancelled.
    """
    _close(sitting_id, by)
    return hand_in_open(sitting_id=sitting_id)


@transaction.atomic
def _close(sitting_id: int, by: int | None) -> None:
    sitting = _locked(sitting_id)
    if sitting.state == SittingState.CANCELLED:
        raise SittingCancelled
    if sitting.state == SittingState.CLOSED:
        return
    before, now = sitting.state, timezone.now()
    sitting.state, sitting.closed_at, sitting.closed_by_id, sitting.code_hash = SittingState.CLOSED, now, by, ""
    sitting.save(update_fields=["state", "closed_at", "closed_by", "code_hash"])
    note_event(sitting_id=sitting_id, kind=Kind.CLOSED, by=by, at=now)
    _audit(sitting, "exam_sitting.closed", by, before)


def sign_report(*, sitting_id: int, by: int) -> int:
    """The invigilator's word that nothing happened but what is reported: the results of everybody without an open incident are
    let out; returns how many were let out now. Safe to repeat. Raises SittingNotClosed."""
    with transaction.atomic():
        sitting = _locked(sitting_id)
        if sitting.state != SittingState.CLOSED:
            raise SittingNotClosed
        if sitting.signed_at is None:
            sitting.signed_at = timezone.now()
            sitting.save(update_fields=["signed_at"])
            note_event(sitting_id=sitting_id, kind=Kind.SIGNED, by=by, at=sitting.signed_at)
            _audit(sitting, "exam_sitting.signed", by, sitting.state)
    return let_out_sitting(sitting_id=sitting_id)


def _audit(sitting: ExamSitting, act: str, by: int | None, before: str) -> None:
    record_event(
        act=act, subject="exam_sitting", subject_id=sitting.pk, actor=by, institution=sitting.institution_id,
        before={"state": before}, after={"state": sitting.state},
    )  # fmt: skip


def sweep_sittings() -> int:
    """Close what was left open, hand in what a dying process left, let out what is due; returns how many results went out."""
    past = timezone.now() - LEFT_OPEN
    rows = ExamSitting.objects.filter(state__in=[SittingState.PLANNED, SittingState.OPEN], closes_at__lt=past)
    writing = ExamSeat.objects.filter(attempt__state=AttemptState.OPEN)
    for sitting_id in list(rows.exclude(lms_seats__in=writing).order_by("pk").values_list("pk", flat=True)[:100]):
        close_sitting(sitting_id=sitting_id, by=None)
    left = writing.filter(sitting__state=SittingState.CLOSED).order_by("sitting_id").values_list("sitting_id", flat=True)
    for sitting_id in sorted(set(left)):
        hand_in_open(sitting_id=sitting_id)
    return sum(let_out_sitting(sitting_id=one) for one in due_sittings())
