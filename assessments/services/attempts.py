"""Sitting a quiz: starting and handing in. Whoever repeats a call gets the same row, never a second one."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments import scoring, sheets
from assessments.behaviours import Settled, behaviour, last_response
from assessments.clock import is_over, say_when
from assessments.errors import (
    AttemptTooSoon,
    AttemptWaits,
    NoAttemptsLeft,
    NothingToAsk,
    QuizNotFound,
    QuizNotOpenYet,
    QuizOver,
    RefresherUnread,
)
from assessments.errors.exam_sittings import ResultHeld, SittingNeeded
from assessments.exam_sittings.rules import Seated
from assessments.models import Attempt, AttemptState, SlotResult, Step, StepState
from assessments.passing import Sat, points_params, reckoned, sat
from assessments.question_kinds import question_kind
from assessments.reviewing import shown
from assessments.selectors.attempts import frozen_questions, seen_before, tries_of
from assessments.selectors.windows import window_for, window_of_attempt
from assessments.services.exam_draws import draw_exam_sheet, note_exposures
from assessments.services.exam_holding import hold_back
from assessments.windows import Window
from courses import api as courses
from courses.kinds import Outcome
from lms.kernel.canonical import digest

SAT: Final = frozenset({"quiz", "refresher"})  # kinds of unit with a sheet


@transaction.atomic
def start_attempt(*, enrolment_id: int, unit_id: int, seated: Seated | None = None) -> int:
    """Open an attempt on the sheet of the release in effect, or go on with the one that is open; returns its id.

    A certifying quiz opens only for who is seated in a sitting of it (`exam_seating.enter_sitting` asks for the code).
    Raises QuizNotFound, NothingToAsk, SittingNeeded, AttemptWaits and ResultHeld (the last one has no result yet),
    QuizNotOpenYet, QuizOver, AttemptTooSoon, NoAttemptsLeft and what `courses.api.hold` refuses (a closed enrolment).
    """
    card = courses.hold(enrolment_id)
    now = timezone.now()
    mine = Attempt.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id)
    running = mine.select_for_update().filter(state=AttemptState.OPEN).first()
    if running and not is_over(running.due_at, now):
        return running.pk
    if running:
        _submit(running, now=now, by=None)
    unit = courses.unit_in_effect(enrolment_id, unit_id, now)
    if unit.kind not in SAT or card.country not in unit.config["countries"]:
        raise QuizNotFound
    if not unit.config["slots"]:
        raise NothingToAsk
    if unit.config.get("certifying") and seated is None:
        raise SittingNeeded
    before = list(mine.exclude(state=AttemptState.ANNULLED).order_by("number").values_list("number", "state", "submitted_at"))
    window = window_for(card, unit_id, unit.config)
    refuse_start(window, before, now)
    attempt = Attempt.objects.create(
        enrolment_id=enrolment_id,
        unit_id=unit_id,
        unit_version_id=unit.unit_version_id,
        number=(mine.order_by("-number").values_list("number", flat=True).first() or 0) + 1,
        sheet=_drawn(unit.config, card, unit_id=unit_id, again=bool(before), now=now)
        | sheets.rules_of(unit.config)
        | ({"seat": seated.seat_id} if seated else {}),
        law_as_of=unit.law_as_of,
        started_at=now,
        due_at=seated.due(window.due(now)) if seated else window.due(now),
    )
    note_exposures(attempt, now=now)
    if (begun := _begun(attempt, again=bool(before))) is not None:
        courses.record_outcome(enrolment_id=enrolment_id, unit_id=unit_id, outcome=begun)
    return attempt.pk


def _drawn(
    config: Mapping[str, Any], card: courses.EnrolmentCard, *, unit_id: int, again: bool, now: datetime
) -> dict[str, Any]:
    """A sheet: of an exam one that its person has not met (NoFreshSheet), of practice what was not asked yet first."""
    common: dict[str, Any] = {
        "country": card.country, "seed": secrets.randbelow(2**31), "question_ids": frozen_questions(config),
    }  # fmt: skip
    if config.get("certifying"):
        return draw_exam_sheet(config, unit_id=unit_id, person_id=card.person_id, now=now, **common)
    seen = seen_before(card.id, unit_id) if again and "plan" in config else sheets.NOTHING_SEEN
    return sheets.draw_sheet(config, seen=seen, **common)


def _begun(attempt: Attempt, *, again: bool) -> Outcome | None:
    """An attempt is open. After one that failed, what was reached stays the score; after a pass there is nothing to say."""
    reached = _reached(attempt) if again else None
    if reached is not None and reached.passed:
        return None
    return Outcome(
        key=f"attempt:{attempt.pk}:started",
        state="started" if reached is None else "failed",
        earned_at=attempt.started_at,
        unit_version_id=attempt.unit_version_id,
        score=None if reached is None else reached.percent,
        code="quiz_open",
        waits_on="learner",
    )


def refuse_start(window: Window, before: Sequence[tuple[int, str, datetime | None]], now: datetime) -> None:
    """Whether another attempt may start now; `before` are (number, state, submitted_at) of all that count, first to last.

    Raises AttemptWaits, ResultHeld, QuizNotOpenYet, QuizOver, NoAttemptsLeft, AttemptTooSoon.
    """
    if any(state == AttemptState.WAITING for _number, state, _at in before):
        raise AttemptWaits
    if any(state == AttemptState.HELD for _number, state, _at in before):
        raise ResultHeld
    if window.opens_at and now < window.opens_at:
        raise QuizNotOpenYet(when=say_when(window.opens_at))
    if window.closes_at and now > window.closes_at:
        raise QuizOver(when=say_when(window.closes_at))
    if window.left(len(before)) == 0:
        raise NoAttemptsLeft(allowed=window.attempts)
    from_when = window.next_start(before[-1][2] if before else None)
    if from_when and now < from_when:
        raise AttemptTooSoon(when=say_when(from_when))


@transaction.atomic
def submit_attempt(*, attempt_id: int, by: int | None = None) -> None:
    """Close and score an attempt and tell courses; `by` is empty when the server does it. A second call does nothing."""
    enrolment_id = Attempt.objects.values_list("enrolment_id", flat=True).get(pk=attempt_id)
    courses.hold(enrolment_id)
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.state == AttemptState.OPEN:
        _submit(attempt, now=timezone.now(), by=by)


def _submit(attempt: Attempt, *, now: datetime, by: int | None) -> None:
    """Close an attempt. One of a sitting is held back: nothing of it is scored yet."""
    attempt.submitted_at = min(now, attempt.due_at) if attempt.due_at else now
    if "seat" in attempt.sheet:
        hold_back(attempt, by=by)
    else:
        settle_attempt(attempt, now=now, by=by)


def settle_attempt(attempt: Attempt, *, now: datetime, by: int | None) -> None:
    """Score an attempt that is closed. What a person has to score keeps it waiting: it has no result until then. The caller
    holds its enrolment and its row."""
    steps = list(Step.objects.filter(attempt=attempt).order_by("number"))
    tries = tries_of(steps)
    numbers = {step.slot: step.number for step in steps}
    rule = behaviour(attempt.sheet.get("behaviour", ""))
    slots = attempt.sheet["slots"]
    settled = {slot["slot"]: rule.settle(slot, attempt.sheet, tries.get(slot["slot"], ())) for slot in slots}
    final = [slot for slot in slots if settled[slot["slot"]].fraction is not None]
    answers = {slot: last_response(ones) for slot, ones in tries.items()}
    SlotResult.objects.bulk_create(
        slot_result(attempt, slot, answers.get(slot["slot"], {}), settled[slot["slot"]]) for slot in final
    )
    Step.objects.bulk_create(
        Step(
            attempt=attempt, slot=slot["slot"], number=numbers.get(slot["slot"], 0) + 1, client_id=f"finished:{slot['slot']}",
            by_id=by, at=now, state=StepState.FINISHED, fraction=settled[slot["slot"]].counts,
        )
        for slot in final
    )  # fmt: skip
    if len(final) < len(slots):
        attempt.state = AttemptState.WAITING
        attempt.save(update_fields=["state", "submitted_at"])
        _report_waiting(attempt)
        return
    finish(attempt, answers=answers, counted={slot: one.counts or Decimal(0) for slot, one in settled.items()})


def slot_result(attempt: Attempt, slot: Mapping[str, Any], response: Mapping[str, Any], settled: Settled) -> SlotResult:
    """How one slot came out, not saved yet. Raises ValueError for what a person has to score."""
    if settled.fraction is None:
        raise ValueError("a person scores this slot")
    return SlotResult(
        attempt=attempt,
        slot=slot["slot"],
        question_id=slot["question_id"],
        key_version=slot["key_version"],
        fraction=settled.fraction,
        earned=settled.earned,
        chosen=question_kind(slot["kind"]).chosen(slot, response),
    )


def finish(attempt: Attempt, *, answers: Mapping[int, Any], counted: Mapping[int, Decimal]) -> None:
    """Every slot has what it counts: the attempt is final, and courses is told. The caller holds the attempt's row."""
    attempt.fraction = scoring.total_fraction(attempt.sheet["slots"], counted)
    attempt.state = AttemptState.SUBMITTED
    attempt.save(update_fields=["fraction", "state", "submitted_at"])
    evidence = digest(
        {
            "attempt": attempt.pk,
            "unit_version": attempt.unit_version_id,
            "submitted_at": attempt.submitted_at,
            "answers": answers,
            "keys": {slot["slot"]: slot["key_version"] for slot in attempt.sheet["slots"]},
            "fractions": counted,
        }
    )
    courses.record_outcome(
        enrolment_id=attempt.enrolment_id,
        unit_id=attempt.unit_id,
        outcome=outcome_of(attempt, key=f"attempt:{attempt.pk}", evidence=(evidence,)),
    )


