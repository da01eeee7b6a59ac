"""What the learning half of courses registers when the site starts: its unit kind, its work, what it hears."""

from django.utils.translation import gettext_lazy as _

from courses.events import release_published
from courses.kinds import register_unit_kind
from courses.receivers import close_enrolments_of_membership
from courses.services.announce import REDELIVER, redeliver_event
from courses.services.reconciling import REFRESH, refresh_after_release, refresh_summaries_job
from courses.services.roster import IMPORT_ROSTER, import_roster_job
from courses.services.session_kind import KIND, SessionKind
from lms.institutions.events import membership_ended
from lms.jobs.api import handler, receive


def register_learning() -> None:
    """Called once by CoursesConfig.ready()."""
    register_unit_kind(KIND, SessionKind())
    handler(REDELIVER, redeliver_event)
    handler(IMPORT_ROSTER, import_roster_job, _("Bringing people in from a list"))
    handler(REFRESH, refresh_summaries_job)
    receive(release_published, "courses.refresh_after_release", refresh_after_release)
    receive(membership_ended, "courses.close_enrolments", close_enrolments_of_membership)
