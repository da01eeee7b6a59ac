"""When letters are due: a cohort's day, and one person's extension.

Locks: Enrolment (of the person, or of everybody in the group, by id), then Submission. Whoever hands a letter in holds the
enrolment too, so no letter is settled on rules that are just being changed. What a letter that is handed in cost is only
ever made less by a later change, and only until it has a score: nobody becomes late by a day that was moved.

Audit: dates in `before` and `after`. The reason, which may say something about a person's health, is kept in the event's
detail, the part that erasure reaches.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from assessments.clock import say_when
from assessments.dues import Due, due_of, is_closed, lateness
from assessments.errors import CaseNotFound
from assessments.errors.dues import (
    DueDayChanged,
    ExtensionChanged,
    ExtensionNotFound,
    ExtensionReasonMissing,
    ExtensionTakesTime,
    ExtensionWithdrawn,
    LetterTooLate,
    NothingToExtend,
    OwnExtension,
)
from assessments.models import CaseExtension, CaseWindow, Submission, SubmissionState
from assessments.models.due_rows import facts_of, facts_of_group
from assessments.selectors.dues import due_for, due_without_extension
from courses import api as courses
from courses.kinds import Outcome
from lms.audit.api import record_event
from lms.institutions.api import person_card
from lms.kernel.words import clean_text
from lms.messages.api import send

GIVEN: Final = "case_extension"
ENDED: Final = "case_extension_ended"
_OPEN: Final = ("case_open", "case_withdrawn")  # what courses knows of a letter that is being written


@dataclass(frozen=True, slots=True)
class DueMoved:
    """What a change did: the cohort's day before and after, and the letters handed in that are less late by it."""

    before: datetime | None
    after: datetime | None
    eased: list[int] = field(default_factory=list)


def freeze_due(letter: Submission, card: courses.EnrolmentCard, now: datetime) -> None:
    """Write on a letter that is being handed in when it was due and what being late costs; the caller saves it.

    Raises LetterTooLate: the draft stays as it is.
    """
    due = due_for(card.id, card.cohort_course_id, letter.unit_id, letter.unit_version.config)
    if is_closed(due, now):
        raise LetterTooLate(when=say_when(due.closes_at))
    letter.due_at, letter.late_percent = due.due_at, lateness(due, now).points


@transaction.atomic
def set_due_day(
    *, cohort_id: int, unit_id: int, due_at: datetime | None, by: int, was: datetime | None = None, seen: bool = False
) -> DueMoved:
    """Say when the letters of a cohort are due; None takes the day away, and the case's own rule holds again.

    Safe to repeat: the same day again changes nothing. With `seen`, `was` is the day that the writer saw. Raises
    CaseNotFound, DueDayChanged.
    """
    now = timezone.now()
    placed = courses.group_unit(cohort_id, unit_id, now)
    if placed is None or placed.unit is None or placed.unit.kind != "case_study":
        raise CaseNotFound
    courses.hold_group(placed.cohort_course_id)
    row = CaseWindow.objects.select_for_update().filter(cohort_course_id=placed.cohort_course_id, unit_id=unit_id).first()
    before = row.due_at if row else None
    if before == due_at:
        return DueMoved(before, due_at)
    if seen and was != before:
        raise DueDayChanged
    if row and due_at is None:
        CaseWindow.objects.filter(pk=row.pk).delete()
    elif due_at is not None:
        CaseWindow.objects.update_or_create(
            cohort_course_id=placed.cohort_course_id, unit_id=unit_id, defaults={"due_at": due_at, "by_id": by, "at": now}
        )
    config = placed.unit.config
    dues = {pk: due_of(config, facts) for pk, facts in facts_of_group(placed.cohort_course_id, unit_id).items()}
    moved = DueMoved(before, due_at, _ease(unit_id, dues))
    _tell_courses(courses.unit_lines(placed.cohort_course_id, unit_id), unit_id, dues, now)
    record_event(
        act="case_due_day.set" if due_at else "case_due_day.cleared",
        subject="case_due_day",
        subject_id=f"{placed.cohort_course_id}:{unit_id}",
        actor=by,
        institution=placed.institution_id,
        before=_said(due_at=before),
        after=_said(due_at=due_at) | {"unit": unit_id, "cohort": cohort_id, "letters_eased": moved.eased},
    )
    return moved


