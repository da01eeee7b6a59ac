"""Rubric arithmetic. Pure.

A rubric says which of two rules makes percent of levels. Both are common, and differ when the lowest level has points:

* `share-of-maximum`: Σ weight × points ÷ Σ weight × highest points;
* `lowest-is-zero`: the same after each criterion's lowest points are taken off both, so that who is nowhere has 0. (Moodle's
  rubrics offer these two, without weights; Canvas and Open edX know the first.)

Points count as they are: a criterion with twice the points weighs twice. Two places, half up. One red flag raised means
"not yet competent", whatever the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from lms.kernel.canonical import digest

RULES: Final = ("share-of-maximum", "lowest-is-zero")
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Picked:
    """A criterion's points by level, its weight, and the place of the level that was picked."""

    points: Sequence[Decimal | Fraction]
    weight: Decimal
    pick: int


def percent_of(picked: Sequence[Picked], rule: str = RULES[0]) -> Decimal:
    """The percentage by a rule, two places, half up. Raises ValueError: no such rule, or nothing can be earned; IndexError: no
    such level."""
    if rule not in RULES:
        raise ValueError(rule)
    earned = most = Fraction(0)
    for one in picked:
        if not 0 <= one.pick < len(one.points):
            raise IndexError(one.pick)
        points, weight = [Fraction(point) for point in one.points], Fraction(one.weight)
        floor = min(points) if rule == "lowest-is-zero" else Fraction(0)
        earned += weight * (points[one.pick] - floor)
        most += weight * (max(points) - floor)
    if most <= 0:
        raise ValueError("nothing can be earned")
    return _half_up(earned / most * 100)


def _half_up(value: Fraction) -> Decimal:
    """Two places, of the exact value: a third of a half cent is never lost on the way."""
    hundredths = abs(value) * 100
    whole = int(hundredths + Fraction(1, 2))
    return (Decimal(whole if value >= 0 else -whole) / 100).quantize(_CENT)


def percent(criteria: Sequence[Mapping[str, Any]], picks: Mapping[str, int], rule: str = RULES[0]) -> Decimal:
    """The percentage of a full set of picks {criterion id: level's number}; a level's points are its number unless it says
    `points`. A criterion's weight is its share of the whole, however many levels it has. Raises KeyError: a pick is missing.
    """
    picked = []
    for criterion in criteria:
        numbers = [int(level["n"]) for level in criterion["levels"]]
        points = [Decimal(str(level.get("points", level["n"]))) for level in criterion["levels"]]
        place, most = numbers.index(picks[criterion["id"]]), max(points)
        picked.append(Picked([Fraction(one) / Fraction(most) for one in points], Decimal(str(criterion["weight"])), place))
    return percent_of(picked, rule)


def percent_by(rubric: Mapping[str, Any], picks: Mapping[str, int]) -> Decimal:
    """The percentage by the rule that the rubric itself states. Raises KeyError: a pick is missing."""
    return percent(rubric["criteria"], picks, rubric.get("rule", RULES[0]))


def passes(*, percent_: Decimal, red_flags: Sequence[str], pass_percent: Decimal) -> bool:
    """Competent: no red flag and at least the pass score."""
    return not red_flags and percent_ >= pass_percent


def content_hash(key: str, body: Mapping[str, Any]) -> str:
    """Digest of every word that is scored by, with the case it belongs to.

    The bank of comments is no part of it, nor whether a criterion is common; the usual rule is meant where none is said.
    """
    said = {name: value for name, value in body.items() if name not in ("bank", "content_hash")}
    if said.get("rule") == RULES[0]:
        del said["rule"]
    said["criteria"] = [{name: value for name, value in one.items() if name != "common"} for one in body["criteria"]]
    return digest({"case": key, "rubric": said})


def structure_hash(body: Mapping[str, Any]) -> str:
    """Digest of what scores depend on: criteria, weights, levels with their points, flags and the rule, without their words."""
    parts: dict[str, Any] = {
        "criteria": [[c["id"], c["weight"], [_level(level) for level in c["levels"]]] for c in body["criteria"]],
        "flags": [flag["id"] for flag in body["flags"]],
    }
    if (rule := body.get("rule", RULES[0])) != RULES[0]:
        parts["rule"] = rule
    return digest(parts)


def _level(level: Mapping[str, Any]) -> Any:
    """A level's number, with its points where these are others."""
    points = level.get("points", level["n"])
    return level["n"] if points == level["n"] else [level["n"], points]
