"""Puts the sweep and the messages of clinic practice where the packages below look for them: called by `AppConfig.ready()`."""

from assessments.selectors.clinic_messages import not_confirmed_facts, sequel_facts
from assessments.services.clinic_confirming import NOT_CONFIRMED
from assessments.services.clinic_followups import SEQUEL, ask_sequels
from lms.jobs.api import sweeper
from lms.messages.api import register_kind


def wire() -> None:
    """One sweep, two messages."""
    sweeper("assessments.clinic_sequels", ask_sequels)
    register_kind(NOT_CONFIRMED, not_confirmed_facts)
    register_kind(SEQUEL, sequel_facts)
