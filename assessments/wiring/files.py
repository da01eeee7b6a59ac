"""Puts what surrounds a letter (due days, files, likeness) where others look for it: called by `AppConfig.ready()`."""

from django.utils.translation import gettext_lazy as _

from assessments import checks_files  # noqa: F401 - registers itself
from assessments.selectors.due_pages import ended_mail, extension_mail
from assessments.services.dues import ENDED, GIVEN
from assessments.services.letter_files import sweep_uploads
from assessments.services.script_likeness import JOB, look_at_script
from lms.jobs.api import handler, sweeper
from lms.messages.api import register_kind


def wire() -> None:
    """Two messages, one job, one sweep."""
    register_kind(GIVEN, extension_mail)
    register_kind(ENDED, ended_mail)
    handler(JOB, look_at_script, _("Letters that read alike"))
    sweeper("assessments.stale_uploads", sweep_uploads)
