"""Sitting a quiz: start, save, submit. Whoever repeats a call gets the same row, never a second one."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments import scoring, sheets
from assessments.clock import is_over, say_when
from assessments.errors import (
    AnswerNotUnderstood,
    AttemptClosed,
    AttemptLate,
    AttemptWaits,
    ClientIdMissing,
    NoAttemptsLeft,
    NothingToAsk,
    QuizNotFound,
    RefresherUnread,
    UnknownSlot,
)
from assessments.models import Attempt, AttemptState, SlotResult, Step
from assessments.question_kinds import question_kind
from assessments.selectors.attempts import frozen_questions, last_steps
from courses import api as courses
from courses.kinds import Outcome
from lms.kernel.canonical import digest

SAT: Final = frozenset({"quiz", "refresher"})  # kinds of unit with a sheet


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept answer: when, and how it was read ('' = nothing to say)."""

    slot: int
    number: int
    at: datetime
    echo: str = ""


@transaction.atomic
def start_attempt(*, enrolment_id: int, unit_id: int) -> int:
    """Open an attempt on the sheet of the release in effect, or go on with the one that is open; returns its id.

    Raises QuizNotFound, NoAttemptsLeft, NothingToAsk, AttemptWaits (the last one is not scored yet) and what
    `courses.api.hold` refuses (a closed enrolment).
    """
    card = courses.hold(enrolment_id)
    now = timezone.now()
    mine = Attempt.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id)
    running = mine.select_for_update().filter(state=AttemptState.OPEN).first()
    if running and not is_over(running.due_at, now):
        return running.pk
    if running:
        _submit(running, now=now)
    if mine.filter(state=AttemptState.WAITING).exists():
        raise AttemptWaits
    unit = courses.unit_in_effect(enrolment_id, unit_id, now)
    if unit.kind not in SAT or card.country not in unit.config["countries"]:
        raise QuizNotFound
    if not unit.config["slots"]:
        raise NothingToAsk
    taken = mine.exclude(state=AttemptState.ANNULLED).count()
    allowed = unit.config["attempts_allowed"]
    if allowed and taken >= allowed:
        raise NoAttemptsLeft(allowed=allowed)
    number = (mine.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    minutes = unit.config["minutes_allowed"]
    attempt = Attempt.objects.create(
        enrolment_id=enrolment_id,
        unit_id=unit_id,
        unit_version_id=unit.unit_version_id,
        number=number,
        sheet=sheets.draw_sheet(
            unit.config, country=card.country, seed=secrets.randbelow(2**31), question_ids=frozen_questions(unit.config)
        )
        | {"pass_percent": unit.config["pass_percent"], "attempts_allowed": allowed},
        law_as_of=unit.law_as_of,
        started_at=now,
        due_at=now + timedelta(minutes=minutes) if minutes else None,
    )
    if number == 1:
        courses.record_outcome(
            enrolment_id=enrolment_id,
            unit_id=unit_id,
            outcome=Outcome(
                key=f"attempt:{attempt.pk}:started",
                state="started",
                earned_at=now,
                unit_version_id=unit.unit_version_id,
                code="quiz_open",
                waits_on="learner",
            ),
        )
    return attempt.pk


@transaction.atomic
def save_answer(*, attempt_id: int, slot: int, client_id: str, raw: Mapping[str, Any], by: int) -> Saved:
    """Keep one answer. The last one counts; a repeated `client_id` changes nothing and gets the same reply.

    Raises AttemptClosed, AttemptLate, UnknownSlot, AnswerNotUnderstood, ClientIdMissing.
    """
    if not client_id or len(client_id) > 64:
        raise ClientIdMissing
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    known = Step.objects.filter(attempt=attempt, client_id=client_id).first()
    if known:
        return Saved(known.slot, known.number, known.at)
    return _keep(attempt, slot=slot, client_id=client_id, raw=raw, by=by)


@transaction.atomic
def save_sheet(
    *, attempt_id: int, answers: Mapping[int, Mapping[str, Any]], shown: Mapping[int, int], by: int
) -> tuple[list[Saved], dict[int, str]]:
    """Keep what changed on a page with all questions (the way without JavaScript): what was kept, what was not understood.

    `shown` is {slot: number of the step the page was made with}: an answer that is still as the page showed it is left
    alone, so that an old tab can't take back what a newer one saved. An answer that can't be read is told by its slot
    and does not hold up the others. Raises AttemptClosed, AttemptLate, UnknownSlot; nothing is kept then.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    seen = {(s.slot, s.number): s.response for s in Step.objects.filter(attempt=attempt, slot__in=answers)}
    kept: list[Saved] = []
    refused: dict[int, str] = {}
    for slot, raw in answers.items():
        place = sheets.slot_of(attempt.sheet, slot)
        if place is None:
            raise UnknownSlot(slot=slot)
        try:
            reading = scoring.read_response(place, raw, country=attempt.sheet["country"])
        except AnswerNotUnderstood as unread:
            refused[slot] = unread.sentence()
            continue
        if reading.response != seen.get((slot, shown.get(slot, 0)), {}):
            kept.append(_keep(attempt, slot=slot, client_id=f"form:{uuid.uuid4()}", raw=raw, by=by))
    return kept, refused


def _keep(attempt: Attempt, *, slot: int, client_id: str, raw: Mapping[str, Any], by: int) -> Saved:
    now = timezone.now()
    if attempt.state != AttemptState.OPEN:
        raise AttemptClosed(when=say_when(attempt.submitted_at))
    if is_over(attempt.due_at, now):
        raise AttemptLate(when=say_when(attempt.due_at))
    place = sheets.slot_of(attempt.sheet, slot)
    if place is None:
        raise UnknownSlot(slot=slot)
    reading = scoring.read_response(place, raw, country=attempt.sheet["country"])
    last = Step.objects.filter(attempt=attempt, slot=slot).order_by("-number").first()
    if (last.response if last else {}) == reading.response:
        return Saved(slot, last.number if last else 0, now, reading.echo)
    step = Step.objects.create(
        attempt=attempt,
        slot=slot,
        number=last.number + 1 if last else 1,
        client_id=client_id,
        by_id=by,
        at=now,
        response=reading.response,
    )
    return Saved(slot, step.number, now, reading.echo)


@transaction.atomic
def submit_attempt(*, attempt_id: int) -> None:
    """Close and score an attempt and tell courses. A second call finds it closed and does nothing."""
    enrolment_id = Attempt.objects.values_list("enrolment_id", flat=True).get(pk=attempt_id)
    courses.hold(enrolment_id)
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.state == AttemptState.OPEN:
        _submit(attempt, now=timezone.now())


def _submit(attempt: Attempt, *, now: datetime) -> None:
    """Close an attempt. What a person has to score keeps it waiting: it has no result until then."""
    answers = {slot: step.response for slot, step in last_steps(attempt.pk).items()}
    slots = attempt.sheet["slots"]
    scored = {slot["slot"]: scoring.score(slot, answers.get(slot["slot"], {})) for slot in slots}
    fractions = {slot: fraction for slot, fraction in scored.items() if fraction is not None}
    SlotResult.objects.bulk_create(
        slot_result(attempt, slot, answers.get(slot["slot"], {}), fractions[slot["slot"]])
        for slot in slots
        if slot["slot"] in fractions
    )
    attempt.submitted_at = min(now, attempt.due_at) if attempt.due_at else now
    if len(fractions) < len(slots):
        attempt.state = AttemptState.WAITING
        attempt.save(update_fields=["state", "submitted_at"])
        _report_waiting(attempt)
        return
    finish(attempt, answers=answers, fractions=fractions)


def slot_result(attempt: Attempt, slot: Mapping[str, Any], response: Mapping[str, Any], fraction: Decimal) -> SlotResult:
    """How one slot came out, not saved yet."""
    return SlotResult(
        attempt=attempt,
        slot=slot["slot"],
        question_id=slot["question_id"],
        key_version=slot["key_version"],
        fraction=fraction,
        chosen=question_kind(slot["kind"]).chosen(slot, response),
    )


def finish(attempt: Attempt, *, answers: Mapping[int, Any], fractions: Mapping[int, Decimal]) -> None:
    """Every slot has its fraction: the attempt is final, and courses is told. The caller holds the attempt's row."""
    attempt.fraction = scoring.total_fraction(attempt.sheet["slots"], fractions)
    attempt.state = AttemptState.SUBMITTED
    attempt.save(update_fields=["fraction", "state", "submitted_at"])
    _report(attempt, answers=answers, fractions=fractions)


def _report_waiting(attempt: Attempt) -> None:
    assert attempt.submitted_at is not None
    courses.record_outcome(
        enrolment_id=attempt.enrolment_id,
        unit_id=attempt.unit_id,
        outcome=Outcome(
            key=f"attempt:{attempt.pk}:waiting",
            state="waiting",
            earned_at=attempt.submitted_at,
            unit_version_id=attempt.unit_version_id,
            code="quiz_waiting",
            waits_on="assessor",
        ),
    )


def _report(attempt: Attempt, *, answers: Mapping[int, Any], fractions: Mapping[int, Decimal]) -> None:
    percent = scoring.as_percent(attempt.fraction or Decimal(0))
    needed = Decimal(str(attempt.sheet["pass_percent"]))
    passed = percent >= needed
    allowed = attempt.sheet["attempts_allowed"]
    spent = bool(allowed) and not passed and _taken(attempt) >= allowed
    assert attempt.submitted_at is not None
    courses.record_outcome(
        enrolment_id=attempt.enrolment_id,
        unit_id=attempt.unit_id,
        outcome=Outcome(
            key=f"attempt:{attempt.pk}",
            state="passed" if passed else "failed",
            earned_at=attempt.submitted_at,
            unit_version_id=attempt.unit_version_id,
            score=percent,
            code="quiz_passed" if passed else "quiz_no_attempts_left" if spent else "quiz_failed",
            params={"score": format(percent, "f"), "needed": format(needed, "f")},
            waits_on="" if passed else "facilitator" if spent else "learner",
            evidence=(
                digest(
                    {
                        "attempt": attempt.pk,
                        "unit_version": attempt.unit_version_id,
                        "submitted_at": attempt.submitted_at,
                        "answers": answers,
                        "keys": {slot["slot"]: slot["key_version"] for slot in attempt.sheet["slots"]},
                        "fractions": fractions,
                    }
                ),
            ),
        ),
    )


def _taken(attempt: Attempt) -> int:
    mine = Attempt.objects.filter(enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id)
    return mine.exclude(state=AttemptState.ANNULLED).count()


@transaction.atomic
def confirm_read(*, enrolment_id: int, unit_id: int) -> None:
    """A refresher without questions is passed by reading it. Safe to repeat. Raises QuizNotFound, RefresherUnread."""
    courses.hold(enrolment_id)
    now = timezone.now()
    unit = courses.unit_in_effect(enrolment_id, unit_id, now)
    if unit.kind != "refresher":
        raise QuizNotFound
    if unit.config["slots"]:
        raise RefresherUnread
    courses.record_outcome(
        enrolment_id=enrolment_id,
        unit_id=unit_id,
        outcome=Outcome(
            key=f"read:{unit_id}", state="passed", earned_at=now, unit_version_id=unit.unit_version_id, code="refresher_read"
        ),
    )


@transaction.atomic
def annul_open_attempts(*, enrolment_id: int) -> int:
    """An enrolment was closed: its open attempts are never scored. Returns how many."""
    return Attempt.objects.filter(enrolment_id=enrolment_id, state=AttemptState.OPEN).update(state=AttemptState.ANNULLED)
