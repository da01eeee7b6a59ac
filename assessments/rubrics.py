"""Rubric arithmetic. Pure.

Percent = Σ weight × level ÷ highest level of the criterion ("share of maximum"; the lowest level here is 0, so the rule
"lowest is zero" gives the same). Two places, half up. One red flag raised means "not yet competent", whatever the sum.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lms.kernel.canonical import digest


def percent(criteria: Sequence[Mapping[str, Any]], picks: Mapping[str, int]) -> Decimal:
    """The percentage of a full set of picks {criterion id: level}. Raises KeyError when one is missing."""
    weights = sum(Decimal(str(criterion["weight"])) for criterion in criteria)
    earned = Decimal(0)
    for criterion in criteria:
        highest = max(int(level["n"]) for level in criterion["levels"])
        earned += Decimal(str(criterion["weight"])) * Decimal(picks[criterion["id"]]) / Decimal(highest)
    return (earned / weights * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def passes(*, percent_: Decimal, red_flags: Sequence[str], pass_percent: Decimal) -> bool:
    """Competent: no red flag and at least the pass score."""
    return not red_flags and percent_ >= pass_percent


def content_hash(key: str, body: Mapping[str, Any]) -> str:
    """Digest of every word of a rubric, with the case it belongs to."""
    return digest({"case": key, "rubric": body})


def structure_hash(body: Mapping[str, Any]) -> str:
    """Digest of what scores depend on: criteria, weights, levels and flags, without their words."""
    return digest(
        {
            "criteria": [[c["id"], c["weight"], [level["n"] for level in c["levels"]]] for c in body["criteria"]],
            "flags": [flag["id"] for flag in body["flags"]],
        }
    )
