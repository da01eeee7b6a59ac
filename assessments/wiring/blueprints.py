"""Puts what stands for blueprints and exam pools where the packages below look for it: called by `AppConfig.ready()`."""

from assessments.selectors.coverage import blueprint_assurances, exam_pool_assurances
from assessments.services.blueprints import ANSWERED, ASKED
from assessments.services.lives import RESTS, forget_reasons
from courses.api import BLUEPRINT, EXAM_POOL, register_assurer
from lms.institutions.events import person_erased
from lms.jobs.api import receive
from lms.messages.api import register_kind


def wire() -> None:
    """Two assurances, three messages; what a person wrote goes with them."""
    for kind in (ASKED, ANSWERED, RESTS):
        register_kind(kind)
    receive(person_erased, "assessments.forget_reasons", forget_reasons)
    register_assurer(BLUEPRINT, blueprint_assurances)
    register_assurer(EXAM_POOL, exam_pool_assurances)
