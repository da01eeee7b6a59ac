"""From a response and a frozen key to a fraction in −1 … 1. Pure: no rows, no clock; tested by tables.

Stored is the fraction; it is multiplied by the slot's maximum at read time, so that re-weighting needs no re-scoring.

* single, fact_bound: the fraction of the chosen option (1 for the right one).
* multiple: the sum of the fractions of the chosen options, held within 0 … 1. Right options share 1 equally and wrong
  ones share −1 equally, so that choosing everything or nothing earns nothing. (The rule of Moodle's
  `qtype_multichoice_multi_question::grade_response`; on the family of such rules: Frary, R. B. (1989), "Partial-credit
  scoring methods for multiple-choice tests", Applied Measurement in Education 2(1), 79–96.)
* numeric: 1 when |answer − value| ≤ tolerance (absolute, same unit), else 0.
* no answer: 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.errors import AnswerNotUnderstood
from assessments.numbers import NumberRefused, read_number

CHOOSES_ONE: Final = frozenset({"single", "fact_bound"})
KINDS: Final = ("single", "multiple", "numeric", "fact_bound")
_SIX: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Reading:
    """A response as it is stored, and what to say back about it ('' = nothing)."""

    response: dict[str, Any]
    echo: str = ""


def read_response(slot: Mapping[str, Any], raw: Mapping[str, Any], *, country: str) -> Reading:
    """What a person sent for one slot, checked against the sheet. An empty answer is one too: it clears the slot.

    Raises AnswerNotUnderstood for an option that is not on the sheet, two options where one is asked, or a number that
    can't be read.
    """
    if slot["kind"] == "numeric":
        return _read_number(slot, raw, country=country)
    chosen = raw.get("chosen") or []
    chosen = [chosen] if isinstance(chosen, str) else list(chosen)
    known = {option["id"] for option in slot["options"]}
    if any(not isinstance(one, str) or one not in known for one in chosen):
        raise AnswerNotUnderstood(why=_("This option is not on your sheet. Reload the page and choose again."))
    if slot["kind"] in CHOOSES_ONE and len(set(chosen)) > 1:
        raise AnswerNotUnderstood(why=_("Choose one answer only."))
    return Reading({"chosen": sorted(set(chosen))} if chosen else {})


def _read_number(slot: Mapping[str, Any], raw: Mapping[str, Any], *, country: str) -> Reading:
    text = raw.get("text", "")
    if not isinstance(text, str):
        raise AnswerNotUnderstood(why=_("Write only a number, with digits: for example 6."))
    if not text.strip():
        return Reading({})
    try:
        number = read_number(text, country=country, units=tuple((slot.get("unit") or {}).values()))
    except NumberRefused as refused:
        raise AnswerNotUnderstood(why=str(refused)) from None
    echo = _("We read: {number}").format(number=number.echo) if number.separated else ""
    return Reading({"text": text.strip(), "number": format(number.value, "f")}, echo)


def score(slot: Mapping[str, Any], response: Mapping[str, Any]) -> Decimal:
    """The fraction that one response earns on one frozen slot, six places, half up."""
    if slot["kind"] == "numeric":
        if "number" not in response:
            return Decimal(0)
        off = abs(Decimal(str(response["number"])) - Decimal(str(slot["value"])))
        return Decimal(1 if off <= Decimal(str(slot["tolerance"])) else 0)
    chosen = set(response.get("chosen") or ())
    total = sum((Decimal(str(o["fraction"])) for o in slot["options"] if o["id"] in chosen), Decimal(0))
    if slot["kind"] == "multiple":
        total = min(max(total, Decimal(0)), Decimal(1))
    return total.quantize(_SIX, ROUND_HALF_UP)


def total_fraction(slots: Sequence[Mapping[str, Any]], fractions: Mapping[int, Decimal]) -> Decimal:
    """Σ fraction × maximum ÷ Σ maximum over the whole sheet, held within 0 … 1. A slot without a fraction earns 0."""
    maximum = sum((Decimal(str(slot["maximum"])) for slot in slots), Decimal(0))
    if not maximum:
        return Decimal(0)
    earned = sum((fractions.get(int(s["slot"]), Decimal(0)) * Decimal(str(s["maximum"])) for s in slots), Decimal(0))
    return min(max(earned / maximum, Decimal(0)), Decimal(1)).quantize(_SIX, ROUND_HALF_UP)


def as_percent(fraction: Decimal) -> Decimal:
    """A fraction as a percentage with two places, half up."""
    return (fraction * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def fractions_of(kind: str, right: Sequence[bool]) -> list[float]:
    """The fraction of each option from which of them are right: what the file format's `right: true` means."""
    rights, wrongs = sum(right), len(right) - sum(right)
    if kind != "multiple":
        return [1.0 if is_right else 0.0 for is_right in right]
    return [round(1 / rights, 7) if is_right else round(-1 / wrongs, 7) for is_right in right]
