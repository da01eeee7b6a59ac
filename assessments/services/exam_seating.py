"""A candidate in a sitting: in with the code, and what the page tells the log.

Locks: Enrolment, ExamSitting, ExamSeat, Attempt.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.clock import say_when
from assessments.errors.exam_sittings import (
    CodePause,
    CodeUsedUp,
    CodeWrong,
    HonourMissing,
    MayNotSitAgain,
    ResultHeld,
    SittingCancelled,
    SittingNotOpen,
    SittingOver,
)
from assessments.exam_sittings import codes
from assessments.exam_sittings.rules import Seated
from assessments.exam_sittings.words import HONOUR_VERSION
from assessments.models import AttemptState, ExamSeat, ExamSitting, SittingState
from assessments.models import SittingEventKind as Kind
from assessments.models.exam_sitting_rows import barred
from assessments.selectors.exam_seats import end_of, granted_to, running_elsewhere
from assessments.services.attempts import start_attempt
from assessments.services.exam_holding import note_event
from courses import api as courses
from lms.kernel.errors import LmsError

PAGE_EVENTS: Final = frozenset({Kind.LEFT, Kind.RETURNED, Kind.OFFLINE, Kind.ONLINE})
MOST_EVENTS: Final = 40  # of one message of a page
OLDEST: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Entered:
    """An attempt that goes on in one session: `token` is what this session shows from now on, kept in it and nowhere else."""

    attempt_id: int
    token: str


def enter_sitting(*, seat_id: int, code: str, honour: bool, by: int) -> Entered:
    """Start the exam with the code, or go on with it on this device. The server decides: no code, no start.

    A repeated call goes on with the same attempt; the session that called last is the one that may write. A wrong code is
    counted and logged although it is refused. Raises SittingNotOpen, SittingOver, SittingCancelled, HonourMissing, CodeWrong,
    CodePause, CodeUsedUp, MayNotSitAgain, ResultHeld and what `start_attempt` does.
    """
    found = _enter(seat_id, code, honour, by)
    if isinstance(found, LmsError):  # raised out here, so that what was counted stays
        raise found
    return found


@transaction.atomic
def _enter(seat_id: int, code: str, honour: bool, by: int) -> Entered | LmsError:
    row = ExamSeat.objects.values_list("enrolment_id", "sitting_id", "sitting__unit_id").get(pk=seat_id, removed_at=None)
    enrolment_id, sitting_id, unit_id = row
    courses.hold(enrolment_id)
    sitting = ExamSitting.objects.select_for_update(no_key=True).get(pk=sitting_id)
    seat = ExamSeat.objects.select_for_update(of=("self",)).select_related("attempt").get(pk=seat_id)
    now, end = timezone.now(), end_of(sitting, granted_to(enrolment_id, unit_id))
    if refused := _closed(sitting, end, now) or _wrong(sitting, seat, code, now):
        return refused
    if seat.attempt is not None:
        return _go_on(seat, by, now)
    if not honour:
        return HonourMissing()
    if barred(unit_id, [enrolment_id]):
        return MayNotSitAgain()
    if running_elsewhere(enrolment_id, unit_id):
        return ResultHeld()
    note_event(sitting_id=sitting_id, seat_id=seat_id, kind=Kind.LET_IN, by=by, at=now)
    seat.attempt_id = start_attempt(enrolment_id=enrolment_id, unit_id=unit_id, seated=Seated(seat_id, end))
    seat.honour_version, seat.honour_accepted_at = HONOUR_VERSION, now
    token = _take(seat, now)
    note_event(
        sitting_id=sitting_id, seat_id=seat_id, kind=Kind.STARTED, by=by, at=now, attempt=seat.attempt_id, honour=HONOUR_VERSION
    )
    return Entered(seat.attempt_id, token)


def _closed(sitting: ExamSitting, end: datetime, now: datetime) -> LmsError | None:
    """Why nobody comes in now, if so."""
    if sitting.state == SittingState.CANCELLED:
        return SittingCancelled()
    if sitting.state == SittingState.CLOSED or now >= end:
        return SittingOver(when=say_when(sitting.closed_at or end))
    if sitting.state != SittingState.OPEN or now < sitting.opens_at:
        return SittingNotOpen(when=say_when(sitting.opens_at))
    return None


def _wrong(sitting: ExamSitting, seat: ExamSeat, code: str, now: datetime) -> LmsError | None:
    """A try that does not fit, counted; or one that does not count yet."""
    if codes.used_up(seat.wrong_tries):
        return CodeUsedUp()
    next_try = codes.next_try(seat.wrong_tries, seat.last_wrong_at)
    if next_try and now < next_try:
        return CodePause(when=say_when(next_try))
    if codes.fits(sitting.pk, sitting.code_hash, code):
        return None
    seat.wrong_tries, seat.last_wrong_at = seat.wrong_tries + 1, now
    seat.save(update_fields=["wrong_tries", "last_wrong_at"])
    note_event(sitting_id=sitting.pk, seat_id=seat.pk, kind=Kind.CODE_WRONG, at=now, tries=seat.wrong_tries)
    return CodeUsedUp() if codes.used_up(seat.wrong_tries) else CodeWrong()


def _go_on(seat: ExamSeat, by: int, now: datetime) -> Entered | LmsError:
    """The attempt goes on in another session: the one before can't write any more."""
    assert seat.attempt is not None
    if seat.attempt.state != AttemptState.OPEN:
        return ResultHeld()
    token = _take(seat, now)
    note_event(sitting_id=seat.sitting_id, seat_id=seat.pk, kind=Kind.DEVICE, by=by, at=now)
    return Entered(seat.attempt.pk, token)


def _take(seat: ExamSeat, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    seat.device_hash, seat.last_seen_at = codes.device_hash(token), now
    seat.wrong_tries, seat.last_wrong_at = 0, None
    seat.save(
        update_fields=[
            "device_hash", "last_seen_at", "wrong_tries", "last_wrong_at", "attempt", "honour_version", "honour_accepted_at",
        ]
    )  # fmt: skip
    return token


@dataclass(frozen=True, slots=True)
class PageEvent:
    """What a page says happened to it, and how long ago."""

    kind: str
    age: timedelta


def note_seen(*, seat_id: int) -> None:
    """The page of a seat was heard of just now. Safe to repeat."""
    ExamSeat.objects.filter(pk=seat_id).update(last_seen_at=timezone.now())


@transaction.atomic
def note_page(*, seat_id: int, events: Sequence[PageEvent]) -> int:
    """Log what the page of an open attempt says of itself; returns how many lines were written. What is no such event, or of
    an attempt that is not open, is left out: a page says what it likes, the log keeps what can be."""
    note_seen(seat_id=seat_id)
    row = ExamSeat.objects.filter(pk=seat_id, attempt__state=AttemptState.OPEN).values_list("sitting_id", flat=True).first()
    if row is None:
        return 0
    now, written = timezone.now(), 0
    for one in events[:MOST_EVENTS]:
        if one.kind in PAGE_EVENTS and timedelta(0) <= one.age <= OLDEST:
            seconds = int(one.age.total_seconds())
            note_event(sitting_id=row, seat_id=seat_id, kind=one.kind, at=now - one.age, late=seconds)
            written += 1
    return written
