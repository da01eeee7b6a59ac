"""Puts what stands for blueprints and exam pools where the packages below look for it: called by `AppConfig.ready()`."""

from assessments.selectors.coverage import blueprint_assurances, exam_pool_assurances
from courses.api import BLUEPRINT, EXAM_POOL, register_assurer


def wire() -> None:
    """Two assurances."""
    register_assurer(BLUEPRINT, blueprint_assurances)
    register_assurer(EXAM_POOL, exam_pool_assurances)
