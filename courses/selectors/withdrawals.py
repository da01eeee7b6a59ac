"""Who left a group, and why: a class of reason, never more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from courses.models import Enrolment, EnrolmentState
from courses.roster_words import CLOSED_BY, reason_word


@dataclass(frozen=True, slots=True)
class WithdrawnPerson:
    """Somebody who was withdrawn from a group and is not back."""

    person_id: int
    name: str
    reason: str
    at: datetime | None


def withdrawn_rows(cohort_id: int) -> QuerySet[Enrolment]:
    """The enrolments of a group that a withdrawal closed and that nothing continues yet."""
    return Enrolment.objects.filter(
        cohort_course__cohort_id=cohort_id, state=EnrolmentState.CLOSED, closed_because__startswith=CLOSED_BY,
        lms_continued_by=None,
    )  # fmt: skip


def withdrawn_people(cohort_id: int) -> list[WithdrawnPerson]:
    """Each person once, the last to leave first. One query."""
    found: dict[int, WithdrawnPerson] = {}
    for row in withdrawn_rows(cohort_id).select_related("person").order_by("-closed_at", "pk"):
        said = reason_word(row.closed_because.removeprefix(CLOSED_BY))
        found.setdefault(row.person_id, WithdrawnPerson(row.person_id, row.person.full_name, said, row.closed_at))
    return list(found.values())
