"""What several attempts make of a quiz. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_CENT: Final = Decimal("0.01")


def counted(rule: str, percents: Sequence[Decimal]) -> Decimal:
    """The score of a quiz from the percentages of the attempts that were handed in, first to last; two places, half up.

    `rule`: best, last, first or average (`models.Counts`). Raises ValueError without attempts.
    """
    if not percents:
        raise ValueError("no attempt counts")
    if rule == "first":
        return percents[0]
    if rule == "last":
        return percents[-1]
    if rule == "average":
        return (sum(percents, Decimal(0)) / len(percents)).quantize(_CENT, ROUND_HALF_UP)
    return max(percents)
