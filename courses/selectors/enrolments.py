"""Enrolments, completions and courses as cards."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from courses.cards import CohortCourseCard, CompletionCard, CourseCard, EnrolmentCard
from courses.errors import CompletionNotFound, CourseNotFound, EnrolmentNotFound
from courses.models import CohortCourse, Completion, Course, Enrolment, EnrolmentState, UnitProgress

_ENROLMENT: Final = (
    "id", "person_id", "institution_id", "cohort_course_id", "course_id", "country", "language", "state", "purpose", "round",
)  # fmt: skip
_COMPLETION: Final = (
    "id", "enrolment_id", "enrolment__person_id", "enrolment__institution_id", "enrolment__course_id", "enrolment__country",
    "score", "completed_at", "law_as_of", "digest", "manifest__digest",
)  # fmt: skip
_COURSE: Final = ("id", "key", "titles", "summaries", "countries")


def card_of(enrolment: Enrolment) -> EnrolmentCard:
    """The card of a row at hand."""
    return EnrolmentCard(*(getattr(enrolment, name) for name in _ENROLMENT))


def enrolment_card(enrolment_id: int) -> EnrolmentCard:
    """Raises EnrolmentNotFound."""
    row = Enrolment.objects.filter(pk=enrolment_id).values_list(*_ENROLMENT).first()
    if row is None:
        raise EnrolmentNotFound
    return EnrolmentCard(*row)


def own_enrolment(person_id: int, enrolment_id: int) -> EnrolmentCard:
    """A person's own enrolment, whatever its state. A foreign one looks like a missing one: raises EnrolmentNotFound."""
    row = Enrolment.objects.filter(pk=enrolment_id, person_id=person_id).values_list(*_ENROLMENT).first()
    if row is None:
        raise EnrolmentNotFound
    return EnrolmentCard(*row)


def enrolments_of(person_id: int) -> list[EnrolmentCard]:
    """All enrolments of a person: the active first, then the newest."""
    rows = Enrolment.objects.filter(person_id=person_id).order_by("state", "-id").values_list(*_ENROLMENT)
    return [EnrolmentCard(*row) for row in rows]


def _course(row: Sequence[Any]) -> CourseCard:
    *values, countries = row
    values.append(tuple(countries))
    return CourseCard(*values)


def course_card(course_id: int) -> CourseCard:
    """Raises CourseNotFound."""
    row = Course.objects.filter(pk=course_id).values_list(*_COURSE).first()
    if row is None:
        raise CourseNotFound
    return _course(row)


def course_by_key(key: str) -> CourseCard:
    """Raises CourseNotFound."""
    row = Course.objects.filter(key=key).values_list(*_COURSE).first()
    if row is None:
        raise CourseNotFound
    return _course(row)


def course_cards(course_ids: Iterable[int] | None = None) -> dict[int, CourseCard]:
    """Courses by id; None: all that are not archived."""
    rows = Course.objects.filter(archived_at=None) if course_ids is None else Course.objects.filter(pk__in=list(course_ids))
    return {row[0]: _course(row) for row in rows.order_by("id").values_list(*_COURSE)}


def cohort_courses_of(institution_id: int) -> list[CohortCourseCard]:
    """The courses that an institution's cohorts take, by cohort."""
    rows = (
        CohortCourse.objects.filter(cohort__institution_id=institution_id)
        .order_by("cohort_id", "id")
        .values_list("id", "cohort_id", "cohort__institution_id", "course_id", "course__titles", "starts_on", "ends_on")
    )
    return [CohortCourseCard(*row) for row in rows]


def completion_card(completion_id: int) -> CompletionCard:
    """Raises CompletionNotFound."""
    row = Completion.objects.filter(pk=completion_id).values_list(*_COMPLETION).first()
    if row is None:
        raise CompletionNotFound
    return CompletionCard(*row)


def passed_moments(enrolment_ids: Iterable[int]) -> dict[int, dict[str, datetime]]:
    """When each unit was passed, by enrolment and subject of the path ("unit:12"). One query."""
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = UnitProgress.objects.filter(enrolment_id__in=list(enrolment_ids), passed_at__isnull=False)
    for enrolment_id, unit_id, at in rows.values_list("enrolment_id", "unit_id", "passed_at"):
        assert at is not None  # by the filter
        found[enrolment_id][f"unit:{unit_id}"] = at
    return found


def completions_of(person_id: int, country: str, course_ids: Iterable[int]) -> list[CompletionCard]:
    """A person's completions of these courses under one country's law, the oldest first."""
    rows = (
        Completion.objects.filter(
            enrolment__person_id=person_id, enrolment__country=country, enrolment__course_id__in=list(course_ids)
        )
        .order_by("completed_at", "id")
        .values_list(*_COMPLETION)
    )
    return [CompletionCard(*row) for row in rows]


class ProgressRow(NamedTuple):
    """One enrolment and its summary, for figures and exports."""

    enrolment_id: int
    person_id: int
    cohort_course_id: int | None
    course_id: int
    country: str
    language: str
    purpose: str
    state: str
    created_at: datetime
    closed_at: datetime | None
    completed_at: datetime | None
    required: int | None
    done: int | None
    score: Decimal | None
    last_seen_at: datetime | None
    next_due: datetime | None
    waits_on: str | None


def progress_rows(institution_id: int, using: str = "default") -> Iterator[ProgressRow]:
    """Every enrolment of an institution with its summary, in order of id, as a stream. One query."""
    rows = (
        Enrolment.objects.using(using)
        .filter(institution_id=institution_id)
        .order_by("id")
        .values_list(
            "id", "person_id", "cohort_course_id", "course_id", "country", "language", "purpose", "state", "created_at",
            "closed_at", "lms_completion__completed_at", "lms_summary__required", "lms_summary__done", "lms_summary__score",
            "lms_summary__last_seen_at", "lms_summary__next_due", "lms_summary__waits_on",
        )
    )  # fmt: skip
    return (ProgressRow(*row) for row in rows.iterator(chunk_size=2000))


def unit_states(
    institution_id: int, course_id: int, using: str = "default"
) -> Iterator[tuple[int, int, str, Decimal | None, datetime | None]]:
    """(enrolment id, unit id, state, score, passed at) of an institution's learners in a course, as a stream. One query."""
    rows = (
        UnitProgress.objects.using(using)
        .filter(enrolment__institution_id=institution_id, enrolment__course_id=course_id)
        .order_by("enrolment_id", "unit_id")
        .values_list("enrolment_id", "unit_id", "state", "score", "passed_at")
    )
    return rows.iterator(chunk_size=5000)


def active_enrolment(person_id: int, course_id: int) -> Enrolment | None:
    """The one active enrolment of a person in a course, if any."""
    return Enrolment.objects.filter(person_id=person_id, course_id=course_id, state=EnrolmentState.ACTIVE).first()


class CourseTaken(NamedTuple):
    """A line of a person's list of courses."""

    enrolment_id: int
    titles: dict[str, str]
    summaries: dict[str, str]
    country: str
    state: str
    required: int | None
    done: int | None
    completed_at: datetime | None
    closed_at: datetime | None


def courses_taken(person_id: int) -> list[CourseTaken]:
    """A person's courses: the active first, each kind in the order in which they were begun. One query."""
    rows = (
        Enrolment.objects.filter(person_id=person_id)
        .order_by("state", "id")
        .values_list(
            "id", "course__titles", "course__summaries", "country", "state", "lms_summary__required", "lms_summary__done",
            "lms_completion__completed_at", "closed_at",
        )
    )  # fmt: skip
    return [CourseTaken(*row) for row in rows]
