"""What a bank has for each cell of a blueprint, country by country, and how hard the sheets are that come of it. Pure."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments import pools
from assessments.blueprints.allocation import TIMES
from assessments.blueprints.spread import Spread, spread

SHEETS: Final = 200  # seeded, to say how hard they are beside each other


@dataclass(frozen=True, slots=True)
class Have:
    """Different questions for a cell in one country (variants count once), and how many it needs: three times a sheet's."""

    have: int
    need: int

    @property
    def enough(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True, slots=True)
class CellCover:
    """A cell with what a sheet takes of it, and what there is by country."""

    cell: Mapping[str, Any]
    takes: int
    countries: Mapping[str, Have]


def covered(
    plan: Sequence[Mapping[str, Any]], slots: Mapping[str, Mapping[str, Any]], countries: Sequence[str],
    usable: Collection[str] | None = None,
) -> list[CellCover]:  # fmt: skip
    """The cells of a frozen plan, in order. `usable`: only these questions count (what is in use now); None: all."""
    return [
        CellCover(
            place["cell"], place["count"],
            {country: Have(available(place, slots, country, usable), TIMES * place["count"]) for country in countries},
        )
        for place in plan
        if "cell" in place
    ]  # fmt: skip


def available(
    place: Mapping[str, Any], slots: Mapping[str, Mapping[str, Any]], country: str, usable: Collection[str] | None = None
) -> int:
    """How many different questions a place may ask in a country: variants of one count once."""
    return len(
        {
            pools.subject(slots[key])
            for key in place["pool"]
            if (usable is None or key in usable) and pools.may_take(place, slots[key], country)
        }
    )


def difficulty(
    plan: Sequence[Mapping[str, Any]], slots: Mapping[str, Mapping[str, Any]], country: str, *,
    facilities: Mapping[str, float], bands: Mapping[str, int], sheets: int = SHEETS,
) -> Spread | None:  # fmt: skip
    """The spread of expected scores over seeded sheets of one country: the same banks give the same figures."""
    scored = [place for place in plan if not pools.is_pilot(place)]
    made = []
    for seed in range(sheets):
        dice = random.Random(seed)  # noqa: S311 - an order, not a secret
        rank = {key: dice.random() for key in slots}
        made.append([key for _place, key in pools.seated(scored, slots, country=country, rank=rank)])
    return spread(made, facilities, bands)
