"""Qualifying on reference scripts: one try against the agreed scores, and when the tries are enough. Pure.

The rule, over the last `SCRIPTS` different reference scripts of a case: at least `EXACT` percent of the levels are the agreed
ones, no more than `FAR` of them lie two levels or more away, and every red flag is as agreed. That a rater qualifies by exact
and adjacent agreement with agreed scores before scoring live, and that far misses are limited, is the practice described by
Johnson, R. L., Penny, J. A. & Gordon, B. (2009), *Assessing Performance: Designing, Scoring, and Validating Performance
Tasks*; the numbers are ours. Who has used all scripts waits `WAIT` days and begins another round with them.

A qualification ends by itself: after twelve months (`VALID`, counted as 365 days, as the database does), or
once `UNSEEN` letters of the case were scored first by others since its holder last scored one: an eye that is out of practice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SCRIPTS: Final = 3
EXACT: Final = 70  # percent
FAR: Final = 1
WAIT: Final = 30  # days
BORDERLINE: Final = 2  # scripts at the line that whoever qualifies for a certifying case has scored
VALID: Final = timedelta(days=365)
UNSEEN: Final = 30  # letters
WARN: Final = timedelta(days=30)  # before the twelve months are over, its holder is told


class Lapse(StrEnum):
    """Why a qualification ended by itself."""

    OLD = "old"
    UNSEEN = "unseen"


def lapse(passed_at: datetime, unseen: int, at: datetime) -> Lapse | None:
    """Whether a qualification has ended by itself at a moment; `unseen` letters were scored by others since its holder last
    scored one."""
    if at >= passed_at + VALID:
        return Lapse.OLD
    return Lapse.UNSEEN if unseen >= UNSEEN else None


@dataclass(frozen=True, slots=True)
class Compared:
    """One try: how many of `criteria` levels are the agreed ones, how many are two or more away; red flags as agreed."""

    exact: int
    far: int
    criteria: int
    flags_right: bool


@dataclass(frozen=True, slots=True)
class Try:
    """A try at a script, `script` being its name whatever its version."""

    script: str
    at: datetime
    compared: Compared


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: over the last different scripts. `scripts` so far, at most `SCRIPTS`."""

    scripts: int
    exact: int
    criteria: int
    far: int
    flags_right: bool

    @property
    def percent(self) -> int:
        """Whole percent of agreed levels, rounded down."""
        return self.exact * 100 // self.criteria if self.criteria else 0

    @property
    def passed(self) -> bool:
        enough = self.scripts == SCRIPTS and self.exact * 100 >= EXACT * self.criteria
        return enough and self.far <= FAR and self.flags_right


def compare(
    picks: Mapping[str, int], red_flags: Collection[str], agreed: Mapping[str, int], agreed_flags: Collection[str]
) -> Compared:
    """A full set of picks against the agreed ones."""
    apart = [abs(picks[key] - level) for key, level in agreed.items()]
    return Compared(
        exact=sum(one == 0 for one in apart), far=sum(one >= 2 for one in apart), criteria=len(apart),
        flags_right=set(red_flags) == set(agreed_flags),
    )  # fmt: skip


def standing(tries: Sequence[Try]) -> Standing:
    """Over the last different scripts; `tries` in order of time."""
    last: dict[str, Compared] = {}
    for one in reversed(tries):
        if one.script not in last and len(last) < SCRIPTS:
            last[one.script] = one.compared
    found = list(last.values())
    return Standing(
        scripts=len(found), exact=sum(one.exact for one in found), criteria=sum(one.criteria for one in found),
        far=sum(one.far for one in found), flags_right=all(one.flags_right for one in found),
    )  # fmt: skip


def short_of(scripts: Iterable[str], borderline: Iterable[str], *, certifying: bool) -> int:
    """How many scripts are missing before anybody can qualify on a case; of a certifying one `BORDERLINE` lie at the line."""
    lacking = max(0, SCRIPTS - len(set(scripts)))
    return max(lacking, BORDERLINE - len(set(borderline))) if certifying else lacking


def has_passed(tries: Sequence[Try], borderline: Collection[str], *, certifying: bool) -> bool:
    """Whether the tries are enough; for a certifying case `BORDERLINE` scripts at the line are among them."""
    seen = {one.script for one in tries} & set(borderline)
    return standing(tries).passed and (not certifying or len(seen) >= BORDERLINE)


@dataclass(frozen=True, slots=True)
class Round:
    """Which scripts may be scored now; when none, from when on all of them may be scored again."""

    free: frozenset[str]
    again_at: datetime | None = None


def this_round(scripts: Collection[str], tries: Sequence[Try], now: datetime) -> Round:
    """What is left of the round; `tries` in order of time. A round ends when every script has been scored."""
    wanted, used, last = frozenset(scripts), set[str](), None
    for one in tries:
        if used >= wanted:
            used = set()
        used.add(one.script)
        last = one.at
    if not wanted or last is None or not used >= wanted:
        return Round(wanted - used)
    again = last + timedelta(days=WAIT)
    return Round(wanted) if now >= again else Round(frozenset(), again)
