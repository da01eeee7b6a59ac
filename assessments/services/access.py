"""Who may sit a quiz when: a cohort's window, and what one person may beyond the rules.

Locks: Enrolment (of the person, or of everybody in the group, by id), then Attempt. Whoever starts an attempt holds the
enrolment too, so no attempt begins on rules that are just being changed. **An open attempt moves with its rules**
(`assessments.allowing.moved_due`): more time holds at once; time that is taken away leaves it five minutes at least.

Audit: states and dates in `before` and `after`. The reason, which may say something about a person's health, is kept in the
event's detail, the part that erasure reaches.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.accommodating import NOTHING
from assessments.allowing import is_cut, moved_due
from assessments.clock import say_when
from assessments.errors import (
    AllowanceChanged,
    AllowanceEmpty,
    AllowanceNotFound,
    AllowanceReasonMissing,
    AllowanceTooMuch,
    AllowanceWithdrawn,
    NoAttemptLimit,
    NoTimeLimit,
    OwnAllowance,
    QuizNotFound,
    WindowChanged,
    WindowUpsideDown,
)
from assessments.models import Attempt, AttemptState, QuizAllowance, QuizWindow
from assessments.selectors.access import allowed_of, ends_of, group_ends
from assessments.selectors.accommodations import measures_of_people, with_measures
from assessments.selectors.exam_seats import seated_of
from assessments.services.attempts import outcome_of
from assessments.windows import NO_ENDS, NOTHING_ALLOWED, Allowed, Ends, Window, window_of
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions.api import person_card
from lms.kernel.words import clean_text
from lms.messages.api import send

MOST_ATTEMPTS: Final = 20
MOST_MINUTES: Final = 600
MESSAGE: Final = "quiz_allowance"


@dataclass(frozen=True, slots=True)
class Moved:
    """An open attempt whose end moved. `cut`: it got less time than it had."""

    attempt_id: int
    enrolment_id: int
    before: datetime | None
    after: datetime | None
    cut: bool


@transaction.atomic
def set_window(
    *, cohort_id: int, unit_id: int, opens_at: datetime | None, closes_at: datetime | None, by: int, was: Ends | None = None
) -> list[Moved]:
    """Say from when until when a cohort may sit a quiz; None falls back on the quiz's own. Returns the attempts that moved.

    Safe to repeat: the same ends again change nothing. `was` is what the writer saw. Raises QuizNotFound, WindowUpsideDown,
    WindowChanged.
    """
    now = timezone.now()
    placed = courses.group_unit(cohort_id, unit_id, now)
    if placed is None or placed.unit is None or placed.unit.kind != "quiz":
        raise QuizNotFound
    ends = Ends(opens_at, closes_at)
    _refuse_upside_down(window_of(placed.unit.config, ends))
    people = {card.id for card in courses.hold_group(placed.cohort_course_id)}
    row = QuizWindow.objects.select_for_update().filter(cohort_course_id=placed.cohort_course_id, unit_id=unit_id).first()
    before = ends_of(row)
    if before == ends:
        return []
    if was is not None and was != before:
        raise WindowChanged
    row, _made = QuizWindow.objects.update_or_create(
        cohort_course_id=placed.cohort_course_id,
        unit_id=unit_id,
        defaults={"opens_at": opens_at, "closes_at": closes_at, "by_id": by, "at": now},
    )
    moved = _move_attempts(people, unit_id, {placed.cohort_course_id: ends}, now)
    record_event(
        act="quiz_window.set",
        subject="quiz_window",
        subject_id=row.pk,
        actor=by,
        institution=placed.institution_id,
        before=_said(before),
        after=_said(ends) | {"unit": unit_id, "cohort": cohort_id, "attempts_moved": [one.attempt_id for one in moved]},
    )
    return moved


@transaction.atomic
def give_allowance(
    *, enrolment_id: int, unit_id: int, allowed: Allowed, reason: str, by: int, instead_of: int | None = None
) -> int:
    """Let one person sit a quiz beyond its rules; returns the allowance's id. What was open is withdrawn: one holds at a time.

    The learner is told by mail; an open attempt moves with it. `instead_of` is the id of the allowance that the giver saw
    (0: none; None: whatever is open). A double click gets the one row: the same by the same giver for the same reason is not
    written again. Raises QuizNotFound, OwnAllowance, AllowanceEmpty, AllowanceReasonMissing, AllowanceTooMuch,
    NoAttemptLimit, NoTimeLimit, WindowUpsideDown, AllowanceChanged, and what `courses.api.hold` refuses (a closed enrolment).
    """
    reason = " ".join(clean_text(reason).split())
    if not reason:
        raise AllowanceReasonMissing
    card = courses.hold(enrolment_id)
    if card.person_id == by:
        raise OwnAllowance
    now = timezone.now()
    unit = courses.unit_in_effect(enrolment_id, unit_id, now)
    if unit.kind != "quiz":
        raise QuizNotFound
    _refuse_senseless(unit.config, allowed)
    _refuse_upside_down(window_of(unit.config, group_ends(card.cohort_course_id, unit_id), allowed))
    mine = QuizAllowance.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id, withdrawn_at=None)
    standing = mine.select_for_update().first()
    if standing and allowed_of(standing) == allowed and (standing.reason, standing.by_id) == (reason[:300], by):
        return standing.pk
    if instead_of is not None and instead_of != (standing.pk if standing else 0):
        raise AllowanceChanged(name=person_card(card.person_id).full_name)
    if standing:
        _withdraw(standing, by=by, now=now)
    row = QuizAllowance.objects.create(
        enrolment_id=enrolment_id, unit_id=unit_id, extra_attempts=allowed.extra_attempts, extra_minutes=allowed.extra_minutes,
        opens_at=allowed.opens_at, closes_at=allowed.closes_at, reason=reason[:300], by_id=by, at=now,
    )  # fmt: skip
    moved = _settle(card, unit_id, now, key=f"allowance:{row.pk}")
    record_event(
        act="quiz_allowance.given",
        subject="quiz_allowance",
        subject_id=row.pk,
        actor=by,
        institution=card.institution_id,
        before=_said(allowed_of(standing)) | {"allowance": standing.pk} if standing else {},
        after=_said(allowed)
        | {"enrolment": enrolment_id, "unit": unit_id, "attempts_moved": [one.attempt_id for one in moved]},
        detail={"reason": row.reason},
    )
    send(person_id=card.person_id, kind=MESSAGE, speaks_of=f"allowance:{row.pk}", params={"allowance_id": row.pk})
    return row.pk


@transaction.atomic
def give_allowances(
    *, enrolment_ids: Mapping[int, int | None], unit_id: int, allowed: Allowed, reason: str, by: int
) -> list[int]:
    """The same for several people, all or none: {enrolment: the allowance that the giver saw}. In the order of their ids."""
    return [
        give_allowance(
            enrolment_id=enrolment_id, unit_id=unit_id, allowed=allowed, reason=reason, by=by,
            instead_of=enrolment_ids[enrolment_id],
        )
        for enrolment_id in sorted(enrolment_ids)
    ]  # fmt: skip


@transaction.atomic
def withdraw_allowance(*, allowance_id: int, by: int, reason: str = "") -> list[Moved]:
    """Take an allowance back; the rules hold again. Returns the attempts whose end moved: an open one keeps five minutes.

    What an attempt already is stays: one that was started with an extra attempt counts. Raises AllowanceNotFound,
    AllowanceWithdrawn, OwnAllowance, and what `courses.api.hold` refuses.
    """
    enrolment_id = QuizAllowance.objects.filter(pk=allowance_id).values_list("enrolment_id", flat=True).first()
    if enrolment_id is None:
        raise AllowanceNotFound
    card = courses.hold(enrolment_id)
    if card.person_id == by:
        raise OwnAllowance
    row = QuizAllowance.objects.select_for_update().get(pk=allowance_id)
    if row.withdrawn_at:
        raise AllowanceWithdrawn(when=say_when(row.withdrawn_at))
    now = timezone.now()
    _withdraw(row, by=by, now=now)
    moved = _settle(card, row.unit_id, now, key=f"allowance:{row.pk}:withdrawn")
    record_event(
        act="quiz_allowance.withdrawn",
        subject="quiz_allowance",
        subject_id=row.pk,
        actor=by,
        institution=card.institution_id,
        before=_said(allowed_of(row)),
        after={"enrolment": enrolment_id, "unit": row.unit_id, "attempts_moved": [one.attempt_id for one in moved]},
        detail={"reason": " ".join(clean_text(reason).split())[:300]} if reason.strip() else None,
    )
    return moved


def _withdraw(row: QuizAllowance, *, by: int, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id = now, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _refuse_senseless(config: Mapping[str, Any], allowed: Allowed) -> None:
    if allowed == NOTHING_ALLOWED:
        raise AllowanceEmpty
    if not (0 <= allowed.extra_attempts <= MOST_ATTEMPTS and 0 <= allowed.extra_minutes <= MOST_MINUTES):
        raise AllowanceTooMuch(attempts=MOST_ATTEMPTS, minutes=MOST_MINUTES)
    if allowed.extra_attempts and not config["attempts_allowed"]:
        raise NoAttemptLimit
    if allowed.extra_minutes and not config["minutes_allowed"]:
        raise NoTimeLimit


def _refuse_upside_down(window: Window) -> None:
    if window.opens_at and window.closes_at and window.opens_at >= window.closes_at:
        raise WindowUpsideDown(opens=say_when(window.opens_at), closes=say_when(window.closes_at))


def settle_unit(card: courses.EnrolmentCard, unit_id: int, *, key: str) -> list[Moved]:
    """Move somebody's open attempt in one quiz to the rules that hold now, and tell courses. The caller holds the enrolment."""
    return _settle(card, unit_id, timezone.now(), key=key)


