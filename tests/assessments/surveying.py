"""A group of a short course whose people have finished it, and what they answer. Plain functions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assessments.services.survey_closing import close_surveys
from assessments.services.surveys import answer_survey
from courses.models import CohortCourse, Course, Enrolment, Unit
from courses.services.learning import finish_unit
from lms.institutions.models import Cohort, Institution, Person
from tests.courses import building

ENDS = date(2026, 12, 1)
AFTER = datetime(2026, 12, 20, 12, tzinfo=ZoneInfo("America/Lima"))  # every survey of the group is over


def short_course(key: str = "marcas") -> Course:
    course = building.make_course(key, lessons=1)
    building.publish(course)
    return course


def placed(cohort: Cohort, course: Course, **columns: Any) -> CohortCourse:
    """The group takes the course until the first of December."""
    return CohortCourse.objects.create(cohort=cohort, course=course, starts_on=date(2026, 1, 1), ends_on=ENDS, **columns)


def people_of(institution: Institution, n: int, mark: str = "p") -> list[Person]:
    start = Person.objects.count()
    return [
        Person.objects.create(email=f"{mark}{start + i}@{institution.key}.test", given_name=f"{mark}{i}", country="PE")
        for i in range(n)
    ]


def finish(person: Person, institution: Institution, place: CohortCourse) -> Enrolment:
    """The person takes the course and finishes it."""
    enrolment = building.enrol(person, institution, place.course, cohort_course=place)
    unit = Unit.objects.non_polymorphic().get(course=place.course, key="leccion-1")
    version = unit.lms_unit_versions.order_by("-number")[0]
    finish_unit(enrolment_id=enrolment.pk, unit_id=unit.pk, unit_version_id=version.pk, verb="lesson", code="read")
    enrolment.refresh_from_db()
    return enrolment


def said(useful: int = 4, clear: int = 3, law: int = 5, apply: int = 2, comment: str = "") -> dict[str, Any]:
    return {"useful": useful, "clear": clear, "law": law, "apply": apply, "comment": comment}


def surveyed(institution: Institution, place: CohortCourse, answers: Sequence[dict[str, Any]]) -> list[Enrolment]:
    """As many people finish the course and answer about all of it."""
    found = []
    for person, answer in zip(people_of(institution, len(answers)), answers, strict=True):
        enrolment = finish(person, institution, place)
        answer_survey(enrolment_id=enrolment.pk, module="", raw=answer)
        found.append(enrolment)
    return found


def close_all(now: datetime = AFTER) -> int:
    return close_surveys(now)


WEEK = timedelta(days=7)
