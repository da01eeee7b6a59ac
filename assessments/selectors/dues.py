"""When letters are due, of one person and of a group, and where everybody of a group stands with one case. No score is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from assessments.dues import Due, Facts, Late, due_of, due_on, is_closed, lateness
from assessments.models import CaseExtension, Submission, SubmissionState
from assessments.models.due_rows import facts_of, facts_of_group, group_facts
from courses import api as courses

NO_DAY: Final = Due()


def due_for(enrolment_id: int, cohort_course_id: int | None, unit_id: int, config: Mapping[str, Any]) -> Due:
    """When this person's letter is due now. Two queries. `cohort_course_id` is the enrolment's own: it is read again."""
    facts = facts_of(enrolment_id, unit_id)
    return due_of(config, facts) if facts else NO_DAY


def due_without_extension(facts: Facts, config: Mapping[str, Any]) -> Due:
    """The day that holds when nobody gives more time."""
    return due_of(config, replace(facts, extension_due_at=None))


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """One extension in a history: until when, why, by whom, and whether it still holds."""

    id: int
    enrolment_id: int
    due_at: datetime
    reason: str
    by: int
    giver: str
    at: datetime
    withdrawn_at: datetime | None
    withdrawer: str


def _extension_lines(unit_id: int, enrolment_ids: Sequence[int]) -> list[ExtensionLine]:
    rows = CaseExtension.objects.filter(unit_id=unit_id, enrolment__in=enrolment_ids).select_related("by", "withdrawn_by")
    return [
        ExtensionLine(
            row.pk, row.enrolment_id, row.due_at, row.reason, row.by_id, row.by.full_name, row.at, row.withdrawn_at,
            row.withdrawn_by.full_name if row.withdrawn_by else "",
        )
        for row in rows.order_by("-pk")
    ]  # fmt: skip


STATES: Final = ("not_begun", "draft", "withdrawn", "handed_in", "result")
_STATE: Final = {
    SubmissionState.DRAFT: "draft", SubmissionState.WITHDRAWN: "withdrawn", SubmissionState.SUBMITTED: "handed_in",
    SubmissionState.SCORED: "handed_in", SubmissionState.RELEASED: "result",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter without its text and without its score: state, moments, and how late it came."""

    number: int
    state: str
    saved_at: datetime | None
    submitted_at: datetime | None
    due_at: datetime | None
    points: Decimal


@dataclass(frozen=True, slots=True)
class CaseSeat:
    """One person of the list. `due` is the day that holds now, `plain` the one without an extension.

    `late`: how late the last letter came, or would come if it were handed in now.
    """

    enrolment_id: int
    person_id: int
    full_name: str
    sort_name: str
    country: str
    state: str
    due: Due
    plain: Due
    late: Late
    letters: tuple[LetterLine, ...]
    extensions: tuple[ExtensionLine, ...]

    @property
    def last(self) -> LetterLine | None:
        return self.letters[-1] if self.letters else None

    @property
    def submitted_at(self) -> datetime | None:
        """When the letter that counts was handed in; None while there is none."""
        return self.last.submitted_at if self.last and self.state in ("handed_in", "result") else None

    @property
    def extension(self) -> ExtensionLine | None:
        """The one that holds."""
        return next((one for one in self.extensions if one.withdrawn_at is None), None)

    @property
    def is_missing(self) -> bool:
        """Nothing is handed in, and the day and its grace have passed."""
        return self.submitted_at is None and bool(self.late.days)

    def is_shut(self, now: datetime) -> bool:
        """Nothing is handed in, and a letter would not be accepted any more."""
        return self.submitted_at is None and is_closed(self.due, now)


def case_seats(cohort_course_id: int, unit: courses.UnitInEffect) -> list[CaseSeat]:
    """Everybody of a group on one case, by name. Five queries, whatever their number; no letter's text is loaded."""
    facts = facts_of_group(cohort_course_id, unit.unit_id)
    return _seats(courses.unit_lines(cohort_course_id, unit.unit_id), unit, facts)


def case_seat(enrolment_id: int, unit: courses.UnitInEffect) -> CaseSeat | None:
    """One person. Five queries."""
    line, facts = courses.unit_line(enrolment_id, unit.unit_id), facts_of(enrolment_id, unit.unit_id)
    return _seats([line], unit, {enrolment_id: facts})[0] if line and facts else None


def _seats(lines: Sequence[courses.UnitLine], unit: courses.UnitInEffect, facts: Mapping[int, Facts]) -> list[CaseSeat]:
    lines = [line for line in lines if line.enrolment_id in facts]
    ids, now = [line.enrolment_id for line in lines], timezone.now()
    letters: defaultdict[int, list[LetterLine]] = defaultdict(list)
    columns = ("enrolment_id", "number", "state", "saved_at", "submitted_at", "due_at", "late_percent")
    rows = Submission.objects.filter(unit_id=unit.unit_id, enrolment__in=ids).order_by("number").values_list(*columns)
    for enrolment_id, number, state, saved_at, submitted_at, due_at, points in rows:
        letters[enrolment_id].append(LetterLine(number, state, saved_at, submitted_at, due_at, points))
    given: defaultdict[int, list[ExtensionLine]] = defaultdict(list)
    for one in _extension_lines(unit.unit_id, ids):
        given[one.enrolment_id].append(one)
    found = []
    for line in lines:
        known, mine = facts[line.enrolment_id], letters[line.enrolment_id]
        due, state = due_of(unit.config, known), _STATE[SubmissionState(mine[-1].state)] if mine else "not_begun"
        found.append(
            CaseSeat(
                line.enrolment_id, line.person_id, line.full_name, line.sort_name, line.country, state, due,
                due_without_extension(known, unit.config), _late(unit.config, due, state, mine, now), tuple(mine),
                tuple(given[line.enrolment_id]),
            )
        )  # fmt: skip
    return found


def _late(config: Mapping[str, Any], due: Due, state: str, letters: Sequence[LetterLine], now: datetime) -> Late:
    last = letters[-1] if letters else None
    if last is None or last.submitted_at is None or state not in ("handed_in", "result"):
        return lateness(due, now)
    return Late(last.points, lateness(due_on(config, last.due_at), last.submitted_at).days)


def group_due(cohort_course_id: int, unit_id: int, config: Mapping[str, Any], zone_name: str) -> Due:
    """The day that holds for somebody of a group who joined before it began and was given nothing. One query."""
    facts = group_facts(cohort_course_id, unit_id, zone_name)
    return due_of(config, facts) if facts else NO_DAY
