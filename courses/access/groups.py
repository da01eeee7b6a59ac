"""The only ways from a URL to what a group's coordinator adds. Missing and foreign look alike."""

from courses.access.enrolments import access_coordinated_cohort, access_taught_enrolment
from courses.errors import EnrolmentNotFound
from courses.errors_groups import JoinLinkNotFound, ModuleExtensionNotFound
from courses.models import JoinLink
from courses.selectors.deadline_pages import extended_enrolment
from courses.selectors.groups import TaughtEnrolment
from lms.institutions.api import CohortCard, CohortNotFound, Scope


def access_extension(scope: Scope, extension_id: int) -> TaughtEnrolment:
    """The learner of an extension, whom one teaches or coordinates. Raises ModuleExtensionNotFound."""
    try:
        return access_taught_enrolment(scope, extended_enrolment(extension_id))
    except EnrolmentNotFound:
        raise ModuleExtensionNotFound from None


def access_join_link(scope: Scope, link_id: int) -> CohortCard:
    """The group of a link, of an institution one coordinates. Raises JoinLinkNotFound."""
    cohort_id = JoinLink.objects.filter(pk=link_id).values_list("cohort_id", flat=True).first()
    if cohort_id is None:
        raise JoinLinkNotFound
    try:
        return access_coordinated_cohort(scope, cohort_id)
    except CohortNotFound:
        raise JoinLinkNotFound from None
