"""Sittings as those who plan them and those who watch over them see them: states, never a score."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.exam_sittings import codes, rules, words
from assessments.models import AttemptState, ExamIncident, ExamSeat, ExamSitting, IncidentState, SittingState
from assessments.models.exam_sitting_rows import (
    Candidate,
    CertifyingQuiz,
    Group,
    candidates_alone,
    candidates_by_id,
    candidates_of,
    certifying_quizzes,
    groups_on,
)
from assessments.selectors.accommodations import for_staff


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting in a list."""

    id: int
    titles: Mapping[str, str]
    institution: Mapping[str, str] | None
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    place: str
    invigilator: str
    state: str
    says: str
    tone: str
    seats: int
    handed_in: int
    incidents: int


_TONES = {SittingState.OPEN: "accent", SittingState.CANCELLED: "", SittingState.CLOSED: "ok", SittingState.PLANNED: ""}


def sitting_lines(rows: QuerySet[ExamSitting]) -> list[SittingLine]:
    """These sittings as lines, the latest first. One query."""
    seated = Q(lms_seats__removed_at=None)
    found = rows.select_related("unit", "institution", "invigilator").annotate(
        seats=Count("lms_seats", filter=seated, distinct=True),
        handed_in=Count("lms_seats", filter=seated & Q(lms_seats__attempt__submitted_at__isnull=False), distinct=True),
        incidents=Count("lms_incidents", filter=Q(lms_incidents__state=IncidentState.OPEN), distinct=True),
    )
    return [
        SittingLine(
            one.pk, one.unit.titles, one.institution.names if one.institution else None, one.opens_at, one.closes_at,
            one.time_zone, words.place_words(one.place), one.invigilator.full_name, one.state, words.state_words(one.state),
            _TONES[SittingState(one.state)], one.seats, one.handed_in, one.incidents,
        )
        for one in found.order_by("-opens_at", "-pk")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat during and after a sitting: where its candidate is, never what they answered or scored."""

    id: int
    name: str
    says: str
    icon: str
    tone: str
    started_at: datetime | None
    due_at: datetime | None
    handed_in_at: datetime | None
    seen_at: datetime | None
    seen_lately: bool
    wrong_tries: int
    no_more_tries: bool
    left: int
    lost: int
    devices: int
    incident: bool
    given: str = ""  # an accommodation in words: what, never why


def seat_lines(sitting: ExamSitting) -> list[SeatLine]:
    """Everybody who has a seat, by name. Four queries."""
    seats = ExamSeat.objects.filter(sitting=sitting, removed_at=None).select_related("enrolment__person", "attempt")
    counted: defaultdict[int, dict[str, int]] = defaultdict(dict)
    events = sitting.lms_events.filter(kind__in=["left", "offline", "device"]).values_list("seat_id", "kind")
    for seat_id, kind, n in events.annotate(n=Count("pk")).order_by():
        counted[seat_id][kind] = n
    touched = set(ExamIncident.objects.filter(sitting=sitting, state=IncidentState.OPEN).values_list("seat_id", flat=True))
    people = sorted(seats, key=lambda one: (_sort_name(one), one.pk))
    given = for_staff([one.enrolment_id for one in people], sitting.unit_id)
    return [
        replace(
            _line(one, counted[one.pk], one.pk in touched or None in touched), given="; ".join(given.get(one.enrolment_id, []))
        )
        for one in people
    ]


def _sort_name(seat: ExamSeat) -> str:
    person = seat.enrolment.person
    return (f"{person.family_name} {person.given_name}".strip() or person.full_name).casefold()


def _line(seat: ExamSeat, counted: Mapping[str, int], incident: bool) -> SeatLine:
    attempt = seat.attempt
    state = attempt.state if attempt else ""
    says, icon, tone = {
        "": (_("Not started"), "open", ""),
        AttemptState.OPEN: (_("Writing"), "half", "accent"),
        AttemptState.ANNULLED: (_("Does not count"), "x", "bad"),
    }.get(state, (_("Handed in"), "done", "ok"))
    now = timezone.now()
    return SeatLine(
        id=seat.pk, name=seat.enrolment.person.full_name, says=says, icon=icon, tone=tone,
        started_at=attempt.started_at if attempt else None, due_at=attempt.due_at if attempt else None,
        handed_in_at=attempt.submitted_at if attempt else None, seen_at=seat.last_seen_at,
        seen_lately=seat.last_seen_at is not None and now - seat.last_seen_at <= rules.SEEN_LATELY,
        wrong_tries=seat.wrong_tries, no_more_tries=codes.used_up(seat.wrong_tries), left=counted.get("left", 0),
        lost=counted.get("offline", 0), devices=counted.get("device", 0), incident=incident,
    )  # fmt: skip


def counts_of(lines: Sequence[SeatLine]) -> dict[str, int]:
    """How many are where. Pure."""
    return {
        "seats": len(lines),
        "writing": sum(1 for one in lines if one.started_at and not one.handed_in_at),
        "handed_in": sum(1 for one in lines if one.handed_in_at),
    }


def head_of(sitting: ExamSitting) -> dict[str, Any]:
    """What every page of a sitting says of it."""
    due = rules.results_due(
        closed_at=sitting.closed_at, signed_at=sitting.signed_at, country=sitting.country, zone=sitting.time_zone
    )
    now = timezone.now()
    return {
        "sitting": sitting, "titles": sitting.unit.titles, "says": words.state_words(sitting.state),
        "tone": _TONES[SittingState(sitting.state)], "place": words.place_words(sitting.place), "results_due": due,
        "may_code": sitting.state in (SittingState.PLANNED, SittingState.OPEN)
        and rules.code_from(sitting.opens_at) <= now
        and (sitting.state == SittingState.OPEN or now < sitting.closes_at),
        "code_from": rules.code_from(sitting.opens_at), "wait_days": rules.WAIT_DAYS,
        "bring": [*words.bring_lines(sitting.place), *([sitting.bring] if sitting.bring else [])],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnReport:
    """An incident as who reported it sees it again: their own words, and where it stands."""

    kind: str
    what: str
    at: datetime
    says: str
    name: str
    due_on: Any


def reports_of(sitting_id: int, person_id: int) -> list[OwnReport]:
    """What this person reported in a sitting, the latest first. One query."""
    rows = ExamIncident.objects.filter(sitting_id=sitting_id, by_id=person_id).select_related("seat__enrolment__person")
    return [
        OwnReport(
            words.what_words(one.kind), one.what, one.at, words.incident_words(one.state),
            one.seat.enrolment.person.full_name if one.seat else "", one.due_on if one.state == IncidentState.OPEN else None,
        )
        for one in rows.order_by("-at")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToPlan:
    """A certifying quiz with the groups that can sit it."""

    quiz: CertifyingQuiz
    groups: tuple[Group, ...]


def to_plan(institution_ids: Collection[int] | None) -> list[ToPlan]:
    """What can be planned for the groups of these institutions (None: of all). Two queries."""
    quizzes = certifying_quizzes()
    groups: defaultdict[int, list[Group]] = defaultdict(list)
    for one in groups_on({quiz.course_id for quiz in quizzes}, institution_ids):
        groups[one.course_id].append(one)
    return [ToPlan(quiz, tuple(groups[quiz.course_id])) for quiz in quizzes if groups[quiz.course_id]]


def chosen(
    found: Sequence[ToPlan], unit_id: int, cohort_course_ids: Collection[int]
) -> tuple[CertifyingQuiz, list[Group]] | None:
    """The quiz and the groups that were asked for, as far as they can be planned; None when nothing is left. Pure."""
    for one in found:
        groups = [group for group in one.groups if group.cohort_course_id in cohort_course_ids]
        if one.quiz.unit_id == unit_id and groups:
            return one.quiz, groups
    return None


def people_to_admit(groups: Sequence[Group]) -> list[Candidate]:
    """Everybody of these groups, of one course, and after them who takes it at their institutions without a group. Two
    queries."""
    alone = candidates_alone(groups[0].course_id, {group.institution_id for group in groups})
    return candidates_of({group.cohort_course_id for group in groups}) + alone


def people_to_keep(seated: Collection[int]) -> list[Candidate]:
    """Those admitted by these enrolments, and who else could be: of their groups, and without a group. Three queries."""
    mine = candidates_by_id(seated)
    groups = {one.cohort_course_id for one in mine if one.cohort_course_id}
    alone = candidates_alone(mine[0].course_id, {one.institution_id for one in mine}) if mine else []
    return sorted({*candidates_of(groups), *alone, *mine}, key=lambda one: (one.sort_name, one.enrolment_id))


def seated_now(sitting: ExamSitting) -> set[int]:
    """The enrolments that have a seat. One query."""
    return set(sitting.lms_seats.filter(removed_at=None).values_list("enrolment_id", flat=True))
