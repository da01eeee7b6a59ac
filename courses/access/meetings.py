"""From an address to a meeting, a list of who was there, or a calendar. Missing and foreign look alike."""

from courses.errors import CohortCourseNotFound, EnrolmentNotFound, MeetingNotFound, RollNotFound
from courses.models import CohortCourse, Enrolment, EnrolmentState, Meeting, RollCall
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard, CohortNotFound, Scope


def access_taught_placement(scope: Scope, cohort_course_id: int) -> CohortCard:
    """The group that a cohort course places, which one teaches or coordinates. Raises CohortCourseNotFound."""
    placed = CohortCourse.objects.filter(pk=cohort_course_id).first()
    if placed is None:
        raise CohortCourseNotFound
    try:
        return institutions.cohort_in_reach(scope, placed.cohort_id)
    except CohortNotFound:
        raise CohortCourseNotFound from None


def access_taught_meeting(scope: Scope, meeting_id: int) -> Meeting:
    """A meeting of a group that one teaches or coordinates, with its session and group. Raises MeetingNotFound."""
    rows = Meeting.objects.select_related("session", "cohort_course__cohort__institution", "cohort_course__course")
    found = rows.filter(pk=meeting_id).defer("cohort_course__cohort__institution__logo").first()
    if found is None:
        raise MeetingNotFound
    try:
        institutions.cohort_in_reach(scope, found.cohort_course.cohort_id)
    except CohortNotFound:
        raise MeetingNotFound from None
    return found


def access_roll(scope: Scope, roll_id: int) -> RollCall:
    """A list of who was at such a meeting. Raises RollNotFound."""
    found = RollCall.objects.filter(pk=roll_id).first()
    if found is None:
        raise RollNotFound
    try:
        found.meeting = access_taught_meeting(scope, found.meeting_id)
    except MeetingNotFound:
        raise RollNotFound from None
    return found


def access_learner_of(meeting: Meeting, enrolment_id: int) -> Enrolment:
    """Somebody of the meeting's group. Raises EnrolmentNotFound."""
    rows = Enrolment.objects.select_related("person").filter(pk=enrolment_id, cohort_course=meeting.cohort_course_id)
    found = rows.exclude(state=EnrolmentState.CLOSED).first()
    if found is None:
        raise EnrolmentNotFound
    return found
