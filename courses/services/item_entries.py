"""A form's words → the item that a file with the same words would be: one reader for files and pages, one set of rules."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from courses.kinds import FileProblem, Parsed, Written
from courses.models import ItemKind
from courses.reading import Entry
from courses.services.importing_help import OfficesKind, ResourcesKind, SourcesKind
from courses.services.importing_terms import ComparisonsKind, StagesKind, TermsKind
from courses.services.item_checks import citation_problems
from lms.kernel.entry_places import EntryProblem, invisible, lined


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


def entry_of(kind: str, key: str, country: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A version's body as its file's entry says it."""
    return dict(KINDS[kind].entry(Written((kind, key, country, ""), body)))


def read_entry(kind: str, entry: Mapping[str, Any]) -> tuple[Parsed | None, list[EntryProblem]]:
    """Read a file's entry that a form made: the item, or None, with the mistakes. What it cites must exist, as in files.

    Three queries, however many citations.
    """
    places: list[str] = [""]
    value = lined(entry, places)
    problems: list[FileProblem] = []
    parsed = KINDS[kind].parse(Entry(value, "", problems), {})
    found = [EntryProblem(places[one.line - 1], one.sentence) for one in problems]
    found += invisible(entry)
    if parsed is not None:
        found += [EntryProblem(places[line - 1], sentence) for line, sentence in citation_problems(parsed.citations)]
    return (None if found else parsed), list(dict.fromkeys(found))
