"""When one person may sit one quiz: the rows behind `assessments.windows`."""

from collections.abc import Mapping
from typing import Any

from assessments.models import Attempt, QuizAllowance, QuizWindow
from assessments.selectors.accommodations import measures_for, with_measures
from assessments.windows import NO_ENDS, NOTHING_ALLOWED, Allowed, Ends, Window, window_of
from courses.api import EnrolmentCard


def window_for(card: EnrolmentCard, unit_id: int, config: Mapping[str, Any]) -> Window:
    """The rules of a frozen quiz for one enrolment. One query, two in a cohort, one more for a certifying one."""
    return _window(card.id, card.cohort_course_id, unit_id, config)


def window_of_attempt(attempt: Attempt) -> Window:
    """The rules that hold for an attempt's learner now, by the quiz as the attempt was started on. The attempt brings its
    enrolment and unit version, or two more queries do."""
    return _window(attempt.enrolment_id, attempt.enrolment.cohort_course_id, attempt.unit_id, attempt.unit_version.config)


def _window(enrolment_id: int, cohort_course_id: int | None, unit_id: int, config: Mapping[str, Any]) -> Window:
    given = (
        QuizAllowance.objects.filter(enrolment_id=enrolment_id, unit_id=unit_id, withdrawn_at=None)
        .values_list("extra_attempts", "extra_minutes", "opens_at", "closes_at")
        .first()
    )
    ends = None
    if cohort_course_id is not None:
        rows = QuizWindow.objects.filter(cohort_course_id=cohort_course_id, unit_id=unit_id)
        ends = rows.values_list("opens_at", "closes_at").first()
    allowed = with_measures(Allowed(*given) if given else NOTHING_ALLOWED, config, measures_for(enrolment_id, unit_id, config))
    return window_of(config, Ends(*ends) if ends else NO_ENDS, allowed)
