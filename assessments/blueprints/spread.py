"""How hard the sheets of one quiz are, beside each other. Pure.

A sheet's expected score is the mean of its questions' facilities (van der Linden, W. J. (2005), Linear Models for Optimal Test
Design, ch. 1: forms from one blueprint are alike in content; whether they are in difficulty has to be measured).
Where no figures are yet, the band of a question's author stands in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Final

BY_BAND: Final[Mapping[int, float]] = {1: 0.85, 2: 0.70, 3: 0.55}  # easy, medium, hard: until there are figures


@dataclass(frozen=True, slots=True)
class Spread:
    """Expected scores of `sheets` sheets, in percent of the maximum. `measured`: how many of their questions have figures."""

    sheets: int
    mean: float
    sd: float
    lowest: float
    highest: float
    measured: float = 0.0  # share of the questions that were looked at, 0 … 1

    @property
    def measured_percent(self) -> float:
        """The same, 0 … 100."""
        return 100 * self.measured


def spread(sheets: Sequence[Sequence[str]], facilities: Mapping[str, float], bands: Mapping[str, int]) -> Spread | None:
    """Of seeded sheets, each the keys of its scored questions of equal worth; `facilities` 0 … 1 by key. None without any."""
    made = [one for one in sheets if one]
    if not made:
        return None
    expected = {key: facilities.get(key, BY_BAND[bands.get(key, 2)]) for sheet in made for key in sheet}
    scores = [100 * fmean(expected[key] for key in sheet) for sheet in made]
    known = sum(1 for key in expected if key in facilities)
    return Spread(len(scores), fmean(scores), pstdev(scores), min(scores), max(scores), known / len(expected))
