"""Puts what assessments has for calendars where courses looks for it: called by `ready()`."""

from assessments.selectors.calendar import letter_events, piece_events, sitting_events
from courses.api import register_calendar


def wire() -> None:
    """Three sources."""
    register_calendar("assessments.letters", letter_events)
    register_calendar("assessments.pieces", piece_events)
    register_calendar("assessments.sittings", sitting_events)
