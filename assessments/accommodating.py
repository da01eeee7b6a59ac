"""Accommodations: what there is to choose from, what it comes to in minutes, and how it is said. Pure.

A measure says what somebody gets, never why. Time and pauses are added to the time of a timed quiz; a reader and a format
are arranged by who is in the room, who is told just that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

TIME: Final = (25, 50, 100)  # percent more time
PAUSES: Final = (5, 10, 15)  # minutes of pause in every hour that was begun
FORMATS: Final = ("large", "contrast", "paper")
ASK_WITHIN: Final = timedelta(days=30)  # for a review of a refusal
LEAST: Final = 10  # characters of a reason
MOST: Final = 2000
MOST_FILES: Final = 3
MOST_DAYS: Final = 3 * 366  # how long one decision may hold


@dataclass(frozen=True, slots=True)
class Measures:
    """What somebody gets. `time`: percent more; `pause`: minutes in every hour begun; `formats` of `FORMATS`."""

    time: int = 0
    pause: int = 0
    reader: bool = False
    formats: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.time or self.pause or self.reader or self.formats)


NOTHING: Final = Measures()


def measures_of(stored: Mapping[str, Any] | None) -> Measures:
    """What a row keeps. What the catalogue doesn't have is left out, so that a row never says more than it may."""
    given = stored or {}
    time, pause = given.get("time", 0), given.get("pause", 0)
    return Measures(
        time if time in TIME else 0, pause if pause in PAUSES else 0, bool(given.get("reader")),
        tuple(one for one in FORMATS if one in given.get("formats", ())),
    )  # fmt: skip


def as_json(measures: Measures) -> dict[str, Any]:
    """The same to be kept: without what is not given."""
    said: dict[str, Any] = {}
    if measures.time:
        said["time"] = measures.time
    if measures.pause:
        said["pause"] = measures.pause
    if measures.reader:
        said["reader"] = True
    if measures.formats:
        said["formats"] = list(measures.formats)
    return said


def more_minutes(minutes: int, measures: Measures) -> int:
    """How many minutes a timed quiz of `minutes` gets more: the share of time, rounded up; then the pauses of every hour begun
    of what that makes. 0 for a quiz without a limit."""
    if not minutes:
        return 0
    longer = minutes + -(-minutes * measures.time // 100)
    return longer - minutes + -(-longer // 60) * measures.pause


def words_of(measures: Measures) -> list[str]:
    """A line each, in the active language."""
    found = []
    if measures.time:
        found.append(_("{n} % more time").format(n=measures.time))
    if measures.pause:
        found.append(_("Pauses: {n} minutes in every hour").format(n=measures.pause))
    if measures.reader:
        found.append(_("A person who reads aloud, or a screen reader"))
    return [*found, *(format_word(one) for one in measures.formats)]


def format_word(code: str) -> str:
    """A format in words."""
    return {
        "large": _("Large type"), "contrast": _("High contrast"), "paper": _("The questions on paper as well"),
    }[code]  # fmt: skip
