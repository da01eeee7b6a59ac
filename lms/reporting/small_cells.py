"""Which numbers of a split may be told: small ones are hidden, and so are those from which they could be found. Pure.

The rules (ADR 0035):

1. A number under 5 is hidden, under 10 where the split is by gender, region or a trait of a business. A zero shows in the
   first kind and is hidden in the second: that nobody of a group is a woman says what each of them is.
2. Whoever reads knows everything that is published: totals of figures, every number of this split, of the reports in force, of
   earlier quarters, of the rolling years and of the country. All of it is sums of the same cells (what is counted: value ×
   institution × quarter), so all of it stands in one system of linear equations.
3. A number is told only if, with it, **every hidden number keeps at least five possible values** (`ROOM`): its smallest and its
   largest value over all counts that agree with what is told are found exactly (`lms.reporting.linear_bounds`). Numbers are
   offered in their order: what was published before, totals, then the others from the largest down.
4. A split of which nothing but its total can be told is withheld whole: nothing is known of it but what was known before,
   and nothing told later narrows it.
5. Where a number is hidden, the rolling four quarters (the four numbers added) are told instead, if rule 3 lets them.

Sources: L. Willenborg & T. de Waal, 2001, Elements of Statistical Disclosure Control, ch. 4; A. Hundepool et al., 2012,
Statistical Disclosure Control, ch. 4; for sums told one after another F. Y. Chin & G. Özsoyoğlu, 1982, ACM TODS 7:113–139.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lms.reporting.linear_bounds import Point, Polytope

SMALL: Final = 5
SMALL_TRAIT: Final = 10
ROOM: Final = 5  # values that stay possible for a hidden number
Cell = Hashable


@dataclass(frozen=True, slots=True)
class Sum:
    """A number that may be told: the cells that it adds up, and its value. `least`: under which it is hidden for its own sake.

    `need`: the values that must stay possible while it is hidden; fewer than five only where there were never more.
    """

    name: Hashable
    cells: frozenset[Cell]
    value: int
    least: int = SMALL
    need: int = ROOM

    @property
    def small(self) -> bool:
        """A zero is small only where a zero tells something (rule 1)."""
        return self.value < self.least and (self.value > 0 or self.least >= SMALL_TRAIT)


@dataclass(slots=True)
class Ledger:
    """What is told and what is hidden so far, over linked splits. `tell` adds to it; what is told stays told."""

    told: list[Sum] = field(default_factory=list)
    hidden: list[Sum] = field(default_factory=list)

    def publish(self, sums: Iterable[Sum]) -> None:
        """Numbers that are published whatever comes (totals of figures, what stands in reports in force)."""
        self.told.extend(sums)

    def protect(self, sums: Iterable[Sum]) -> None:
        """Numbers that were hidden elsewhere and stay so. Their values are not used."""
        self.hidden.extend(sums)

    def tell(self, wanted: Sequence[Sum]) -> dict[Hashable, int | None]:
        """{name: the value, or None = hidden} of numbers of one split. Nothing at all when the small ones among them can't be
        protected: then all are None, and nothing that is told later leaves fewer values possible than there are now."""
        self._settle_before()
        small = [one for one in wanted if one.small]
        told, hidden = list(self.told), [*self.hidden, *small]
        if _Keeper(told, small).bare() is not None:
            return self._withhold(wanted)
        keeper = _Keeper(list(told), hidden)
        for one in sorted((one for one in wanted if not one.small), key=lambda one: -one.value):
            if not keeper.tell(one):
                keeper.hide(one)
        while (bare := keeper.bare()) is not None:
            if not keeper.take_back(bare, keep=len(self.told)):
                return self._withhold(wanted)
        names = {one.name for one in wanted}
        self.told, self.hidden = keeper.told, keeper.hidden
        open_ones = {one.name for one in keeper.told if one.name in names}
        return {one.name: one.value if one.name in open_ones else None for one in wanted}

    def _settle_before(self) -> None:
        """What was hidden elsewhere can't get more room than what was told leaves it: it keeps that."""
        if self.hidden:
            system = _System(self.told, self.hidden)
            self.hidden = [replace(one, need=int(min(one.need, system.room(one)))) for one in self.hidden]

    def _withhold(self, wanted: Sequence[Sum]) -> dict[Hashable, int | None]:
        system = _System(self.told, [*self.hidden, *wanted])
        self.hidden.extend(replace(one, need=int(min(ROOM, system.room(one)))) for one in wanted)
        return {one.name: None for one in wanted}


@dataclass(slots=True)
class _Keeper:
    """Told and hidden sums while a split is settled."""

    told: list[Sum]
    hidden: list[Sum]

    def tell(self, one: Sum) -> bool:
        """Tell a number if every hidden one keeps its room."""
        self.told.append(one)
        if self.bare() is None:
            return True
        self.told.pop()
        return False

    def hide(self, one: Sum) -> None:
        self.hidden.append(one)

    def take_back(self, bare: Sum, *, keep: int) -> bool:
        """Hide the smallest number that shares a cell with a bare one, else the last told; False when there is none."""
        rest = self.told[keep:]
        near = [one for one in rest if one.cells & bare.cells] or rest
        if not near:
            return False
        worst = min(near, key=lambda one: one.value)
        self.told.remove(worst)
        self.hidden.append(worst)
        return True

    def bare(self) -> Sum | None:
        """A hidden number with fewer possible values than it needs, or None."""
        if not self.hidden:
            return None
        system = _System(self.told, self.hidden)
        for one in self.hidden:
            if system.room(one) < one.need:
                return one
        return None


class _System:
    """The equations of what is told over the cells that can be told apart: cells of the same sums are one unknown."""

    def __init__(self, told: Sequence[Sum], hidden: Sequence[Sum]) -> None:
        sums = [*told, *hidden]
        signs: dict[Cell, list[int]] = {}
        for at, one in enumerate(sums):
            for cell in one.cells:
                signs.setdefault(cell, []).append(at)
        order: dict[tuple[int, ...], int] = {}
        place = {cell: order.setdefault(tuple(sign), len(order)) for cell, sign in signs.items()}
        self.places = {id(one): frozenset(place[cell] for cell in one.cells) for one in sums}
        equations = [(self.places[id(one)], one.value) for one in told]
        self.polytope = Polytope(len(order), equations)
        self.seen: list[Point] = []

    def room(self, one: Sum) -> float:
        """How many values a hidden number can have; at least `ROOM` is as good as more."""
        places = self.places[id(one)]
        values = [sum(point[at] for at in places) for point in self.seen]
        if values and max(values) - min(values) >= ROOM - 1:
            return ROOM
        low, high = self.polytope.range_of(places)
        self.seen.append(low)
        if high is None:
            return math.inf
        self.seen.append(high)
        least, most = sum(low[at] for at in places), sum(high[at] for at in places)
        return math.floor(most) - math.ceil(least) + 1


def possible_values(told: Sequence[Sum], hidden: Sequence[Sum]) -> dict[Hashable, tuple[int, float]]:
    """{name: (smallest, largest value)} of hidden numbers for a reader of what is told. For tests and for audits."""
    system = _System(told, hidden)
    found: dict[Hashable, tuple[int, float]] = {}
    for one in hidden:
        places = system.places[id(one)]
        low, high = system.polytope.range_of(places)
        most = math.inf if high is None else math.floor(sum(high[at] for at in places))
        found[one.name] = math.ceil(sum(low[at] for at in places)), most
    return found
