"""Rows of other packages that sittings ask for: groups with a course, candidates, who assesses whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from assessments.models.exam_sittings import ExamIncident, ExamInvigilator, ExamSeat, IncidentState
from assessments.models.quizzes import Quiz
from assessments.models.scores import Allocation
from courses.models import CohortCourse, Enrolment, EnrolmentState
from lms.institutions.models import Membership, Person, Role


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort on a course with a certifying quiz. Names are {es, en}."""

    cohort_course_id: int
    cohort_id: int
    course_id: int
    institution_id: int
    country: str
    time_zone: str
    names: dict[str, str]
    institution_names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be admitted."""

    enrolment_id: int
    person_id: int
    institution_id: int
    cohort_course_id: int | None
    course_id: int
    full_name: str
    sort_name: str


@dataclass(frozen=True, slots=True)
class CertifyingQuiz:
    """A quiz that is drafted as a certifying one."""

    unit_id: int
    course_id: int
    key: str
    titles: dict[str, str]
    course_titles: dict[str, str]


def certifying_quizzes(course_ids: Collection[int] | None = None) -> list[CertifyingQuiz]:
    """The certifying quizzes of these courses (None: of all), by course and place. One query."""
    rows = Quiz.objects.non_polymorphic().filter(certifying=True, archived_at=None)
    if course_ids is not None:
        rows = rows.filter(course__in=course_ids)
    columns = ("pk", "course_id", "key", "titles", "course__titles")
    return [CertifyingQuiz(*row) for row in rows.order_by("course__key", "position").values_list(*columns)]


def groups_on(course_ids: Collection[int], institution_ids: Collection[int] | None) -> list[Group]:
    """The groups of these institutions (None: of all) that take one of these courses. One query."""
    rows = CohortCourse.objects.filter(course__in=course_ids, cohort__archived_at=None)
    if institution_ids is not None:
        rows = rows.filter(cohort__institution__in=institution_ids)
    columns = (
        "pk", "cohort_id", "course_id", "cohort__institution_id", "cohort__country", "cohort__institution__time_zone",
        "cohort__names", "cohort__institution__names",
    )  # fmt: skip
    return [Group(*row) for row in rows.order_by("cohort__institution__key", "cohort__key", "pk").values_list(*columns)]


def candidates_of(cohort_course_ids: Collection[int]) -> list[Candidate]:
    """Everybody of these groups who has not completed the course, by name. One query."""
    return _candidates(Enrolment.objects.filter(cohort_course__in=cohort_course_ids, state=EnrolmentState.ACTIVE))


def candidates_alone(course_id: int, institution_ids: Collection[int]) -> list[Candidate]:
    """Those of these institutions who take the course without a group (who renews does), by name. One query."""
    rows = Enrolment.objects.filter(course=course_id, institution__in=institution_ids, cohort_course=None)
    return _candidates(rows.filter(state=EnrolmentState.ACTIVE))


def candidates_by_id(enrolment_ids: Collection[int]) -> list[Candidate]:
    """The same by enrolment, completed or not; who left is left out. One query."""
    return _candidates(Enrolment.objects.filter(pk__in=enrolment_ids))


def _candidates(rows: Any) -> list[Candidate]:
    found = []
    for one in rows.exclude(state=EnrolmentState.CLOSED).select_related("person"):
        person = one.person
        sort_name = f"{person.family_name} {person.given_name}".strip() or person.full_name
        found.append(
            Candidate(
                one.pk, one.person_id, one.institution_id, one.cohort_course_id, one.course_id, person.full_name,
                sort_name.casefold(),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.sort_name, one.enrolment_id))


def assessing(persons: Collection[int], subjects: Collection[int]) -> set[int]:
    """Those who assess one of these people: as an assessor of their institution, or with a letter of theirs. Two queries."""
    homes = Membership.objects.filter(person__in=subjects, until=None).values("institution_id")
    at_home = Membership.objects.filter(person__in=persons, role=Role.ASSESSOR, until=None, institution__in=homes)
    letters = Allocation.objects.filter(assessor__in=persons, submission__enrolment__person__in=subjects)
    found = {pk for pk in letters.values_list("assessor_id", flat=True) if pk is not None}
    return found | set(at_home.values_list("person_id", flat=True))


def belongs_to(person_id: int, institution_ids: Collection[int]) -> bool:
    """Whether somebody holds an open role, any, in one of these institutions. One query."""
    return Membership.objects.filter(person_id=person_id, institution__in=institution_ids, until=None).exists()


def people_at(institution_ids: Collection[int]) -> list[tuple[int, str]]:
    """(id, name) of who holds an open role in these institutions, by name. One query."""
    ids = Membership.objects.filter(institution__in=institution_ids, until=None).values("person_id")
    people = Person.objects.filter(pk__in=ids, erased_at=None).exclude(user=None)
    return sorted(((one.pk, one.full_name) for one in people), key=lambda pair: (pair[1].casefold(), pair[0]))


def pool(countries: Collection[str] | None = None) -> list[ExamInvigilator]:
    """Who is ready to watch over sittings, for these countries (None: of all), by name. One query."""
    rows = ExamInvigilator.objects.filter(until=None).select_related("person")
    if countries is not None:
        rows = rows.filter(country__in=["", *countries])
    return sorted(rows, key=lambda one: (one.person.full_name.casefold(), one.pk))


def barred(unit_id: int, enrolment_ids: Iterable[int]) -> set[int]:
    """Those enrolments that may not sit a quiz again, by a decision about an incident. One query."""
    seats = ExamSeat.objects.filter(enrolment__in=list(enrolment_ids), sitting__unit_id=unit_id, attempt__state="annulled")
    rows = ExamIncident.objects.filter(state=IncidentState.ANNULLED)
    of_seat = Q(lms_incidents__in=rows)
    of_all = Q(sitting__lms_incidents__in=rows.filter(seat=None))
    return set(seats.filter(of_seat | of_all).values_list("enrolment_id", flat=True))
