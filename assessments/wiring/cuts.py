"""Puts mails of judges and the assurance about cut scores where the packages below look for them: called by `ready()`."""

from assessments.selectors.cut_assurance import cut_score_assurance
from assessments.services.cuts import ASKED, SECOND
from courses.api import CUT_SCORE, register_assurer
from lms.messages.api import register_kind


def wire() -> None:
    """Two messages, one assurance."""
    register_kind(ASKED)
    register_kind(SECOND)
    register_assurer(CUT_SCORE, cut_score_assurance)