def _settle(card: courses.EnrolmentCard, unit_id: int, now: datetime, *, key: str) -> list[Moved]:
    """Move the person's open attempt, and tell courses whom the unit waits on now."""
    ends = {card.cohort_course_id: group_ends(card.cohort_course_id, unit_id)} if card.cohort_course_id else {}
    moved = _move_attempts({card.id}, unit_id, ends, now)
    _tell_courses(card.id, unit_id, key=key)
    return moved


def _move_attempts(enrolment_ids: set[int], unit_id: int, ends: Mapping[int, Ends], now: datetime) -> list[Moved]:
    """Every open attempt of these people on the rules that hold now. The caller holds their enrolments."""
    rows = Attempt.objects.filter(enrolment__in=enrolment_ids, unit_id=unit_id, state=AttemptState.OPEN).order_by("pk")
    attempts = list(rows.select_related("unit_version", "enrolment").select_for_update(of=("self",)))
    given = {
        row.enrolment_id: allowed_of(row)
        for row in QuizAllowance.objects.filter(
            enrolment__in=[one.enrolment_id for one in attempts], unit_id=unit_id, withdrawn_at=None
        )
    }
    certifying = [one.enrolment_id for one in attempts if one.unit_version.config.get("certifying")]
    measures = measures_of_people(certifying, unit_id) if certifying else {}
    moved = []
    for attempt in attempts:
        config = attempt.unit_version.config
        mine = with_measures(
            given.get(attempt.enrolment_id, NOTHING_ALLOWED), config, measures.get(attempt.enrolment_id, NOTHING)
        )
        window = window_of(attempt.unit_version.config, ends.get(attempt.enrolment.cohort_course_id or 0, NO_ENDS), mine)
        wanted = window.due(attempt.started_at)
        if "seat" in attempt.sheet:
            wanted = seated_of(attempt).due(wanted)
        due_at = moved_due(due_at=attempt.due_at, wanted=wanted, now=now)
        if due_at != attempt.due_at:
            moved.append(
                Moved(attempt.pk, attempt.enrolment_id, attempt.due_at, due_at, is_cut(due_at=attempt.due_at, wanted=wanted))
            )
            attempt.due_at = due_at
            attempt.save(update_fields=["due_at"])
    return moved


def _tell_courses(enrolment_id: int, unit_id: int, *, key: str) -> None:
    """With no attempts left a failed quiz waits on the facilitator; with another one, on the learner again.

    An attempt that is open, or waits for a score, says so itself when it ends.
    """
    line = courses.unit_line(enrolment_id, unit_id)
    if line is None or line.code not in ("quiz_failed", "quiz_no_attempts_left"):
        return
    rows = Attempt.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id).exclude(state=AttemptState.ANNULLED)
    attempts = list(rows.select_related("enrolment", "unit_version").order_by("number"))
    if not attempts or any(one.state != AttemptState.SUBMITTED for one in attempts):
        return
    outcome = outcome_of(attempts[-1], key=key)
    if outcome.state == "failed" and outcome.code != line.code:
        courses.record_outcome(enrolment_id=enrolment_id, unit_id=unit_id, outcome=outcome)


def _said(what: Ends | Allowed) -> dict[str, Any]:
    """Dates and numbers for the audit, without what is empty."""
    found = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name in ("extra_attempts", "extra_minutes", "opens_at", "closes_at")
        if (value := getattr(what, name, None))
    }
    return found
