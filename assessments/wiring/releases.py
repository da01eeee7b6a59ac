"""Puts the job and the messages of releases and appeals where the packages below look for them: called by `ready()`."""

from django.utils.translation import gettext_lazy as _

from assessments.selectors.appeals import appeal_mail
from assessments.services.appeals import DECIDED, RECEIVED, TO_DECIDE
from assessments.services.release_jobs import JOB, release_many
from lms.jobs.api import handler
from lms.messages.api import register_kind


def wire() -> None:
    """One job, three messages."""
    handler(JOB, release_many, _("Releasing results"))
    register_kind(RECEIVED)
    register_kind(TO_DECIDE)
    register_kind(DECIDED, appeal_mail)
