"""Choosing among those who applied: criteria, totals, ranks, seats. Pure: no rows, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

LEAST_STATEMENT: Final = 80
MOST_STATEMENT: Final = 4000
MOST_WHY: Final = 500
MOST_CRITERIA: Final = 8
MOST_POINTS: Final = 20
MOST_WEIGHT: Final = 100
AN_HOUR: Final = 5  # applications without a log-in from one network
KEPT_MONTHS: Final = 6  # what those wrote who were not chosen, from the closing day
WORDING: Final = "2026-11"  # never edited: another wording is another version
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at: scored 0 to `top`; `weight` is its share, relative to those of the others."""

    key: str
    names: Mapping[str, str]
    weight: int
    top: int

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "names": dict(self.names), "weight": self.weight, "top": self.top}


USUAL: Final = (
    Criterion("1", {"es": "Experiencia con empresas pequeñas", "en": "Experience with small businesses"}, 40, 5),
    Criterion("2", {"es": "Motivación y uso previsto", "en": "Motivation and intended use"}, 40, 5),
    Criterion("3", {"es": "Alcance en su institución", "en": "Reach in the institution"}, 20, 5),
)


def criteria_of(rows: Iterable[Mapping[str, Any]]) -> list[Criterion]:
    """As a call keeps them."""
    return [Criterion(str(row["key"]), row["names"], int(row["weight"]), int(row["top"])) for row in rows]


def total(points: Mapping[str, int], criteria: Sequence[Criterion]) -> Decimal:
    """Percent with two places, half up: each criterion's share of its top, by weight. What has no points counts 0."""
    weights = sum(one.weight for one in criteria)
    if not weights:
        return Decimal("0.00")
    earned = sum((Decimal(one.weight * points.get(one.key, 0)) / one.top for one in criteria), Decimal(0))
    return (100 * earned / weights).quantize(_CENT, rounding=ROUND_HALF_UP)


def mean(totals: Sequence[Decimal]) -> Decimal | None:
    """Of the scorers; two places, half up. None without any."""
    if not totals:
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(_CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One application as it is ranked."""

    id: int
    total: Decimal
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Allotment:
    """What a decision says: who gets a seat, who waits (in order), who has too few points; places by id, from 1."""

    selected: tuple[int, ...]
    waiting: tuple[int, ...]
    below: tuple[int, ...]
    places: Mapping[int, int]


def allot(candidates: Iterable[Candidate], *, seats: int, least: int) -> Allotment:
    """By total; with equal totals, who applied first. Nobody below `least` percent is chosen or waits."""
    ranked = sorted(candidates, key=lambda one: (-one.total, one.received_at, one.id))
    enough = [one.id for one in ranked if one.total >= least]
    return Allotment(
        selected=tuple(enough[:seats]), waiting=tuple(enough[seats:]),
        below=tuple(one.id for one in ranked if one.total < least),
        places={one.id: number for number, one in enumerate(ranked, start=1)},
    )  # fmt: skip


def state_word(state: str) -> str:
    """Where an application stands, in words."""
    return {
        "unconfirmed": _("Address not confirmed yet"), "received": _("Received"), "selected": _("Selected"),
        "waiting": _("On the waiting list"), "offered": _("A seat is offered"), "not_selected": _("Not selected"),
        "lapsed": _("The seat was not taken"), "withdrawn": _("Withdrawn"),
    }[state]  # fmt: skip


def call_word(state: str) -> str:
    """Where a call stands, in words."""
    return {
        "draft": _("Draft"), "published": _("Published"), "decided": _("Decided"), "cancelled": _("Cancelled"),
    }[state]  # fmt: skip
