"""How many hours of scoring a group of learners will ask for, and how much of them is offered. Pure.

The sum that the page shows, term by term: letters × minutes a script, once for the first score; again for the share that a
second person scores (the sample, and of the rest the part that is failed, near the cut or flagged); again for the share of
those that a third decides; and a look by a colleague at `LOOKED_AT` percent of what each assessor has scored. Shares are those
of the case so far from `ENOUGH` letters on, until then `USUAL_*`: stated guesses of ours, marked as such on the page. Minutes
are the median of what scripts of the case took, or `USUAL_MINUTES`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from statistics import median
from typing import Final

USUAL_MINUTES: Final = 25  # a script, until `ENOUGH` were timed
LONGEST: Final = 120  # minutes: a script that stood open for longer was left alone, and counts as so much
ENOUGH: Final = 20
USUAL_DOUBTFUL: Final = Fraction(30, 100)  # of letters not in the sample: failed, near the cut or flagged
USUAL_THIRD: Final = Fraction(15, 100)  # of letters with two scores
LOOKED_AT: Final = 10  # percent of what an assessor has scored is looked at by a colleague
LOOK_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a case: `minutes` of scripts timed, `letters` scored, `second` of them for another reason than the
    sample, `two` with two scores, `third` of those decided by a third."""

    minutes: Sequence[float] = ()
    letters: int = 0
    second: int = 0
    two: int = 0
    third: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """What one case of a group asks for: scripts by stage, minutes a script, hours in all; `guessed`: which terms are ours."""

    letters: int
    first: int
    second: int
    third: int
    looks: int
    minutes: int
    hours: float
    guessed: tuple[str, ...] = ()


def minutes_of(taken: Sequence[float]) -> tuple[int, bool]:
    """(minutes a script, whether that is a guess)."""
    if len(taken) < ENOUGH:
        return USUAL_MINUTES, True
    return max(1, round(median(min(one, LONGEST) for one in taken))), False


def need(letters: int, scoring: Mapping[str, object], past: Past) -> Need:
    """The scripts and hours that so many letters of a case ask for. `scoring`: its rules (`assessments.stages.Rules`)."""
    minutes, guess = minutes_of(past.minutes)
    guessed = ["minutes"] if guess else []
    second, third = Fraction(0), Fraction(0)
    if scoring.get("stages") == "double":
        second = Fraction(1)
    elif scoring.get("stages") == "sampled":
        sample = Fraction(int(str(scoring.get("sample", 0))), 100)
        known = past.letters >= ENOUGH
        doubtful = Fraction(past.second, past.letters) if known else USUAL_DOUBTFUL
        second = sample + (1 - sample) * min(Fraction(1), doubtful)
        guessed += [] if known else ["second"]
    if second:
        known = past.two >= ENOUGH
        third = second * (Fraction(past.third, past.two) if known else USUAL_THIRD)
        guessed += [] if known else ["third"]
    scripts = [letters, ceil(letters * second), ceil(letters * third)]
    looks = ceil(sum(scripts) * Fraction(LOOKED_AT, 100)) if scoring.get("qualify") else 0
    hours = (sum(scripts) * minutes + looks * LOOK_MINUTES) / 60
    first, again, decided = scripts
    return Need(letters, first, again, decided, looks, minutes, round(hours, 1), tuple(guessed))


def is_looked_at(nth: int, place: int) -> bool:
    """Whether an assessor's `nth` score of a case, from 1, is looked at by a colleague: one in each block of ten, at the place
    (0 … 9) that was drawn for the block, so that nobody can count."""
    return (nth - 1) % (100 // LOOKED_AT) == place
