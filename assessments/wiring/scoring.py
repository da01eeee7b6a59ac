"""Puts what scoring says to assessors where the packages below look for it: called by `AppConfig.ready()`."""

from assessments.services.scoring_letters import DISCUSSED
from lms.messages.api import register_kind


def wire() -> None:
    """One message."""
    register_kind(DISCUSSED)
