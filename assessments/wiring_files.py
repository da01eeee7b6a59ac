"""Puts what surrounds a letter (due days, files, likeness) where others look for it: called by `AppConfig.ready()`."""

from assessments import checks_files  # noqa: F401 - registers itself
from assessments.selectors.due_pages import ended_mail, extension_mail
from assessments.services.dues import ENDED, GIVEN
from assessments.services.letter_files import sweep_uploads
from lms.jobs.api import sweeper
from lms.messages.api import register_kind


def wire() -> None:
    """Two messages, one sweep."""
    register_kind(GIVEN, extension_mail)
    register_kind(ENDED, ended_mail)
    sweeper("assessments.stale_uploads", sweep_uploads)
