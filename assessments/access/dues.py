"""From an id in a URL to a case of one's group, a learner's due day or an extension: a foreign one looks like a missing one."""

from django.utils import timezone

from assessments.errors import CaseNotFound
from assessments.errors.dues import ExtensionNotFound
from assessments.models import CaseExtension
from assessments.models.due_rows import CaseCard, case_card
from courses import api as courses
from lms.institutions.api import CohortCard, Scope, cohort_in_reach


def access_group_case(scope: Scope, cohort_id: int, unit_id: int) -> tuple[CohortCard, CaseCard, courses.GroupUnit]:
    """A case as a cohort of one's own has it now. Raises CohortNotFound, CaseNotFound."""
    cohort = cohort_in_reach(scope, cohort_id)
    case = case_card(unit_id)
    placed = courses.group_unit(cohort_id, unit_id, timezone.now())
    if case is None or placed is None or placed.unit is None:
        raise CaseNotFound
    return cohort, case, placed


def access_case_seat(scope: Scope, enrolment_id: int, unit_id: int) -> tuple[courses.TaughtEnrolment, courses.UnitInEffect]:
    """A learner of one's own and a case of their course, as their release has it. Raises EnrolmentNotFound, CaseNotFound."""
    learner, case = courses.access_taught_enrolment(scope, enrolment_id), case_card(unit_id)
    if case is None or case.course_id != learner.course_id:
        raise CaseNotFound
    return learner, courses.unit_in_effect(enrolment_id, unit_id, timezone.now())


def access_extension(scope: Scope, extension_id: int) -> CaseExtension:
    """More time that a learner of one's own was given. Raises ExtensionNotFound."""
    row = CaseExtension.objects.filter(pk=extension_id).first()
    if row is None:
        raise ExtensionNotFound
    try:
        courses.access_taught_enrolment(scope, row.enrolment_id)
    except courses.EnrolmentNotFound:
        raise ExtensionNotFound from None
    return row