@transaction.atomic
def give_extension(
    *, enrolment_id: int, unit_id: int, due_at: datetime, reason: str, by: int, instead_of: int | None = None
) -> int:
    """Give one person more time; returns the extension's id. What was open is withdrawn: one holds at a time.

    The learner is told by mail, without the reason; a letter that came late and has no score yet is settled again.
    `instead_of` is the id of the extension that the giver saw (0: none; None: whatever is open). A double click gets the one
    row. Raises CaseNotFound, OwnExtension, ExtensionReasonMissing, NothingToExtend, ExtensionTakesTime, ExtensionChanged, and
    what `courses.api.hold` refuses (a closed enrolment).
    """
    reason = " ".join(clean_text(reason).split())[:300]
    if not reason:
        raise ExtensionReasonMissing
    card = courses.hold(enrolment_id)
    if card.person_id == by:
        raise OwnExtension
    now = timezone.now()
    unit = courses.unit_in_effect(enrolment_id, unit_id, now)
    facts = facts_of(enrolment_id, unit_id)
    if unit.kind != "case_study" or facts is None:
        raise CaseNotFound
    name = person_card(card.person_id).full_name
    mine = CaseExtension.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id, withdrawn_at=None)
    standing = mine.select_for_update().first()
    if standing and (standing.due_at, standing.reason, standing.by_id) == (due_at, reason, by):
        return standing.pk
    if instead_of is not None and instead_of != (standing.pk if standing else 0):
        raise ExtensionChanged(name=name)
    usual = due_without_extension(facts, unit.config)
    if usual.due_at is None:
        raise NothingToExtend(name=name)
    if due_at <= usual.due_at:
        raise ExtensionTakesTime(name=name, when=say_when(usual.due_at))
    if standing:
        _withdraw(standing, by=by, now=now)
    row = CaseExtension.objects.create(
        enrolment_id=enrolment_id, unit_id=unit_id, due_at=due_at, reason=reason, by_id=by, at=now
    )  # fmt: skip
    eased = _settle(card, unit, now)
    record_event(
        act="case_extension.given",
        subject="case_extension",
        subject_id=row.pk,
        actor=by,
        institution=card.institution_id,
        before=_said(due_at=standing.due_at) | {"extension": standing.pk} if standing else _said(due_at=usual.due_at),
        after=_said(due_at=due_at) | {"enrolment": enrolment_id, "unit": unit_id, "letters_eased": eased},
        detail={"reason": row.reason},
    )
    send(person_id=card.person_id, kind=GIVEN, speaks_of=f"extension:{row.pk}", params={"extension_id": row.pk})
    return row.pk


@transaction.atomic
def give_extensions(
    *, enrolment_ids: Mapping[int, int | None], unit_id: int, due_at: datetime, reason: str, by: int
) -> list[int]:
    """The same for several people, all or none: {enrolment: the extension that the giver saw}. In the order of their ids."""
    return [
        give_extension(
            enrolment_id=one, unit_id=unit_id, due_at=due_at, reason=reason, by=by, instead_of=enrolment_ids[one]
        )
        for one in sorted(enrolment_ids)
    ]  # fmt: skip


@transaction.atomic
def withdraw_extension(*, extension_id: int, by: int, reason: str = "", tell: bool = True) -> None:
    """Take an extension back; the group's day, or the case's, holds again. A letter that is handed in stays as it is.

    The learner is told, unless this undoes what was given a moment ago (`tell`). Raises ExtensionNotFound,
    ExtensionWithdrawn, OwnExtension, and what `courses.api.hold` refuses.
    """
    enrolment_id = CaseExtension.objects.filter(pk=extension_id).values_list("enrolment_id", flat=True).first()
    if enrolment_id is None:
        raise ExtensionNotFound
    card = courses.hold(enrolment_id)
    if card.person_id == by:
        raise OwnExtension
    row = CaseExtension.objects.select_for_update().get(pk=extension_id)
    if row.withdrawn_at:
        raise ExtensionWithdrawn(when=say_when(row.withdrawn_at))
    now = timezone.now()
    _withdraw(row, by=by, now=now)
    _settle(card, courses.unit_in_effect(enrolment_id, row.unit_id, now), now)
    record_event(
        act="case_extension.withdrawn",
        subject="case_extension",
        subject_id=row.pk,
        actor=by,
        institution=card.institution_id,
        before=_said(due_at=row.due_at),
        after={"enrolment": enrolment_id, "unit": row.unit_id},
        detail={"reason": " ".join(clean_text(reason).split())[:300]} if reason.strip() else None,
    )
    if tell:
        send(person_id=card.person_id, kind=ENDED, speaks_of=f"extension:{row.pk}", params={"extension_id": row.pk})


def _withdraw(row: CaseExtension, *, by: int, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id = now, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _settle(card: courses.EnrolmentCard, unit: courses.UnitInEffect, now: datetime) -> list[int]:
    dues = {card.id: due_for(card.id, card.cohort_course_id, unit.unit_id, unit.config)}
    eased, line = _ease(unit.unit_id, dues), courses.unit_line(card.id, unit.unit_id)
    _tell_courses([line] if line else [], unit.unit_id, dues, now)
    return eased


def _ease(unit_id: int, dues: Mapping[int, Due]) -> list[int]:
    """Letters that are handed in late and have no score yet, where the day that holds now makes them less late."""
    rows = Submission.objects.filter(unit_id=unit_id, enrolment__in=list(dues), state=SubmissionState.SUBMITTED)
    eased = []
    for letter in rows.filter(late_percent__gt=0).select_for_update().order_by("pk"):
        due, at = dues[letter.enrolment_id], letter.submitted_at
        points = lateness(due, at).points if at else letter.late_percent
        if points < letter.late_percent:
            letter.due_at, letter.late_percent = due.due_at, points
            letter.save(update_fields=["due_at", "late_percent"])
            eased.append(letter.pk)
    return eased


def _tell_courses(lines: Iterable[courses.UnitLine], unit_id: int, dues: Mapping[int, Due], now: datetime) -> None:
    """The day of a letter that is being written, so that it shows where a learner's next steps do."""
    for line in lines:
        due = dues.get(line.enrolment_id)
        if due is None or line.code not in _OPEN:
            continue
        outcome = Outcome(
            key=f"due:{unit_id}:{now.isoformat()}", state=line.state, earned_at=now, unit_version_id=line.unit_version_id,
            code=line.code, params=line.params, waits_on=line.waits_on, due=due.due_at,
        )  # fmt: skip
        courses.record_outcome(enrolment_id=line.enrolment_id, unit_id=unit_id, outcome=outcome)


def _said(**moments: datetime | None) -> dict[str, Any]:
    """Dates for the audit, without what is empty."""
    return {name: moment.isoformat() for name, moment in moments.items() if moment}
