"""From a response and a frozen key to a fraction in −1 … 1. Pure: no rows, no clock; tested by tables.

Stored is the fraction; it is multiplied by the slot's maximum at read time, so that re-weighting needs no re-scoring. The rule
of each kind of question stands in its module of `assessments.question_kinds`; no answer earns 0.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from assessments.question_kinds.options import fractions_of
from assessments.question_kinds.protocol import Reading
from assessments.question_kinds.registry import question_kind

__all__ = ["Reading", "as_percent", "fractions_of", "read_response", "score", "total_fraction"]
_SIX: Final = Decimal("0.000001")


def read_response(slot: Mapping[str, Any], raw: Mapping[str, Any], *, country: str) -> Reading:
    """What a person sent for one slot, checked against the sheet. An empty answer is one too: it clears the slot.

    Raises AnswerNotUnderstood for what is not on the sheet, or can't be read.
    """
    return question_kind(slot["kind"]).read_response(slot, raw, country=country)


def score(slot: Mapping[str, Any], response: Mapping[str, Any]) -> Decimal | None:
    """The fraction that one response earns on one frozen slot, six places, half up; None when a person has to score it."""
    return question_kind(slot["kind"]).score(slot, response)


def total_fraction(slots: Sequence[Mapping[str, Any]], fractions: Mapping[int, Decimal]) -> Decimal:
    """Σ fraction × maximum ÷ Σ maximum over the whole sheet, held within 0 … 1. A slot without a fraction earns 0.

    A slot on trial (`pilot`) adds nothing to either sum. `fractions` are what the behaviour lets count (`Settled.counts`).
    """
    slots = [slot for slot in slots if not slot.get("pilot")]
    maximum = sum((Decimal(str(slot["maximum"])) for slot in slots), Decimal(0))
    if not maximum:
        return Decimal(0)
    earned = sum((fractions.get(int(s["slot"]), Decimal(0)) * Decimal(str(s["maximum"])) for s in slots), Decimal(0))
    return min(max(earned / maximum, Decimal(0)), Decimal(1)).quantize(_SIX, ROUND_HALF_UP)


def as_percent(fraction: Decimal) -> Decimal:
    """A fraction as a percentage with two places, half up."""
    return (fraction * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
