"""The life of a question: which steps there are. Pure.

Of an exam: draft → pilot (asked, not scored) → operational → resting → retired or compromised; what is retired or compromised
is never asked again in an exam. Practice has no trial, and what was retired there may come back.
"""

from collections.abc import Mapping
from typing import Final

DRAFT, PILOT, OPERATIONAL = "draft", "pilot", "operational"
RESTING, RETIRED, COMPROMISED = "resting", "retired", "compromised"
_ENDS: Final = (RETIRED, COMPROMISED)

EXAM: Final[Mapping[str, tuple[str, ...]]] = {
    DRAFT: (PILOT, *_ENDS),
    PILOT: (OPERATIONAL, DRAFT, *_ENDS),
    OPERATIONAL: (RESTING, *_ENDS),
    RESTING: (OPERATIONAL, *_ENDS),
    RETIRED: (COMPROMISED,),
    COMPROMISED: (),
}
PRACTICE: Final[Mapping[str, tuple[str, ...]]] = {
    DRAFT: (OPERATIONAL, RETIRED),
    PILOT: (OPERATIONAL, RETIRED),
    OPERATIONAL: (RESTING, *_ENDS),
    RESTING: (OPERATIONAL, *_ENDS),
    RETIRED: (OPERATIONAL, COMPROMISED),
    COMPROMISED: (OPERATIONAL, RETIRED),
}
ON_SHEETS: Final = frozenset({PILOT, OPERATIONAL})  # what a new sheet of an exam may ask at all


def moves(pool: str, life: str) -> tuple[str, ...]:
    """Where a question may go from here, in a bank of this pool."""
    return (EXAM if pool == "exam" else PRACTICE).get(life, ())


def begins_as(pool: str, *, demonstration: bool) -> str:
    """The life of a question that is new in a bank: in an exam a draft, which nobody is asked; else it is in use."""
    return DRAFT if pool == "exam" and not demonstration else OPERATIONAL
