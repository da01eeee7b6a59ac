"""Puts what assessments knows of who is close to whom where institutions look for it: called by `AppConfig.ready()`."""

from assessments.models.ties import supervised, supervised_pairs
from assessments.services.seeding import seeds_after_interest
from lms.institutions.api import register_tie
from lms.institutions.events import interest_declared
from lms.jobs.api import receive


def wire() -> None:
    """A tie, and what follows for seeds when somebody declares an interest."""
    register_tie("supervises", supervised_pairs, rows=supervised)
    receive(interest_declared, "assessments.interest_declared", seeds_after_interest)
