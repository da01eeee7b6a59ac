"""Puts what stands for blueprints and exam pools where the packages below look for it: called by `AppConfig.ready()`."""

from assessments.selectors.coverage import blueprint_assurances, exam_pool_assurances
from assessments.services.lives import forget_reasons
from courses.api import BLUEPRINT, EXAM_POOL, register_assurer
from lms.institutions.events import person_erased
from lms.jobs.api import receive


def wire() -> None:
    """Two assurances; what a person wrote goes with them."""
    receive(person_erased, "assessments.forget_reasons", forget_reasons)
    register_assurer(BLUEPRINT, blueprint_assurances)
    register_assurer(EXAM_POOL, exam_pool_assurances)
