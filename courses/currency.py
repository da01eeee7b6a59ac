"""How a completion stands against the mandatory changes of the law since then. Pure: rows and a moment, no clock.

A completion never changes; what moves is its currency. It is *current* while nothing was asked of its holder, or all that was
asked is passed or excused; *due* while something is open and in its grace; *lapsed* from the first grace that ran out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

CURRENT: Final = "current"
DUE: Final = "due"
LAPSED: Final = "lapsed"


@dataclass(frozen=True, slots=True)
class Asked:
    """One refresher asked of one completion. `excused`: with a reason, or because a later change took its place."""

    asked_at: datetime
    grace_until: datetime
    passed_at: datetime | None = None
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Currency:
    """How a completion stands: current, due (until `due`) or lapsed (since `due`). `refreshed_at`: last refresher passed."""

    state: str
    due: datetime | None = None
    refreshed_at: datetime | None = None


def currency_of(asked: Iterable[Asked], at: datetime) -> Currency:
    """The standing at a moment. What was asked or passed later does not count yet; the earliest open grace is the date."""
    known = [one for one in asked if one.asked_at <= at]
    passed = [one.passed_at for one in known if one.passed_at is not None and one.passed_at <= at]
    open_ = [one.grace_until for one in known if not one.excused and (one.passed_at is None or one.passed_at > at)]
    refreshed_at = max(passed, default=None)
    if not open_:
        return Currency(CURRENT, None, refreshed_at)
    due = min(open_)
    return Currency(DUE if due > at else LAPSED, due, refreshed_at)
