"""Law that was typed into the toolkit's texts: a number of years, months, days, percent or money outside a fact reference.

Sections, glossary, stages, cases, rubrics, reference letters, help, figures and courses; questions have a rule of their own
(`lint_items`), facts are what the texts cite. What may stay stands in `numbers.yaml` with its reason; an entry that allows
nothing any more is a finding too, so that the list does not rot. Reads files, no database.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from lms.kernel.numbers import numbers_in
from lms.kernel.places import Language
from lms.kernel.textfiles import FileMistake, read_text, read_yaml

FOLDERS: Final = (
    "sections", "terms", "stages", "cases", "references", "resources", "figures", "comparisons", "courses", "offices",
)  # fmt: skip
ALLOWED: Final = "numbers.yaml"
_SILENT: Final = frozenset({"note", "raw", "key", "url", "file", "facts", "adapted_from"})  # fields that no reader sees
_REFERENCE: Final = re.compile(r"\{[a-z]+:[^}\n]*\}")


@dataclass(frozen=True, slots=True)
class BareNumber:
    """One number: where it stands and how it is written there. `number` is '' for an entry of the list that allows nothing."""

    path: str
    line: int
    field: str
    language: str
    number: str

    @property
    def sentence(self) -> str:
        """What to do, in the active language."""
        if not self.number:
            return _("The list allows «{field}», which is not there any more: take the entry out.").format(field=self.field)
        words = _(
            "«{number}» stands outside a fact reference: cite the fact, say it without the number, or allow it with a reason."
        )
        return words.format(number=self.number)

    def as_row(self) -> dict[str, Any]:
        """For programs."""
        return {
            "path": self.path, "line": self.line, "field": self.field, "language": self.language, "number": self.number,
            "sentence": self.sentence,
        }  # fmt: skip


def bare_numbers(root: Path) -> list[BareNumber]:
    """All that no entry of the list allows, file by file. Raises FileMistake for a list that can't be read."""
    allowed = _allowed(root)
    used: set[int] = set()
    found: list[BareNumber] = []
    for one in _all(root):
        at = next((at for at, entry in enumerate(allowed) if _allows(entry, one)), None)
        if at is None:
            found.append(one)
        else:
            used.add(at)
    for at, entry in enumerate(allowed):
        if at not in used:
            words = f"{entry['file']}: {entry.get('number', '')}".rstrip(": ")
            found.append(BareNumber(ALLOWED, entry.line, words, "", ""))
    return found


def _allowed(root: Path) -> Sequence[Any]:
    path = root / ALLOWED
    if not path.is_file():
        return ()
    entries: Sequence[Any] = (read_yaml(read_text(path)) or {}).get("allowed") or ()
    for entry in entries:
        if not str(entry.get("file") or "") or not str(entry.get("because") or "").strip():
            raise FileMistake(entry.line, _("An entry needs `file` and `because`."))
    return entries


def _allows(entry: Mapping[str, Any], one: BareNumber) -> bool:
    """`file` may hold *; `field` is how the place begins; `number` is written as in the text."""
    return (
        fnmatchcase(one.path, str(entry["file"]))
        and one.field.startswith(str(entry.get("field", "")))
        and one.number.casefold() == str(entry.get("number", one.number)).casefold()
    )


def _all(root: Path) -> Iterator[BareNumber]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix == ".md":
                yield from _in_section(name, read_text(path))
            elif path.suffix == ".yaml":
                yield from _in_entry(name, read_yaml(read_text(path)), "", Language.ES.value, 1)


def _in_section(name: str, text: str) -> Iterator[BareNumber]:
    language = name.rsplit(".", 2)[-2]
    for line, words in enumerate(text.split("\n"), 1):
        yield from _in_words(name, words, "", language, line)


def _in_entry(name: str, value: Any, field: str, language: str, line: int) -> Iterator[BareNumber]:
    if isinstance(value, str):
        yield from _in_words(name, value, field, language, line)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key in _SILENT:
                continue
            spoken = str(key) if key in Language.values else language
            place = field if key in Language.values else f"{field}.{key}".strip(".")
            yield from _in_entry(name, inner, place, spoken, getattr(value, "lines", {}).get(key, line))
    elif isinstance(value, Sequence):
        lines = getattr(value, "lines", ())
        for at, inner in enumerate(value):
            named = inner.get("key") or inner.get("id") if isinstance(inner, Mapping) else None
            place = f"{field}.{named or at}".strip(".")
            yield from _in_entry(name, inner, place, language, lines[at] if at < len(lines) else line)


def _in_words(name: str, words: str, field: str, language: str, line: int) -> Iterator[BareNumber]:
    for number in numbers_in(_REFERENCE.sub(" ", words), language):
        yield BareNumber(name, line, field, language, number)
