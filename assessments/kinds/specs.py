"""What the three kinds share when they read a unit's entry in a course file. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def draft_fields(kind: str, module_id: int | None, position: int, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that every unit has."""
    return {
        "kind": kind,
        "module_id": module_id,
        "position": position,
        "titles": dict(spec["titles"]),
        "required": spec.get("required", True),
        "choice": spec.get("choice", ""),
        "minutes": spec.get("minutes", 5),
        "weight": Decimal(str(spec.get("weight", 1))),
        "archived_at": None,
    }


def as_number(value: Decimal | str) -> float:
    """A decimal as a course file says it: 70, 62.5."""
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def is_number(value: Any, low: float, high: float, *, whole: bool = False) -> bool:
    """Whether a value of a file is a number within limits."""
    kinds = (int,) if whole else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high


def is_words(value: Any, *, needed: bool = True) -> bool:
    """Whether a value of a file is {es: …, en: …}."""
    if not value and not needed:
        return True
    return isinstance(value, Mapping) and all(isinstance(value.get(lang), str) and value[lang].strip() for lang in ("es", "en"))
