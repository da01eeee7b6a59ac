"""What may be told of a survey that has closed. Pure.

1. Nothing of a survey is told before it closes, and it closes once: there are no two states to subtract from each other.
2. Under five answers nothing is told, and nothing is kept (`surveys.closing`).
3. Of each question only how often it got 1 … 5 is told, never one person's five answers together.
4. When all gave the same answer, only its side is told (1 to 3, or 4 to 5): else everybody's answer would be known.
5. A total is the sum of surveys that are told. What is not told is in no total, so no subtraction leads to it.

So everything that is ever shown is a function of the counts of told surveys, and each person's answer to each question could
have been another one. Sources: A. Hundepool et al., Statistical Disclosure Control (2012), ch. 4 and 5 (threshold rule, group
disclosure, differencing).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

FEWEST: Final = 5  # answers
SCALE: Final = (1, 2, 3, 4, 5)
GOOD: Final = (4, 5)


@dataclass(frozen=True, slots=True)
class Told:
    """One question of `n` answers. `counts` and `mean` (1 … 5, two places) are None when all said the same."""

    question: str
    n: int
    good: int  # answers of 4 and 5
    counts: tuple[int, ...] | None
    mean: Decimal | None


def told(question: str, counts: Sequence[int]) -> Told | None:
    """What may be told of one question; None under five answers."""
    n = sum(counts)
    if n < FEWEST:
        return None
    good = sum(counts[value - 1] for value in GOOD)
    if max(counts) == n:
        return Told(question, n, good, None, None)
    mean = Decimal(sum(value * counts[value - 1] for value in SCALE)) / n
    return Told(question, n, good, tuple(counts), round(mean, 2))


def count(answers: Iterable[Mapping[str, object]], questions: Sequence[str]) -> dict[str, list[int]]:
    """{question: how many gave 1, …, 5}."""
    found = {name: [0] * len(SCALE) for name in questions}
    for one in answers:
        for name in questions:
            value = one.get(name)
            if isinstance(value, int) and value in SCALE:
                found[name][value - 1] += 1
    return found


def may_tell_comments(comments: Sequence[str]) -> bool:
    """Whether the open answers are shown: only five or more of them, not one beside four silent ones."""
    return len(comments) >= FEWEST
