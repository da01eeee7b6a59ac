"""Puts the sweep, the mails and the assurance of sittings where the packages below look for them: called by `ready()`."""

from assessments.selectors.exam_assurance import SITTINGS, sitting_assurances
from assessments.selectors.exam_mails import decided_mail, incident_mail, invigilator_mail, sitting_mail
from assessments.services.exam_erasure import forget_sittings
from assessments.services.exam_incidents import TO_DECIDE, TOLD
from assessments.services.exam_results import RESULT
from assessments.services.exam_room import sweep_sittings
from assessments.services.exam_sittings import CANDIDATE, INVIGILATOR
from courses.api import register_assurer
from lms.institutions.events import person_erased
from lms.jobs.api import receive, sweeper
from lms.messages.api import register_kind


def wire() -> None:
    """One sweep, five messages, one assurance, one receiver."""
    sweeper("assessments.exam_sittings", sweep_sittings)
    register_kind(CANDIDATE, sitting_mail, urgent=True)
    register_kind(INVIGILATOR, invigilator_mail, urgent=True)
    register_kind(TO_DECIDE, incident_mail)
    register_kind(TOLD, decided_mail)
    register_kind(RESULT)
    register_assurer(SITTINGS, sitting_assurances)
    receive(person_erased, "assessments.forget_sittings", forget_sittings)
