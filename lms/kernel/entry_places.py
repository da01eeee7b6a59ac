"""What a form says, as a file's entry whose «lines» are the places of its fields: one reader for files and for pages. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.kernel.textfiles import CONTROL, Lined, LinedList


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """A mistake, and the place of the entry that it is in: «names-es», «actions-0-why-en»; '' is the whole."""

    place: str
    sentence: str


def lined(value: Any, places: list[str], place: str = "") -> Any:
    """The value as the reader of files has it; the «line» of an entry is the number of its place in `places` (from 1).

    `places` begins with the place of the whole: [""].
    """
    if isinstance(value, Mapping):
        made = Lined(len(places))
        for key, inner in value.items():
            where = _beneath(place, key)
            places.append(where)
            made.lines[key] = len(places)
            made[key] = lined(inner, places, where)
        return made
    if isinstance(value, list | tuple):
        several = LinedList(len(places))
        for number, inner in enumerate(value):
            places.append(_beneath(place, str(number)))
            several.lines.append(len(places))
            several.append(lined(inner, places, places[-1]))
        return several
    return value


def invisible(value: Any, place: str = "") -> list[EntryProblem]:
    """Characters that nobody sees: they would not go out to files and in again."""
    if isinstance(value, Mapping):
        return [one for key, inner in value.items() for one in invisible(inner, _beneath(place, key))]
    if isinstance(value, list | tuple):
        return [one for n, inner in enumerate(value) for one in invisible(inner, _beneath(place, str(n)))]
    found = CONTROL.search(value) if isinstance(value, str) else None
    said = _("There is an invisible control character here (U+%(code)04X). Delete it.")
    return [EntryProblem(place, said % {"code": ord(found[0])})] if found else []


def _beneath(place: str, name: str) -> str:
    return f"{place}-{name}" if place else name
