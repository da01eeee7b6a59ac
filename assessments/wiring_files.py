"""Puts what surrounds a letter (due days, files, likeness) where the packages below look for them: called by `AppConfig.ready()`."""

from assessments.selectors.due_pages import ended_mail, extension_mail
from assessments.services.dues import ENDED, GIVEN
from lms.messages.api import register_kind


def wire() -> None:
    """Two messages."""
    register_kind(GIVEN, extension_mail)
    register_kind(ENDED, ended_mail)
