"""The only ways from a URL to an enrolment, a list of people, a group or a session. Missing and foreign look alike."""

from courses.errors import EnrolmentNotFound, RosterNotFound, UnitNotFound
from courses.models import Enrolment, RosterImport, Session
from courses.selectors.groups import TaughtEnrolment, taught_by, taught_enrolment
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard, CohortNotFound, Scope

_WITH = ("course", "cohort_course__cohort", "lms_summary", "lms_completion")


def access_own_enrolment(person_id: int, enrolment_id: int) -> Enrolment:
    """A person's own enrolment in whatever state, with its course, group and summary. Raises EnrolmentNotFound."""
    found = Enrolment.objects.select_related(*_WITH).filter(pk=enrolment_id, person_id=person_id).first()
    if found is None:
        raise EnrolmentNotFound
    return found


def access_enrolment(scope: Scope, enrolment_id: int) -> Enrolment:
    """One's own; of an institution one coordinates; of a group one teaches; any for the administrator.

    Raises EnrolmentNotFound.
    """
    found = Enrolment.objects.select_related("person", *_WITH).filter(pk=enrolment_id).first()
    if found is None:
        raise EnrolmentNotFound
    cohort_id = found.cohort_course.cohort_id if found.cohort_course else None
    may = (
        scope.administrator
        or found.person_id == scope.person_id
        or found.institution_id in scope.coordinator_of | scope.facilitator_of
        or cohort_id in scope.facilitator_cohorts
    )
    if not may:
        raise EnrolmentNotFound
    return found


def access_taught_enrolment(scope: Scope, enrolment_id: int) -> TaughtEnrolment:
    """The enrolment of a learner whom one teaches or whose institution one coordinates. Raises EnrolmentNotFound."""
    rows = Enrolment.objects.select_related("person", "institution", "cohort_course__cohort").defer("institution__logo")
    found = rows.filter(taught_by(scope), pk=enrolment_id).first()
    if found is None:
        raise EnrolmentNotFound
    return taught_enrolment(found)


def access_coordinated_cohort(scope: Scope, cohort_id: int) -> CohortCard:
    """A group of an institution one coordinates; any for the administrator. Raises CohortNotFound."""
    cohort = institutions.cohort_in_reach(scope, cohort_id)
    if not scope.administrator and cohort.institution_id not in scope.coordinator_of:
        raise CohortNotFound
    return cohort


def access_roster(scope: Scope, roster_id: int) -> RosterImport:
    """A list of people of an institution one coordinates. Raises RosterNotFound."""
    found = RosterImport.objects.filter(pk=roster_id, institution_id__in=scope.coordinator_of).first()
    if found is None:
        raise RosterNotFound
    return found


def access_session_draft(unit_id: int) -> Session:
    """A session that authors may edit. Raises UnitNotFound."""
    found = Session.objects.filter(pk=unit_id, archived_at=None).select_related("course").first()
    if found is None:
        raise UnitNotFound
    return found
