"""Keys that a regrade laid over answers: what item analysis reads an answer under, and what it is worth there."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from assessments.models import Regrade, RegradeLine, RegradeState, SlotResult


@dataclass(frozen=True, slots=True)
class Mended:
    """One applied regrade: the version whose key it laid, that key by country, and what single answers are worth under it.

    `worth`: {(attempt, slot): fraction, None where a person has to look}; who is not in it kept what they had.
    """

    id: int
    number: int
    keys: Mapping[str, Mapping[str, Any]]
    at: datetime
    worth: Mapping[tuple[int, int], Decimal | None] = field(default_factory=dict)


def _applied(unit_id: int) -> Any:
    here = SlotResult.objects.filter(attempt__unit=unit_id, question__version__item=OuterRef("item"))
    return Regrade.objects.filter(Exists(here), state=RegradeState.APPLIED)


def applied_regrades(unit_id: int) -> list[int]:
    """Ids of the regrades that were applied to questions that somebody answered in this quiz. One query."""
    return list(_applied(unit_id).order_by("pk").values_list("pk", flat=True))


def mended_keys(unit_id: int) -> dict[str, list[Mended]]:
    """{question key: its applied regrades, the latest first}. One query, two where there are any."""
    rows = list(
        _applied(unit_id).order_by("-applied_at", "-pk").values_list("pk", "item__key", "to__number", "keys", "applied_at")
    )
    worth: defaultdict[int, dict[tuple[int, int], Decimal | None]] = defaultdict(dict)
    if rows:
        lines = RegradeLine.objects.filter(regrade__in=[row[0] for row in rows], attempt__unit=unit_id)
        for regrade, attempt, slot, after in lines.values_list("regrade_id", "attempt_id", "slot", "after"):
            worth[regrade][attempt, slot] = after
    found: defaultdict[str, list[Mended]] = defaultdict(list)
    for pk, key, number, keys, at in rows:
        found[key].append(Mended(pk, number, keys, at, worth[pk]))
    return dict(found)
