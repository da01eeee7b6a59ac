"""Two forms of equal make: questions paired within a cell, one of each pair to each form. And who begins with which. Pure.

Forms are built by matched random subtests (Gulliksen, H., 1950, Theory of Mental Tests, ch. 15): items of like content and
difficulty are paired, and a coin says which of the two goes to which form. Who begins with A is balanced in blocks of two
(permuted blocks: Zelen, M., 1974, J. Chronic Diseases 27, 365–375), so that a difference between the forms that is left cancels
out of the mean gain.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.blueprints.allocation import allocate

FORMS = ("a", "b")


@dataclass(frozen=True, slots=True)
class Item:
    """A question that may go into a form. `subject`: what it is about; no two questions of one subject go into the forms."""

    key: str
    cell: str
    difficulty: int
    subject: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One question of each form, of one cell."""

    cell: str
    a: str
    b: str


def pairs_in(items: Sequence[Item], dice: random.Random) -> list[tuple[Item, Item]]:
    """Pairs of one cell: neighbours in difficulty, at most one step apart; ties fall by the dice."""
    drawn = sorted(items, key=lambda one: one.key)
    dice.shuffle(drawn)
    ordered = sorted(drawn, key=lambda one: one.difficulty)
    found, at = [], 0
    while at + 1 < len(ordered):
        one, other = ordered[at], ordered[at + 1]
        if other.difficulty - one.difficulty <= 1:
            found.append((one, other))
            at += 2
        else:
            at += 1
    return found


def parallel_forms(items: Sequence[Item], weights: Mapping[str, float], *, length: int, seed: int) -> list[Pair]:
    """`length` pairs over the cells by their weights (largest remainder), as far as each cell has pairs; what one lacks the
    others give. Fewer than `length` come back when there are not enough. The same items and seed give the same forms.
    """
    dice = random.Random(seed)  # noqa: S311 - a draw that can be checked, not a secret
    by_cell: dict[str, list[tuple[Item, Item]]] = {}
    seen: set[str] = set()
    for cell in weights:
        mine = []
        for one in sorted(items, key=lambda one: one.key):
            if one.cell == cell and one.subject not in seen:
                seen.add(one.subject)
                mine.append(one)
        by_cell[cell] = pairs_in(mine, dice)
        dice.shuffle(by_cell[cell])
    cells = [cell for cell in weights if by_cell[cell]]
    if not cells:
        return []
    wanted = dict(zip(cells, allocate([weights[cell] for cell in cells], length), strict=True))
    taken = {cell: min(wanted[cell], len(by_cell[cell])) for cell in cells}
    while sum(taken.values()) < length and any(taken[cell] < len(by_cell[cell]) for cell in cells):
        roomy = max(cells, key=lambda cell: (len(by_cell[cell]) - taken[cell], cell))
        taken[roomy] += 1
    found = []
    for cell in cells:
        for one, other in by_cell[cell][: taken[cell]]:
            a, b = (one, other) if dice.random() < 0.5 else (other, one)
            found.append(Pair(cell, a.key, b.key))
    return found


def first_form(seed: int, place: int) -> str:
    """The form with which the learner begins who is the `place`-th (from 0) to begin: blocks of two, each with both orders."""
    order = list(FORMS)
    random.Random(f"{seed}:{place // 2}").shuffle(order)  # noqa: S311 - an order, not a secret
    return order[place % 2]


def other_form(form: str) -> str:
    """The form of the second test."""
    return FORMS[1 - FORMS.index(form)]
