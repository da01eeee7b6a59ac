"""What calls register when the site starts: their mails, their sweep, how long applications are kept, what erasure empties."""

from django.utils.translation import gettext_lazy as _

from courses.calling import KEPT_MONTHS
from courses.services.applications import MAIL
from courses.services.call_mail import write_call_mail
from courses.services.call_retention import forget_applications, purge_applications
from lms.institutions.events import person_erased
from lms.jobs.api import handler, receive
from lms.kernel.retention import RecordClass, register_record_class


def register_calls() -> None:
    """Called once by CoursesConfig.ready()."""
    handler(MAIL, write_call_mail, _("A mail about an application"))
    receive(person_erased, "courses.forget_applications", forget_applications)
    register_record_class(
        RecordClass(
            "courses.applications", _("Applications without a seat"),
            _("What people wrote who applied in a call and were not chosen, their superior’s name, the signed paper."),
            _("the last day of the call"), _("Names, addresses, words and papers are emptied; states, points and dates stay."),
            KEPT_MONTHS, purge_applications,
        )
    )  # fmt: skip
