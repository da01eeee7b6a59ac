"""What groups register when the site starts: their work, what they hear, what they write to people."""

from django.utils.translation import gettext_lazy as _

from courses.roster_table import TABLE
from courses.selectors.deadline_pages import extension_facts
from courses.selectors.joining import answered_facts, asked_facts
from courses.services.extensions import GIVEN, SETTLE, settle_deadlines, settle_pace_job
from courses.services.inviting import INVITE_GROUP, invite_group_job
from courses.services.joining import ANSWERED, ASKED, forget_joining
from lms.exports.api import register_table
from lms.institutions.events import leave_changed, person_erased
from lms.jobs.api import handler, receive
from lms.messages.api import register_kind


def register_groups() -> None:
    """Called once by CoursesConfig.ready()."""
    handler(SETTLE, settle_pace_job, _("Bringing a group's due days up to date"))
    handler(INVITE_GROUP, invite_group_job, _("Inviting everybody of a group again"))
    register_table(TABLE)
    receive(leave_changed, "courses.settle_deadlines", settle_deadlines)
    receive(person_erased, "courses.forget_joining", forget_joining)
    register_kind(GIVEN, extension_facts)
    register_kind(ASKED, asked_facts, optional=_("Somebody asks to come into one of your groups"))
    register_kind(ANSWERED, answered_facts)
