"""A form's words → the item that a file with the same words would be: one reader for files and pages, one set of rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from courses.kinds import FileProblem, Parsed, Written
from courses.models import ItemKind
from courses.reading import Entry
from courses.services.importing_help import OfficesKind, ResourcesKind, SourcesKind
from courses.services.importing_terms import ComparisonsKind, StagesKind, TermsKind
from courses.services.item_checks import citation_problems
from lms.kernel.textfiles import CONTROL, Lined, LinedList


class EntryKind(Protocol):
    """A content kind that reads its files entry by entry."""

    def read(self, root: Path, problems: list[FileProblem]) -> list[Parsed]: ...

    def parse(self, entry: Entry, head: Mapping[str, str], /) -> Parsed | None: ...

    def entry(self, one: Written) -> Mapping[str, Any]: ...


KINDS: Final[Mapping[str, EntryKind]] = {
    ItemKind.SOURCE.value: SourcesKind(),
    ItemKind.RESOURCE.value: ResourcesKind(),
    ItemKind.TERM.value: TermsKind(),
    ItemKind.STAGE.value: StagesKind(),
    ItemKind.COMPARISON.value: ComparisonsKind(),
    ItemKind.OFFICE.value: OfficesKind(),
}


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """A mistake, and the place of the entry that it is in: «names-es», «actions-0-why-en»; '' is the whole."""

    place: str
    sentence: str


def entry_of(kind: str, key: str, country: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A version's body as its file's entry says it."""
    return dict(KINDS[kind].entry(Written((kind, key, country, ""), body)))


def read_entry(kind: str, entry: Mapping[str, Any]) -> tuple[Parsed | None, list[EntryProblem]]:
    """Read a file's entry that a form made: the item, or None, with the mistakes. What it cites must exist, as in files.

    Three queries, however many citations.
    """
    places: list[str] = [""]
    value = _lined(entry, "", places)
    problems: list[FileProblem] = []
    parsed = KINDS[kind].parse(Entry(value, "", problems), {})
    found = [EntryProblem(places[one.line - 1], one.sentence) for one in problems]
    found += _invisible(entry, "")
    if parsed is not None:
        found += [EntryProblem(places[line - 1], sentence) for line, sentence in citation_problems(parsed.citations)]
    return (None if found else parsed), list(dict.fromkeys(found))


def _lined(value: Any, place: str, places: list[str]) -> Any:
    """The value as the reader of files has it; the «line» of an entry is the number of its place."""
    if isinstance(value, Mapping):
        made = Lined(len(places))
        for key, inner in value.items():
            where = _beneath(place, key)
            places.append(where)
            made.lines[key] = len(places)
            made[key] = _lined(inner, where, places)
        return made
    if isinstance(value, list | tuple):
        several = LinedList(len(places))
        for number, inner in enumerate(value):
            places.append(_beneath(place, str(number)))
            several.lines.append(len(places))
            several.append(_lined(inner, places[-1], places))
        return several
    return value


def _beneath(place: str, name: str) -> str:
    return f"{place}-{name}" if place else name


def _invisible(value: Any, place: str) -> Sequence[EntryProblem]:
    """Characters that nobody sees: they would not go out to files and in again."""
    if isinstance(value, Mapping):
        return [one for key, inner in value.items() for one in _invisible(inner, _beneath(place, key))]
    if isinstance(value, list | tuple):
        return [one for n, inner in enumerate(value) for one in _invisible(inner, _beneath(place, str(n)))]
    found = CONTROL.search(value) if isinstance(value, str) else None
    said = _("There is an invisible control character here (U+%(code)04X). Delete it.")
    return [EntryProblem(place, said % {"code": ord(found[0])})] if found else []
