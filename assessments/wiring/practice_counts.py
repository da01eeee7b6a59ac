"""Puts the count of confirmed sessions where courses asks for it: called by `AppConfig.ready()`."""

from assessments.selectors.practice_counts import confirmed_since
from courses import api as courses


def wire() -> None:
    """One counter."""
    courses.register_count(courses.SESSIONS, confirmed_since)
