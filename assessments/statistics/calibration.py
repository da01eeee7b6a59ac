"""How often people were right who said how sure they were. Pure.

Under certainty-based scoring (Gardner-Medwin, A. R., 1995, "Confidence assessment in the teaching of basic science", ALT-J 3)
it pays best to say 1 up to two right answers of three, 2 up to four of five, 3 from there on. Who says 3 and is right less
often than that is surer than they should be.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.statistics.intervals import Interval, wilson

CERTAINTIES: Final = (1, 2, 3)
PAYS: Final = {1: (0.0, 2 / 3), 2: (2 / 3, 0.8), 3: (0.8, 1.0)}  # the shares for which each certainty is the best one to say


@dataclass(frozen=True, slots=True)
class Certainty:
    """Answers of one certainty: how many, how many of them right. `share` 0…1 and its interval; None without answers.

    `verdict`: "over" when the interval lies under what the certainty pays for, "under" when it lies over it, else "".
    """

    certainty: int
    n: int
    right: int
    share: float | None = None
    interval: Interval | None = None
    verdict: str = ""


def calibration(answers: Iterable[tuple[int, bool]], people: Sequence[object] | None = None) -> list[Certainty]:
    """(certainty, right) of each answer → one row for each certainty, in order; other certainties are left out.

    Wilson's interval. `people` says whose each answer is: answers of one person are alike, and n of them tell less than n
    people's would. The interval is then that of n ÷ design effect (Korn, E. L. & Graubard, B. I., 1998, Survey Methodology
    24, 193–201), never narrower than without.
    """
    rows = list(answers)
    whose: Sequence[object] = range(len(rows)) if people is None else people
    if len(whose) != len(rows):
        raise ValueError("every answer is somebody's")
    found = []
    for certainty in CERTAINTIES:
        mine = [(who, right) for (said, right), who in zip(rows, whose, strict=True) if said == certainty]
        found.append(_row(certainty, mine))
    return found


def _row(certainty: int, mine: Sequence[tuple[object, bool]]) -> Certainty:
    n, right = len(mine), sum(ok for _who, ok in mine)
    if not n:
        return Certainty(certainty, 0, 0)
    share = right / n
    sure = wilson(share, effective(mine))
    low, high = PAYS[certainty]
    verdict = "over" if sure and sure.high < low else "under" if sure and sure.low > high else ""
    return Certainty(certainty, n, right, share, sure, verdict)


def effective(mine: Sequence[tuple[object, bool]]) -> float:
    """How many people's single answers tell as much as these: n ÷ max(1, design effect).

    The design effect is the variance of the ratio Σright ÷ Σanswers over people, against p(1 − p) ÷ n. Where all are right
    or all wrong it can't be seen, and each person counts once.
    """
    n = len(mine)
    by: defaultdict[object, list[int]] = defaultdict(lambda: [0, 0])
    for who, ok in mine:
        by[who][0] += ok
        by[who][1] += 1
    people, p = len(by), sum(right for right, _all in by.values()) / n
    if people == n:
        return n
    if people < 2 or p in (0.0, 1.0):
        return people
    spread = people / (people - 1) * sum((right - p * own) ** 2 for right, own in by.values()) / n**2
    return n / max(1.0, spread / (p * (1 - p) / n))
