"""What surveys ask of groups: when they end, which of them nobody answered, how many people they have."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from assessments.models.surveys import Survey
from courses.models import CohortCourse, Enrolment, EnrolmentState


def placements(cohort_course_ids: Collection[int]) -> dict[int, tuple[date, Mapping[str, Any], str]]:
    """{cohort course: (its last day, {module: day}, time zone of the institution)}. One query, none for none."""
    if not cohort_course_ids:
        return {}
    rows = CohortCourse.objects.filter(pk__in=cohort_course_ids)
    values = rows.values_list("pk", "ends_on", "pace", "cohort__institution__time_zone")
    return {pk: (ends_on, pace or {}, zone) for pk, ends_on, pace, zone in values}


def ended_without_survey(earliest: date, latest: date) -> list[tuple[int, int]]:
    """(cohort course, course) of groups that ended from one day to another and of whom nobody opened the survey of the course.
    One query."""
    none = ~Exists(Survey.objects.filter(cohort_course=OuterRef("pk"), module=""))
    rows = CohortCourse.objects.filter(none, ends_on__gte=earliest, ends_on__lte=latest).order_by("pk")
    return list(rows.values_list("pk", "course_id"))


def people_placed(cohort_course_id: int) -> int:
    """How many people of a group take its course or finished it. One query."""
    rows = Enrolment.objects.filter(cohort_course_id=cohort_course_id).exclude(state=EnrolmentState.CLOSED)
    return rows.values("person_id").distinct().count()
