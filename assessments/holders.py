"""Who holds what was granted, for the question after six months: asked here, answered from above.

Assessments knows no certificates. A package above both registers a source in `ready()`; without one nobody is asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Something was granted to a person and is in force. `subject` names it for good (`award:12`)."""

    subject: str
    person_id: int
    institution_id: int
    country: str
    granted_at: datetime


Source = Callable[[datetime, datetime], Sequence[Holder]]
_SOURCES: list[Source] = []


def register_holders(source: Source) -> None:
    """`source(start, end)`: what was granted in [start, end) and is in force, the oldest first. The last registered counts."""
    _SOURCES[:] = [source]


def holders_since(start: datetime, end: datetime) -> Sequence[Holder]:
    """What the source says; nothing without one."""
    return _SOURCES[0](start, end) if _SOURCES else ()
