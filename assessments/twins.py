"""Whether a case asks as much in one country as in another: what judges said, and what of it still holds. The rules; pure.

A judge looks at every criterion and at the case as a whole. What they said holds while what can differ between countries is
the same: the text of each country, which facts its issues rest on, what the rubric scores. Words that all countries share may
change: they change alike for all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from assessments import rubrics
from lms.kernel.canonical import digest

WHOLE: Final = ""  # the "criterion" that is the case as a whole
ENOUGH: Final = 2  # judges whose agreement is asked for
OPEN, ALIKE, DOUBTED = "open", "alike", "doubted"


def compared(key: str, case: Mapping[str, Any], rubric: Mapping[str, Any]) -> str:
    """A digest of what judges compare in the case of this key."""
    common = sorted(one["id"] for one in rubric["criteria"] if one.get("common"))
    return digest(
        {
            "key": key, "local": case["local"], "issues": [[one["id"], sorted(one["facts"])] for one in case["issues"]],
            "rubric": rubrics.structure_hash(rubric), "common": common,
        }
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What one judge said of one criterion, last."""

    judge: int
    criterion: str
    comparable: bool
    note: str
    at: datetime


def latest(rows: Iterable[Said]) -> dict[tuple[int, str], Said]:
    """{(judge, criterion): what they said last}: a judge may change their mind."""
    found: dict[tuple[int, str], Said] = {}
    for one in sorted(rows, key=lambda said: said.at):
        found[one.judge, one.criterion] = one
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What the judges said together. `judges` have answered everything; `yes` and `asked` count the case as a whole.

    `doubts`: criteria ("" the whole) that somebody finds not comparable, with how many. `begun` judges have answered a part.
    """

    state: str
    judges: int
    yes: int
    begun: int
    doubts: tuple[tuple[str, int], ...]
    by_criterion: Mapping[str, tuple[int, int]]  # {criterion: (yes, answers)}


def standing(said: Mapping[tuple[int, str], Said], criteria: Sequence[str]) -> Standing:
    """Comparable when at least two judges have looked at everything and all find the case comparable as a whole."""
    asked = [*criteria, WHOLE]
    people = {judge for judge, criterion in said if criterion in asked}
    whole = {judge for judge in people if all((judge, one) in said for one in asked)}
    counted = {
        one: (
            sum(1 for judge in people if (judge, one) in said and said[judge, one].comparable),
            sum(1 for judge in people if (judge, one) in said),
        )
        for one in asked
    }
    yes = sum(1 for judge in whole if said[judge, WHOLE].comparable)
    doubts = tuple((one, answers - agreed) for one, (agreed, answers) in counted.items() if answers > agreed)
    if any(judge in whole and not said[judge, WHOLE].comparable for judge in whole):
        state = DOUBTED
    else:
        state = ALIKE if len(whole) >= ENOUGH else OPEN
    return Standing(state, len(whole), yes, len(people) - len(whole), doubts, counted)
