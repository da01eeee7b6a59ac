"""Puts mails of judges and the assurance about cut scores where the packages below look for them: called by `ready()`."""

from assessments.selectors.cut_assurance import cut_score_assurance
from assessments.services.cut_decisions import PROPOSED
from assessments.services.cuts import ASKED, SECOND, forget_judge
from courses.api import CUT_SCORE, register_assurer
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import register_kind


def wire() -> None:
    """Three messages, one assurance, one receiver."""
    register_kind(ASKED)
    register_kind(SECOND)
    register_kind(PROPOSED)
    receive(person_erased, "assessments.forget_judge", forget_judge)
    register_assurer(CUT_SCORE, cut_score_assurance)
