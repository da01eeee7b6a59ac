"""What the tests before and after a course ask of courses: where one is offered, and the pairs of a group."""

from datetime import datetime
from decimal import Decimal

from assessments.models.gains import GainMoment, GainSitting
from courses.models import Course


def countries_of(course_id: int) -> tuple[str, ...]:
    """The countries that a course is offered for; () of none. One query."""
    found = Course.objects.filter(pk=course_id).values_list("countries", flat=True).first()
    return tuple(found or ())


def pairs_of_group(cohort_id: int) -> list[tuple[int, dict[str, str], datetime, Decimal, Decimal]]:
    """(course, its titles, when the second was handed in, first, second as fractions) of a group, oldest first. One query."""
    rows = GainSitting.objects.filter(
        enrolment__cohort_course__cohort_id=cohort_id, moment=GainMoment.POST, submitted_at__isnull=False,
        enrolment__lms_gain_sittings__moment=GainMoment.PRE, enrolment__lms_gain_sittings__submitted_at__isnull=False,
    )  # fmt: skip
    told = rows.order_by("submitted_at", "pk").values_list(
        "enrolment__course_id", "enrolment__course__titles", "submitted_at",
        "enrolment__lms_gain_sittings__fraction", "fraction",
    )  # fmt: skip
    return [
        (course, titles, at, before, after)
        for course, titles, at, before, after in told
        if at is not None and before is not None and after is not None
    ]
