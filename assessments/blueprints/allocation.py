"""Whole questions for the cells of a blueprint. Pure.

Largest remainder (Hamilton 1792; in the literature of seats also Hare–Niemeyer): each cell gets the whole part of its exact
share, the questions that are left go to the largest fractions. It stays within one question of the exact share for every cell
(quota), which is what a reader of a blueprint expects; its paradoxes concern growing houses, and a blueprint's length is fixed.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

TIMES: Final = 3  # a cell's pool must hold so many times what a sheet takes of it


def allocate(weights: Sequence[Decimal | float | int], items: int) -> list[int]:
    """How many of `items` each cell gets, in the cells' order; they sum to `items`. Equal fractions: the earlier cell.

    Exact arithmetic, so that equal weights are equal. Raises ValueError for no cells, a weight ≤ 0 or negative `items`.
    """
    exact = [Fraction(str(weight)) for weight in weights]
    if not exact or min(exact) <= 0 or items < 0:
        raise ValueError("cells with positive weights, and items to give them")
    whole = sum(exact)
    quotas = [weight * items / whole for weight in exact]
    found = [int(quota) for quota in quotas]
    order = sorted(range(len(exact)), key=lambda n: (found[n] - quotas[n], n))
    for n in order[: items - sum(found)]:
        found[n] += 1
    return found
