"""The learning half of the door of courses: enrolments, outcomes, paths, completions."""

from datetime import datetime

from courses.access.enrolments import access_taught_enrolment
from courses.cards import (
    CohortCourseCard,
    CompletionCard,
    CourseCard,
    EnrolmentCard,
    OutlineUnit,
    UnitInEffect,
)
from courses.currency import Currency
from courses.errors import EnrolmentNotFound
from courses.kinds import Outcome
from courses.models import Enrolment
from courses.paths import Path, Requirement
from courses.selectors.enrolments import (
    ProgressRow,
    cohort_courses_of,
    completion_card,
    completions_of,
    course_by_key,
    course_card,
    course_cards,
    enrolment_card,
    enrolments_of,
    own_enrolment,
    passed_moments,
    progress_rows,
    unit_states,
)
from courses.selectors.groups import (
    GroupUnit,
    TaughtEnrolment,
    UnitLine,
    WaitingLearner,
    group_unit,
    unit_line,
    unit_lines,
    waiting_on_facilitator,
)
from courses.selectors.paths import path, paths
from courses.selectors.refresher_todos import own_updates
from courses.selectors.refreshers import (
    RefresherFigures,
    RefresherLine,
    currency,
    figures_of_cohort_course,
    own_line,
)
from courses.selectors.releases import outline, unit_at
from courses.selectors.revised import Revision, revision, revisions
from courses.selectors.sentences import why_open
from courses.selectors.todos import todo
from courses.services.announce import announce
from courses.services.enrolment import close_enrolment, enrol, enrol_in_cohort_courses, move_enrolment, place_cohort
from courses.services.progress import hold, hold_group, record_outcome, revise_outcome

__all__ = [
    "CohortCourseCard", "CompletionCard", "CourseCard", "Currency", "EnrolmentCard", "Outcome", "OutlineUnit", "Path",
    "ProgressRow", "RefresherFigures", "RefresherLine", "Requirement", "UnitInEffect", "announce", "close_enrolment",
    "cohort_courses_of", "completion_card", "completions_of", "course_by_key", "course_card", "course_cards", "currency",
    "enrol", "enrol_in_cohort_courses", "enrolment_card", "enrolments_of", "figures_of_cohort_course", "hold",
    "move_enrolment", "outline", "own_enrolment", "own_line", "own_updates", "passed_moments", "path", "paths", "place_cohort",
    "progress_rows", "record_outcome", "revise_outcome", "todo", "unit_in_effect", "unit_states", "why_open",
]  # fmt: skip
__all__ += [
    "GroupUnit", "TaughtEnrolment", "UnitLine", "WaitingLearner", "access_taught_enrolment", "group_unit", "hold_group",
    "unit_line", "unit_lines", "waiting_on_facilitator",
]  # fmt: skip
__all__ += ["Revision", "revision", "revisions"]


def unit_in_effect(enrolment_id: int, unit_id: int, at: datetime, *, card: EnrolmentCard | None = None) -> UnitInEffect:
    """A unit as the release in effect at a moment has it for this enrolment. Two queries, one where its `card` is at hand.

    Raises EnrolmentNotFound, UnitNotFound (the release has no such unit), NotInEffect (no release).
    """
    enrolment = card or Enrolment.objects.filter(pk=enrolment_id).only("course_id", "country").first()
    if enrolment is None:
        raise EnrolmentNotFound
    return unit_at(enrolment, unit_id, at)
