"""What assessments puts into calendars, as rows: seats and watches of sittings, pieces before an examiner, letters due."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from assessments.dues import Facts
from assessments.models.cases import Submission, SubmissionState
from assessments.models.due_rows import _leaves, _zone
from assessments.models.exam_sittings import ExamSeat, ExamSitting
from assessments.models.letters import CaseExtension, CaseWindow
from assessments.models.supervised import PieceAppointment
from courses.models import CohortCourse, Enrolment, EnrolmentState, ReleaseCountry, ReleaseEntry

SITTING = (
    "pk", "opens_at", "closes_at", "place", "place_words", "bring", "state", "cancelled_because", "unit__titles", "unit_id",
)  # fmt: skip
PIECE = ("pk", "at", "place", "form", "state", "why", "unit__titles", "unit_id", "enrolment_id")


def seats_of(person_id: int, since: datetime) -> list[tuple[Any, ...]]:
    """Sittings in which somebody has a seat: SITTING and the enrolment. One query."""
    rows = ExamSeat.objects.filter(enrolment__person=person_id, removed_at=None, sitting__closes_at__gte=since)
    return list(rows.order_by("pk").values_list(*(f"sitting__{name}" for name in SITTING), "enrolment_id"))


def watches_of(person_id: int, since: datetime) -> list[tuple[Any, ...]]:
    """Sittings that somebody watches over: SITTING. One query."""
    rows = ExamSitting.objects.filter(invigilator=person_id, closes_at__gte=since)
    return list(rows.order_by("pk").values_list(*SITTING))


def sittings_of_cohort(cohort_id: int, since: datetime) -> list[tuple[Any, ...]]:
    """Sittings in which somebody of a group has a seat: SITTING. One query."""
    seated = ExamSeat.objects.filter(enrolment__cohort_course__cohort=cohort_id, removed_at=None)
    rows = ExamSitting.objects.filter(pk__in=seated.values("sitting"), closes_at__gte=since)
    return list(rows.order_by("pk").values_list(*SITTING))


def pieces_of(person_id: int, since: datetime) -> list[tuple[Any, ...]]:
    """Pieces of a candidate or of an examiner, in any state: PIECE and whether one examines. One query."""
    mine = Q(enrolment__person=person_id) | Q(examiner=person_id)
    rows = PieceAppointment.objects.filter(mine, at__gte=since).order_by("pk")
    return [(*row, examiner == person_id) for *row, examiner in rows.values_list(*PIECE, "examiner_id")]


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A case of somebody's course whose letter is still to be handed in, with all that says when it is due."""

    enrolment_id: int
    unit_id: int
    titles: Mapping[str, str]
    config: Mapping[str, Any]
    facts: Facts


def letters_of(person_id: int, now: datetime) -> list[LetterRow]:
    """Letters that a person still has to hand in. Six queries, whatever the number of courses and cases."""
    rows = Enrolment.objects.filter(person=person_id, state=EnrolmentState.ACTIVE)
    taken = list(
        rows.values_list(
            "pk", "course_id", "country", "cohort_course_id", "created_at", "institution__time_zone", "cohort_course__starts_on"
        )
    )
    if not taken:
        return []
    entries = _cases({(row[1], row[2]) for row in taken}, now)
    ids = [row[0] for row in taken]
    windows = {
        (placed, unit): due
        for placed, unit, due in CaseWindow.objects.filter(cohort_course__in={row[3] for row in taken}).values_list(
            "cohort_course_id", "unit_id", "due_at"
        )
    }
    given = {
        (enrolment, unit): due
        for enrolment, unit, due in CaseExtension.objects.filter(enrolment__in=ids, withdrawn_at=None).values_list(
            "enrolment_id", "unit_id", "due_at"
        )
    }
    states: dict[tuple[int, int], set[str]] = defaultdict(set)
    for enrolment, unit, state in Submission.objects.filter(enrolment__in=ids).values_list("enrolment_id", "unit_id", "state"):
        states[enrolment, unit].add(state)
    leaves = _leaves([person_id]).get(person_id, [])
    found = []
    for pk, course, country, placed, created_at, zone_name, starts_on in taken:
        zone = _zone(zone_name)
        joined = created_at.astimezone(zone).date()
        for unit, titles, config in entries.get((course, country), ()):
            if states[pk, unit] - {SubmissionState.DRAFT, SubmissionState.WITHDRAWN}:
                continue
            facts = Facts(
                zone=zone, began_on=max(joined, starts_on) if starts_on else joined, cohort_due_at=windows.get((placed, unit)),
                extension_due_at=given.get((pk, unit)), leaves=leaves,
            )  # fmt: skip
            found.append(LetterRow(pk, unit, titles, config, facts))
    return found


def _cases(places: set[tuple[int, str]], now: datetime) -> dict[tuple[int, str], list[tuple[int, Any, Any]]]:
    """{(course, country): its cases as the release in effect has them}. One query."""
    wanted = Q()
    for course, country in places:
        wanted |= Q(course=course, country=country)
    last = (
        ReleaseCountry.objects.filter(course=OuterRef("course"), country=OuterRef("country"), effective_at__lte=now)
        .order_by("-effective_at", "-pk")
        .values("pk")[:1]
    )
    rows = ReleaseEntry.objects.filter(
        release__lms_countries__in=ReleaseCountry.objects.filter(wanted, pk=Subquery(last)), unit_version__kind="case_study"
    )
    found: dict[tuple[int, str], list[tuple[int, Any, Any]]] = defaultdict(list)
    columns = ("release__lms_countries__course_id", "release__lms_countries__country", "unit_id", "unit_version__titles",
               "unit_version__config")  # fmt: skip
    for course, country, unit, titles, config in rows.order_by("position").values_list(*columns):
        if (course, country) in places:
            found[course, country].append((unit, titles, config))
    return found


def windows_of_cohort(cohort_id: int, since: datetime) -> list[tuple[int, Mapping[str, str], date, int]]:
    """When a group's letters are due: (window, titles, local day, cohort course). One query."""
    rows = CaseWindow.objects.filter(
        cohort_course__in=CohortCourse.objects.filter(cohort=cohort_id), due_at__gte=since
    ).order_by("pk")
    columns = ("pk", "unit__titles", "due_at", "cohort_course__cohort__institution__time_zone", "cohort_course_id")
    return [
        (pk, titles, due.astimezone(_zone(zone)).date(), placed) for pk, titles, due, zone, placed in rows.values_list(*columns)
    ]
