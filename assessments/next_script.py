"""Which letter an assessor takes next. Pure; the page of the queue states it in words.

1. A letter that has waited ten days or more goes first, the oldest of them.
2. Else one of the case that most letters wait of; among these the one that the fewest people may score; then the oldest.

Nobody holds more than three at once, so that no letter waits on a desk.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

MOST_AT_ONCE: Final = 3
URGENT_DAYS: Final = 10  # the promise to advisors is fifteen


@dataclass(frozen=True, slots=True)
class Waits:
    """A letter that may be taken: its name, its case, since when it waits, and how many people may score it."""

    ref: str
    case_key: str
    since: datetime
    days: int
    takers: int


def in_turn(letters: Sequence[Waits]) -> list[Waits]:
    """The letters in the order in which they are to be taken."""
    of_case = Counter(one.case_key for one in letters)

    def turn(one: Waits) -> tuple[bool, int, str, int, datetime, str]:
        if one.days >= URGENT_DAYS:
            return False, 0, "", 0, one.since, one.ref
        return True, -of_case[one.case_key], one.case_key, one.takers, one.since, one.ref

    return sorted(letters, key=turn)
