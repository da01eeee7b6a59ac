"""Who was at a meeting, for its page, for a list that is looked at, and for figures. Plain values."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.models import Attendance, AttendanceSource, Enrolment, EnrolmentState, Meeting, RollCall, RollName
from courses.roll_calls import RollPerson, minutes_of
from courses.roll_moments import fold


def person_of_row(row: Mapping[str, Any]) -> RollPerson:
    """A line of a kept list."""
    spans = tuple((int(start), int(end)) for start, end in row["spans"])
    return RollPerson(**{**row, "spans": spans})


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody of the group."""

    enrolment_id: int
    person_id: int
    full_name: str
    email: str


def learners_of(cohort_course_id: int) -> list[Learner]:
    """Everybody of a group whose enrolment is not closed, by name. One query."""
    rows = Enrolment.objects.filter(cohort_course=cohort_course_id).exclude(state=EnrolmentState.CLOSED)
    found = [
        Learner(one.pk, one.person_id, one.person.full_name, one.person.email.lower()) for one in rows.select_related("person")
    ]
    return sorted(found, key=lambda one: (fold(one.full_name), one.enrolment_id))


def paired(
    roll: RollCall, meeting: Meeting, group: Collection[int], learners: Sequence[Learner] | None = None
) -> tuple[dict[int, list[RollPerson]], list[RollPerson]]:
    """({person: their lines of a list}, lines of nobody yet): by address, then as names were said before. Two queries at most.

    A name that was said to be nobody of the group is in neither.
    """
    known = learners if learners is not None else learners_of(meeting.cohort_course_id)
    by_email = {one.email: one.person_id for one in known if one.email and one.person_id in group}
    lines = [person_of_row(row) for row in roll.rows]
    said = dict(
        RollName.objects.filter(
            institution=meeting.cohort_course.cohort.institution_id, label__in=[line.label for line in lines]
        ).values_list("label", "person_id")
    )
    found: dict[int, list[RollPerson]] = defaultdict(list)
    unknown = []
    for line in lines:
        person = by_email.get(line.email) if line.email else None
        if person is None and line.label in said:
            person = said[line.label]
            if person is None:
                continue
        if person is None or person not in group:
            unknown.append(line)
        else:
            found[person].append(line)
    return dict(found), unknown


@dataclass(frozen=True, slots=True)
class RollLine:
    """One learner in a list that is looked at. `kept`: a facilitator or a code said so; the list changes nothing."""

    full_name: str
    names: str
    minutes: int
    present: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class UnknownLine:
    """A name that belongs to nobody yet; `guess` is the only learner of that very name, else 0."""

    place: int
    label: str
    name: str
    email: str
    minutes: int
    guess: int


@dataclass(frozen=True, slots=True)
class RollPage:
    """A list as it would count now."""

    lines: tuple[RollLine, ...]
    unknown: tuple[UnknownLine, ...]
    learners: tuple[Learner, ...]
    present: int


def roll_page(roll: RollCall) -> RollPage:
    """Three queries."""
    meeting = roll.meeting
    learners = learners_of(meeting.cohort_course_id)
    people, unknown = paired(roll, meeting, {one.person_id for one in learners}, learners)
    kept = set(
        Attendance.objects.filter(meeting=meeting)
        .exclude(source=AttendanceSource.ROLL)
        .exclude(source=AttendanceSource.CODE, present=False)
        .values_list("enrolment_id", flat=True)
    )
    by_name: dict[str, list[int]] = defaultdict(list)
    for one in learners:
        by_name[fold(one.full_name)].append(one.person_id)
    lines = []
    for one in learners:
        mine = people.get(one.person_id, [])
        minutes = minutes_of(mine, meeting.minutes)
        lines.append(
            RollLine(
                one.full_name, ", ".join(line.name or line.email for line in mine), minutes,
                minutes >= meeting.minutes_needed, one.enrolment_id in kept,
            )
        )  # fmt: skip
    places = {row["label"]: place for place, row in enumerate(roll.rows)}
    waiting = tuple(
        UnknownLine(
            places[line.label], line.label, line.name or line.email, line.email if line.name else "",
            minutes_of([line], meeting.minutes), _only(by_name[fold(line.name)]),
        )
        for line in unknown
    )  # fmt: skip
    return RollPage(tuple(lines), waiting, tuple(learners), sum(line.present for line in lines))


def _only(found: list[int]) -> int:
    return found[0] if len(found) == 1 else 0


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """How one learner stands with a meeting. `source` '' when nothing was said yet."""

    enrolment_id: int
    full_name: str
    present: bool
    minutes: int
    source: str
    why: str


def attendance_lines(meeting: Meeting) -> list[AttendanceLine]:
    """Everybody of the group, by name. Two queries."""
    known = {one.enrolment_id: one for one in Attendance.objects.filter(meeting=meeting)}
    return [_attendance(one, known.get(one.enrolment_id)) for one in learners_of(meeting.cohort_course_id)]


def _attendance(one: Learner, row: Attendance | None) -> AttendanceLine:
    if row is None:
        return AttendanceLine(one.enrolment_id, one.full_name, present=False, minutes=0, source="", why="")
    return AttendanceLine(one.enrolment_id, one.full_name, row.present, row.minutes, row.source, row.why)


@dataclass(frozen=True, slots=True)
class AttendanceFigure:
    """A class that somebody attended. `hours` are nominal: the planned length of the meeting, in hours."""

    enrolment_id: int
    person_id: int
    cohort_id: int
    unit_id: int
    starts_at: datetime
    hours: float


def attendance_figures(institution_id: int, start: datetime, end: datetime, using: str = "default") -> list[AttendanceFigure]:
    """The classes attended by an institution's people at meetings that began in [start, end), oldest first. One query.

    One row a person and meeting; a meeting that was called off has none. For F02 (a class attended is an act) and F06.
    """
    rows = Attendance.objects.using(using).filter(
        present=True, enrolment__institution=institution_id, meeting__starts_at__gte=start, meeting__starts_at__lt=end,
        meeting__cancelled_at=None,
    )  # fmt: skip
    columns = (
        "enrolment_id", "enrolment__person_id", "meeting__cohort_course__cohort_id", "meeting__session_id",
        "meeting__starts_at", "meeting__minutes",
    )  # fmt: skip
    found = rows.order_by("meeting__starts_at", "pk").values_list(*columns)
    return [
        AttendanceFigure(enrolment, person, cohort, unit, starts_at, minutes / 60)
        for enrolment, person, cohort, unit, starts_at, minutes in found
    ]
