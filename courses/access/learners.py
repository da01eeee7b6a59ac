"""From an address to a learner whom somebody accompanies. Missing and foreign look alike."""

from django.db.models import Q

from courses.errors import EnrolmentNotFound
from courses.models import Enrolment
from courses.selectors.groups import TaughtEnrolment, taught_by, taught_enrolment
from lms.institutions.api import Scope


def access_accompanied(scope: Scope, enrolment_id: int) -> TaughtEnrolment:
    """The enrolment of a learner whom one teaches or whose institution one coordinates; any for the administrator.

    Raises EnrolmentNotFound.
    """
    rows = Enrolment.objects.select_related("person", "institution", "cohort_course__cohort").defer("institution__logo")
    found = rows.filter(Q() if scope.administrator else taught_by(scope), pk=enrolment_id).first()
    if found is None:
        raise EnrolmentNotFound
    return taught_enrolment(found)
