"""Things that a person did outside the units of a course and that a rule may count: asked from above, answered from above.

A package registers a counter in `ready()`; who has a rule (a credential's renewal) asks by `courses.api.counted` and never
learns who answered. Who counts says `events.counted` when a number may have grown.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

SESSIONS: Final = "sessions"  # clinic sessions that a supervisor confirmed
Counter = Callable[[int, str, datetime], int]
_COUNTERS: dict[str, Counter] = {}


def register_count(name: str, counter: Counter) -> None:
    """`counter(person_id, country, since)` answers for one name; in `ready()`. One query at most."""
    _COUNTERS[name] = counter


def counted(name: str, person_id: int, country: str, since: datetime) -> int:
    """How many of something a person did under a country's law since a moment; 0 where nobody counts it."""
    counter = _COUNTERS.get(name)
    return counter(person_id, country, since) if counter else 0
