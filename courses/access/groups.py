"""The only ways from a URL to what a group's coordinator adds. Missing and foreign look alike."""

from courses.access.enrolments import access_taught_enrolment
from courses.errors import EnrolmentNotFound
from courses.errors_groups import ModuleExtensionNotFound
from courses.selectors.deadline_pages import extended_enrolment
from courses.selectors.groups import TaughtEnrolment
from lms.institutions.api import Scope


def access_extension(scope: Scope, extension_id: int) -> TaughtEnrolment:
    """The learner of an extension, whom one teaches or coordinates. Raises ModuleExtensionNotFound."""
    try:
        return access_taught_enrolment(scope, extended_enrolment(extension_id))
    except EnrolmentNotFound:
        raise ModuleExtensionNotFound from None
