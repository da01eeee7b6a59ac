"""What refreshers register when the site starts: their work, what they hear, what they write to people."""

from django.utils.translation import gettext_lazy as _

from courses.events import change_approved, course_completed
from courses.selectors.refresher_messages import notice_facts, refresher_facts
from courses.selectors.reminders import reminder_facts, review_facts
from courses.services.refresher_leave import settle_refreshers
from courses.services.refreshers import (
    ASK,
    NOTICE,
    REFRESHER,
    ask_refreshers_job,
    request_for_latecomer,
    request_refreshers,
)
from courses.services.reminding import REMINDER, REVIEW
from lms.institutions.events import leave_changed
from lms.jobs.api import handler, receive
from lms.messages.api import register_kind


def register_refreshers() -> None:
    """Called once by CoursesConfig.ready()."""
    handler(ASK, ask_refreshers_job, _("Asking those whom a change of the law touches"))
    receive(change_approved, "courses.request_refreshers", request_refreshers)
    receive(course_completed, "courses.request_for_latecomer", request_for_latecomer)
    receive(leave_changed, "courses.settle_refreshers", settle_refreshers)
    register_kind(REFRESHER, refresher_facts)
    register_kind(NOTICE, notice_facts, optional=_("Notices of changes in the law that ask nothing of you"))
    register_kind(REMINDER, reminder_facts)
    register_kind(REVIEW, review_facts)
