"""Who may sit a quiz when: windows and allowances as they stand, and a cohort's people with their attempts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone

from assessments import scoring
from assessments.accommodating import NOTHING, Measures, words_of
from assessments.models import Attempt, AttemptState, QuizAllowance, QuizWindow
from assessments.selectors.accommodations import measures_of_people, with_measures
from assessments.windows import NO_ENDS, NOTHING_ALLOWED, Allowed, Ends, Window, window_of
from courses import api as courses


def ends_of(row: QuizWindow | None) -> Ends:
    """A cohort's window; no ends without one."""
    return Ends(row.opens_at, row.closes_at) if row else NO_ENDS


def allowed_of(row: QuizAllowance | None) -> Allowed:
    """What an allowance gives; nothing without one."""
    if row is None:
        return NOTHING_ALLOWED
    return Allowed(row.extra_attempts, row.extra_minutes, row.opens_at, row.closes_at)


def group_ends(cohort_course_id: int | None, unit_id: int) -> Ends:
    """The window of the group that somebody learns with. One query, none outside of a group."""
    if cohort_course_id is None:
        return NO_ENDS
    return ends_of(QuizWindow.objects.filter(cohort_course_id=cohort_course_id, unit_id=unit_id).first())


@dataclass(frozen=True, slots=True)
class AllowanceLine:
    """One allowance in a history: what, why, by whom, and whether it still holds."""

    id: int
    enrolment_id: int
    allowed: Allowed
    reason: str
    by: int
    giver: str
    at: datetime
    withdrawn_at: datetime | None
    withdrawer: str


