"""What one person may beyond a quiz's rules and when their group sits it, as columns of another row's query."""

from typing import Any

from django.db.models import Expression, F, OuterRef, QuerySet, Subquery

from assessments.models.allowances import QuizAllowance, QuizWindow
from courses.models import Enrolment

__all__ = ["Enrolment", "with_seat"]
_GIVEN = ("extra_attempts", "extra_minutes", "opens_at", "closes_at")
_ENDS = ("opens_at", "closes_at")


def with_seat(rows: QuerySet[Any], *, enrolment: str, unit: F | Expression | OuterRef, cohort_course: str) -> QuerySet[Any]:
    """Rows with `given_…` (null: nothing was given) and `cohort_…`. `enrolment` and `cohort_course` name columns of theirs."""
    given = QuizAllowance.objects.filter(enrolment_id=OuterRef(enrolment), unit_id=unit, withdrawn_at=None)
    windows = QuizWindow.objects.filter(cohort_course_id=OuterRef(cohort_course), unit_id=unit)
    columns = {f"given_{name}": Subquery(given.values(name)[:1]) for name in _GIVEN}
    seated: QuerySet[Any] = rows.annotate(**columns, **{f"cohort_{name}": Subquery(windows.values(name)[:1]) for name in _ENDS})
    return seated