def outcome_of(attempt: Attempt, *, key: str, evidence: tuple[str, ...] = ()) -> Outcome:
    """Where a learner stands after an attempt that was handed in: by the quiz's rule over all of them (`results`)."""
    assert attempt.submitted_at is not None
    reached = _reached(attempt) or sat(attempt.sheet, Decimal(0))
    percent, needed, passed = reached.percent, reached.needed, reached.passed
    spent = not passed and window_of_attempt(attempt).left(_taken(attempt)) == 0
    seated = {"sat": True} if not passed and "seat" in attempt.sheet else {}  # another try needs a sitting: somebody plans it
    return Outcome(
        key=key,
        state="passed" if passed else "failed",
        earned_at=attempt.submitted_at,
        unit_version_id=attempt.unit_version_id,
        score=percent,
        code="quiz_passed" if passed else "quiz_no_attempts_left" if spent else "quiz_failed",
        params={
            "score": format(percent, "f"),
            "needed": format(needed, "f"),
            **points_params(attempt.sheet),
            **_held(attempt),
            **seated,
        },
        waits_on="" if passed else "facilitator" if spent else "coordinator" if seated else "learner",
        evidence=evidence,
    )


def _held(attempt: Attempt) -> dict[str, str]:
    """That the quiz holds the score back for a while after handing in: no sentence about it says the score then."""
    review = attempt.sheet.get("review", {})
    return {} if all(shown(review, moment).score for moment in ("after", "later")) else {"held": "score"}


def _reached(attempt: Attempt) -> Sat | None:
    """What all attempts that were handed in make by the quiz's rule; None when there is none. One query."""
    sittings = sittings_handed_in(attempt)
    return reckoned(attempt.sheet.get("counts", ""), sittings) if sittings else None


def sittings_handed_in(attempt: Attempt) -> list[Sat]:
    """What the attempts of the same learner on the same quiz that were handed in earned, first to last. One query.

    Each is held to its own sheet where sheets have cut scores; else all to what this one needs.
    """
    rows = Attempt.objects.filter(
        enrolment_id=attempt.enrolment_id, unit_id=attempt.unit_id, state=AttemptState.SUBMITTED
    ).order_by("number")
    if "cut" not in attempt.sheet:
        return [sat(attempt.sheet, fraction) for fraction in rows.values_list("fraction", flat=True)]
    found = rows.values_list("fraction", "sheet__cut", "sheet__pass_percent")
    return [sat({"cut": cut, "pass_percent": percent}, fraction) for fraction, cut, percent in found]


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
