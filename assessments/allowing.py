"""What moving a window does to an attempt that is open, and how much more time a share is. Pure."""

from datetime import datetime, timedelta
from typing import Final

LEAST: Final = timedelta(minutes=5)  # an open attempt keeps these, whatever is taken away; stated where it is confirmed
SHARES: Final = (25, 50, 100)  # percent more time: what is usually asked for


def moved_due(*, due_at: datetime | None, wanted: datetime | None, now: datetime) -> datetime | None:
    """When an open attempt ends after its rules have moved; None: no end.

    A later end holds at once. An earlier one never comes before five minutes from now, so that nobody is cut off in the
    middle of a sentence; and an attempt never gets longer by being shortened.
    """
    if wanted is None or (due_at is not None and wanted >= due_at):
        return wanted
    kept = max(wanted, now + LEAST)
    return kept if due_at is None else min(kept, due_at)


def is_cut(*, due_at: datetime | None, wanted: datetime | None) -> bool:
    """Whether the rules take time away from an attempt that ends at `due_at`."""
    return wanted is not None and (due_at is None or wanted < due_at)


def share_of(minutes: int, percent: int) -> int:
    """`percent` of a time in whole minutes, rounded up: nobody gets less than was said."""
    return -(-minutes * percent // 100)
