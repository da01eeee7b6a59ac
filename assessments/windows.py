"""When a quiz can be sat, how often and for how long. Pure.

Each end of the window on its own: the person's allowance, else the cohort's window, else the quiz's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Ends:
    """From when until when; None: no such end."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one person may beyond the rules."""

    extra_attempts: int = 0
    extra_minutes: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The rules that hold for one person. `attempts` and `minutes`: 0 is no limit; `wait`: between two attempts."""

    opens_at: datetime | None
    closes_at: datetime | None
    attempts: int
    minutes: int
    wait: timedelta

    def left(self, taken: int) -> int | None:
        """Attempts that are left; None without a limit."""
        return max(0, self.attempts - taken) if self.attempts else None

    def due(self, started_at: datetime) -> datetime | None:
        """When an attempt ends that starts now: its minutes, and never after the window."""
        ends = [self.closes_at] if self.closes_at else []
        if self.minutes:
            ends.append(started_at + timedelta(minutes=self.minutes))
        return min(ends, default=None)

    def next_start(self, last_submitted_at: datetime | None) -> datetime | None:
        """From when another attempt may start; None: at once."""
        return last_submitted_at + self.wait if last_submitted_at and self.wait else None


NO_ENDS = Ends()
NOTHING_ALLOWED = Allowed()


def window_of(config: Mapping[str, Any], cohort: Ends = NO_ENDS, allowed: Allowed = NOTHING_ALLOWED) -> Window:
    """The window of one person from the frozen quiz, their cohort's window and their allowance."""
    attempts, minutes = int(config["attempts_allowed"]), int(config["minutes_allowed"])
    return Window(
        opens_at=allowed.opens_at or cohort.opens_at or moment(config.get("opens_at")),
        closes_at=allowed.closes_at or cohort.closes_at or moment(config.get("closes_at")),
        attempts=attempts + allowed.extra_attempts if attempts else 0,
        minutes=minutes + allowed.extra_minutes if minutes else 0,
        wait=timedelta(minutes=int(config.get("wait_minutes", 0))),
    )


def moment(text: str | None) -> datetime | None:
    """A moment as a frozen quiz writes it (ISO 8601 with its offset); None for none."""
    return datetime.fromisoformat(text) if text else None
