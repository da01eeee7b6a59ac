"""What is unusual about a certification report, and the rule that says so. Pure: no verdict, only where to look.

Standard error of a difference of two shares with the pooled share (Fleiss, Levin & Paik, 2003, Statistical Methods for Rates
and Proportions, 3rd ed., §3.3), without continuity correction.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

VERSION: Final = 1
ERRORS: Final = 2.0  # standard errors
QUICK_MINUTES: Final = 3
QUARTERS: Final = 4
ALIKE_PERCENT: Final = 90
LEAST: Final = 10  # of a share, on each side: with fewer nothing is said


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. Shares are (yes, n). `quarters`: (decided, refused) of the last four, the newest last.

    `scored`: letters scored by a person in the period, `quick` those under three minutes. `exposed`: keys of questions.
    `alike`: (reference of a letter, percent that stands in another one).
    """

    passed: tuple[int, int] = (0, 0)
    passed_before: tuple[int, int] = (0, 0)
    scored: int = 0
    quick: int = 0
    quarters: Sequence[tuple[int, int]] = ()
    exposed: Sequence[str] = ()
    alike: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing to look at: the rule that raised it, and what it saw (numbers and codes, never names)."""

    rule: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "facts": self.facts}


def signs_of(facts: Facts) -> list[Sign]:
    """Every rule that speaks, in a fixed order."""
    found = (_jump(facts), _quick(facts), _nobody_refused(facts), _exposed(facts), _alike(facts))
    return [sign for sign in found if sign is not None]


def errors_apart(now: tuple[int, int], before: tuple[int, int]) -> float | None:
    """By how many standard errors two shares differ; None with fewer than ten on a side, or where both are 0 or both are 1."""
    (yes, n), (yes_before, n_before) = now, before
    if min(n, n_before) < LEAST:
        return None
    pooled = (yes + yes_before) / (n + n_before)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before))
    return (yes / n - yes_before / n_before) / error if error else None


def _jump(facts: Facts) -> Sign | None:
    apart = errors_apart(facts.passed, facts.passed_before)
    if apart is None or abs(apart) <= ERRORS:
        return None
    (yes, n), (yes_before, n_before) = facts.passed, facts.passed_before
    return Sign(
        "pass_rate",
        {
            "percent": round(100 * yes / n), "n": n, "percent_before": round(100 * yes_before / n_before),
            "n_before": n_before, "errors": round(abs(apart), 1),
        },
    )  # fmt: skip


def _quick(facts: Facts) -> Sign | None:
    return Sign("quick_scoring", {"quick": facts.quick, "scored": facts.scored}) if facts.quick else None


def _nobody_refused(facts: Facts) -> Sign | None:
    lately = list(facts.quarters)[-QUARTERS:]
    decided = sum(n for n, _refused in lately)
    if len(lately) < QUARTERS or any(refused or not n for n, refused in lately):
        return None
    return Sign("nobody_refused", {"decided": decided})


def _exposed(facts: Facts) -> Sign | None:
    return Sign("exposure", {"questions": sorted(facts.exposed)}) if facts.exposed else None


def _alike(facts: Facts) -> Sign | None:
    letters = sorted((ref, percent) for ref, percent in facts.alike if percent >= ALIKE_PERCENT)
    return Sign("alike", {"letters": [list(one) for one in letters]}) if letters else None
