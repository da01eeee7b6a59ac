"""What live sessions and calendars register when the site starts: their mail, what erasure empties, what courses knows."""

from courses.calendar import register_calendar
from courses.selectors.calendar import deadline_events, meeting_events, refresher_events
from courses.services.attendance import forget_attendance
from courses.services.calendar import forget_calendars
from courses.services.meetings import TOLD, told_facts
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import register_kind


def register_meetings() -> None:
    """Called once by CoursesConfig.ready()."""
    register_kind(TOLD, told_facts, urgent=True)
    register_calendar("courses.deadlines", deadline_events)
    register_calendar("courses.meetings", meeting_events)
    register_calendar("courses.refreshers", refresher_events)
    receive(person_erased, "courses.forget_attendance", forget_attendance)
    receive(person_erased, "courses.forget_calendars", forget_calendars)
