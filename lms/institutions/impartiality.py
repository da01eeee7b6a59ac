"""Who is too close to whom to score or decide: the rules that are not rows. Pure.

A tie of teaching or coordinating keeps away while it lasts and for 24 months after (`WINDOW`, counted as 730 days, so that
the database and the program agree). So does a declared interest that is of that sort (`LASTING`); a declared family,
commercial or other interest keeps away until it ended. An interest that ends lets no work through that was handed in before:
who declares somebody to see which letter goes, has lost it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WINDOW: Final = timedelta(days=730)
LASTING: Final = frozenset({"taught", "supervises", "manages"})
CHECK_EVERY: Final = timedelta(days=365)  # after so long a person is asked to look at their interests again


class Tie(StrEnum):
    """Why two people are too close, the first that holds in this order. A tie registered from above has a word of its own."""

    SELF = "self"
    DECLARED = "declared"
    TAUGHT = "taught"
    COORDINATES = "coordinates"


def recent(until: datetime | None, at: datetime) -> bool:
    """Whether a role that ended then (None: open) still counts at that moment."""
    return until is None or until + WINDOW > at


def interest_holds(kind: str, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a declared interest keeps away from work that was handed in at that moment."""
    if ended_at is None or ended_at > at:
        return True
    return kind in LASTING and ended_at + WINDOW > at