def _allowance_lines(unit_id: int, enrolment_ids: Sequence[int]) -> list[AllowanceLine]:
    rows = QuizAllowance.objects.filter(unit_id=unit_id, enrolment__in=enrolment_ids).select_related("by", "withdrawn_by")
    return [
        AllowanceLine(
            row.pk, row.enrolment_id, allowed_of(row), row.reason, row.by_id, row.by.full_name, row.at, row.withdrawn_at,
            row.withdrawn_by.full_name if row.withdrawn_by else "",
        )
        for row in rows.order_by("-pk")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt, without its sheet. `percent` is None until it has a result."""

    id: int
    number: int
    state: str
    started_at: datetime
    due_at: datetime | None
    submitted_at: datetime | None
    percent: Decimal | None


STATES: Final = ("not_begun", "open", "waiting", "held", "failed", "spent", "passed")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the list: the attempts, the rules that hold for them, what they were given.

    `percent` is the score that counts for the course; `best` and `last` are those of single attempts.
    """

    enrolment_id: int
    person_id: int
    full_name: str
    sort_name: str
    country: str
    state: str
    percent: Decimal | None
    window: Window
    sittings: tuple[Sitting, ...]
    allowances: tuple[AllowanceLine, ...] = field(default=())
    measures: Measures = NOTHING  # of an accommodation: what, never why

    @property
    def accommodation(self) -> str:
        """What an accommodation gives, in words."""
        return "; ".join(words_of(self.measures))

    @property
    def taken(self) -> int:
        return len(self.sittings)

    @property
    def left(self) -> int | None:
        """Attempts that are left; None without a limit."""
        return self.window.left(self.taken)

    @property
    def running(self) -> Sitting | None:
        """The open attempt."""
        return next((one for one in self.sittings if one.state == AttemptState.OPEN), None)

    @property
    def waiting(self) -> Sitting | None:
        """The attempt whose written answers wait for a person."""
        return next((one for one in self.sittings if one.state == AttemptState.WAITING), None)

    @property
    def last(self) -> Sitting | None:
        return self.sittings[-1] if self.sittings else None

    @property
    def best(self) -> Decimal | None:
        return max((one.percent for one in self.sittings if one.percent is not None), default=None)

    @property
    def allowance(self) -> AllowanceLine | None:
        """The one that holds."""
        return next((one for one in self.allowances if one.withdrawn_at is None), None)


def seats(cohort_course_id: int, unit: courses.UnitInEffect, ends: Ends) -> list[Seat]:
    """Everybody of a group on one quiz, by name. Three queries, whatever their number; no sheet is loaded."""
    return _seats(courses.unit_lines(cohort_course_id, unit.unit_id), unit, ends)


def seat_of(enrolment_id: int, unit: courses.UnitInEffect, ends: Ends) -> Seat | None:
    """One person. Three queries."""
    line = courses.unit_line(enrolment_id, unit.unit_id)
    return _seats([line], unit, ends)[0] if line else None


def _seats(lines: Sequence[courses.UnitLine], unit: courses.UnitInEffect, ends: Ends) -> list[Seat]:
    ids = [line.enrolment_id for line in lines]
    sittings: defaultdict[int, list[Sitting]] = defaultdict(list)
    columns = ("enrolment_id", "pk", "number", "state", "started_at", "due_at", "submitted_at", "fraction")
    rows = Attempt.objects.filter(unit_id=unit.unit_id, enrolment__in=ids).exclude(state=AttemptState.ANNULLED)
    for enrolment_id, pk, number, state, *moments, fraction in rows.order_by("number").values_list(*columns):
        percent = None if fraction is None else scoring.as_percent(fraction)
        started_at, due_at, submitted_at = moments
        sittings[enrolment_id].append(Sitting(pk, number, state, started_at, due_at, submitted_at, percent))
    given: defaultdict[int, list[AllowanceLine]] = defaultdict(list)
    for one in _allowance_lines(unit.unit_id, ids):
        given[one.enrolment_id].append(one)
    measures = measures_of_people(ids, unit.unit_id) if unit.config.get("certifying") else {}
    found = []
    for line in lines:
        mine, pk = measures.get(line.enrolment_id, NOTHING), line.enrolment_id
        holds = next((one.allowed for one in given[pk] if one.withdrawn_at is None), NOTHING_ALLOWED)
        window = window_of(unit.config, ends, with_measures(holds, unit.config, mine))
        found.append(_seat(line, window, sittings[pk], given[pk], mine))
    return found


def _seat(
    line: courses.UnitLine, window: Window, sittings: list[Sitting], given: list[AllowanceLine], measures: Measures
) -> Seat:
    return Seat(
        line.enrolment_id, line.person_id, line.full_name, line.sort_name, line.country,
        _state(line, window, sittings), line.score, window, tuple(sittings), tuple(given), measures,
    )  # fmt: skip


def _state(line: courses.UnitLine, window: Window, sittings: Sequence[Sitting]) -> str:
    """Where somebody stands: what is going on now first, then what counts."""
    held = {one.state for one in sittings}
    if AttemptState.OPEN in held:
        return "open"
    if AttemptState.WAITING in held:
        return "waiting"
    if AttemptState.HELD in held:
        return "held"
    if line.state in ("passed", "recognised"):
        return "passed"
    if not sittings:
        return "not_begun"
    return "spent" if window.left(len(sittings)) == 0 else "failed"


ORDERS: Final = ("name", "result", "state")


def arranged(people: Sequence[Seat], *, query: str = "", state: str = "", order: str = "name") -> list[Seat]:
    """Filtered by a part of the name and a state («allowed»: whoever has an allowance), sorted; «-result» is the other way."""
    wanted = query.casefold().split()
    found = [
        seat
        for seat in people
        if all(part in f"{seat.full_name} {seat.sort_name}".casefold() for part in wanted)
        and (not state or (seat.allowance is not None if state == "allowed" else seat.state == state))
    ]
    name, down = order.removeprefix("-"), order.startswith("-")
    found.sort(key=lambda seat: (seat.sort_name, seat.enrolment_id), reverse=down and name == "name")
    if name == "result":  # who has no result comes last, whichever way
        found.sort(key=lambda seat: seat.percent if seat.percent is not None else Decimal(-1), reverse=down)
        found.sort(key=lambda seat: seat.percent is None)
    if name == "state":
        found.sort(key=lambda seat: STATES.index(seat.state), reverse=down)
    return found


def is_open(window: Window, now: datetime | None = None) -> bool:
    """Whether a quiz can be started by its days alone."""
    now = now or timezone.now()
    return not (window.opens_at and now < window.opens_at) and not (window.closes_at and now >= window.closes_at)
