"""What groups register when the site starts: their work, what they hear, what they write to people."""

from django.utils.translation import gettext_lazy as _

from courses.selectors.deadline_pages import extension_facts
from courses.services.extensions import GIVEN, SETTLE, settle_deadlines, settle_pace_job
from lms.institutions.events import leave_changed
from lms.jobs.api import handler, receive
from lms.messages.api import register_kind


def register_groups() -> None:
    """Called once by CoursesConfig.ready()."""
    handler(SETTLE, settle_pace_job, _("Bringing a group's due days up to date"))
    receive(leave_changed, "courses.settle_deadlines", settle_deadlines)
    register_kind(GIVEN, extension_facts)
