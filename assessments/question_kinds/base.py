"""What most kinds answer in the same way, and small helpers that they share. Pure."""

import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from assessments.models import Question
from assessments.question_kinds.protocol import Body, Making, Raw, Response, Slot
from lms.kernel.canonical import digest

_SIX: Final = Decimal("0.000001")
ONE: Final = Decimal(1)
NOTHING: Final = Decimal(0)


class Plain:
    """The answers of a kind that has no country's part, no order to shuffle and no rule beyond its file's."""

    fields: tuple[str, ...] = ()
    entry_fields: tuple[str, ...] = ()
    by_hand: bool = False

    def tidy(self, body: Body) -> dict[str, Any]:
        """The names that the kind owns, as they are."""
        return {name: body[name] for name in self.fields if name in body}

    def check(self, body: Body) -> Sequence[tuple[str, str]]:
        """No rule of its own."""
        return ()

    def columns(self, body: Body) -> dict[str, Any]:
        """A column a field."""
        return self.tidy(body)

    def body_of(self, row: Question) -> dict[str, Any]:
        """A field a column."""
        return self.tidy({name: getattr(row, name) for name in self.fields})

    def facts(self, row: Question) -> frozenset[str]:
        """None."""
        return frozenset()

    def country_material(self, row: Question, *, name: str, country: str, making: Making) -> dict[str, Any]:
        """The same in every country."""
        return {}

    def shuffled(self, slot: Slot, shuffler: random.Random, *, asked: bool) -> dict[str, Any]:
        """In one order."""
        return {}

    def guess_score(self, slot: Slot) -> Decimal | None:
        """Nothing: it can't be guessed."""
        return NOTHING


def scoring_key(kind: Any, body: Body) -> str:
    """Digest of what decides a score in a question's body."""
    return digest([kind.name, kind.scored_by(body)])


def six(value: Decimal) -> Decimal:
    """A fraction as it is stored: six places, half up."""
    return value.quantize(_SIX, ROUND_HALF_UP)


def parts_of(raw: Raw) -> Mapping[str, Any]:
    """The parts of what was sent; {} when they are no mapping."""
    parts = raw.get("parts")
    return parts if isinstance(parts, Mapping) else {}


def drop_empty(entry: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """An entry without those of its names that say nothing."""
    gone = set(names)
    return {name: value for name, value in entry.items() if name not in gone or value not in (None, "", [], {}, False)}


def as_text(value: Decimal | float | str) -> str:
    """A number as a body keeps it: plain digits, no zeros at the end, no exponent."""
    exact = Decimal(str(value))
    return format(exact.normalize(), "f") if exact else "0"


def as_number(value: Decimal | float | str) -> float:
    """A number as a file says it: 70, 62.5."""
    exact = Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def picked(response: Response) -> list[str]:
    """The options of a response."""
    return list(response.get("chosen") or ())
