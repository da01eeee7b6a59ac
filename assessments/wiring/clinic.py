"""Puts sweep, messages and erasure of clinic practice where the packages below look for them: called by `AppConfig.ready()`."""

from django.utils.translation import gettext_lazy as _

from assessments.kinds.practicum import PracticumKind
from assessments.selectors.clinic_messages import not_confirmed_facts, sequel_facts
from assessments.services.clinic_confirming import NOT_CONFIRMED
from assessments.services.clinic_followups import SEQUEL, ask_sequels
from assessments.services.clinic_sessions import forget_advisor
from courses.kinds import register_unit_kind
from lms.institutions.events import person_erased
from lms.jobs.api import receive, sweeper
from lms.messages.api import register_kind


def wire() -> None:
    """One kind of unit, one sweep, two messages, one receiver."""
    register_unit_kind("practicum", PracticumKind())
    sweeper("assessments.clinic_sequels", ask_sequels)
    register_kind(NOT_CONFIRMED, not_confirmed_facts)
    register_kind(SEQUEL, sequel_facts, optional=_("How a business of your clinic practice went on"))
    receive(person_erased, "assessments.forget_advisor", forget_advisor)
