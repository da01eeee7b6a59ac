"""Law that was typed into the toolkit's texts: a number of years, months, days, percent or money outside a fact reference.

Sections, glossary, stages, cases, rubrics, reference letters, help, figures with their drawings, and courses; questions have a
rule of their own (`lint_items`), facts are what the texts cite. What may stay stands in `numbers.yaml` with its reason; what
that list allows and is not there any more is a finding too, so that it does not rot. Reads files, no database.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.kinds import FileProblem
from lms.kernel.numbers import numbers_in
from lms.kernel.places import Language
from lms.kernel.textfiles import FileMistake, LinedList, read_text, read_yaml

FOLDERS: Final = (
    "sections", "terms", "stages", "cases", "references", "resources", "figures", "comparisons", "courses", "offices",
)  # fmt: skip
ALLOWED: Final = "numbers.yaml"
_ENTRY: Final = frozenset({"file", "field", "number", "because"})
_SILENT: Final = frozenset({"note", "raw", "key", "choice", "url", "file", "facts", "adapted_from"})  # not read by learners
_REFERENCE: Final = re.compile(r"\{[a-z]+:[^}\n]*\}")
_EMPHASIS: Final = re.compile(r"\*+|__+")
_TAG: Final = re.compile(r"<[^>]*>")


class Unreadable(Exception):
    """A file, the list among them, that can't be read: `problem` says which, where and why, in the active language."""

    def __init__(self, problem: FileProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))


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


@dataclass(frozen=True, slots=True)
class Allowed:
    """An entry of the list: one or several numbers ('' for any), at one or several places of the files that `file` names."""

    line: int
    file: str
    fields: Sequence[str]
    numbers: Sequence[str]

    def covers(self, one: BareNumber) -> list[str]:
        """By which of its fields and numbers this one may stand there; [] when it may not."""
        if not fnmatchcase(one.path, self.file):
            return []
        field = next((field for field in self.fields if not field or fnmatchcase(f"{one.field}.", f"{field}.*")), None)
        number = next((number for number in self.numbers if number in ("", one.number.casefold())), None)
        return [] if field is None or number is None else [field, number]


def bare_numbers(root: Path) -> list[BareNumber]:
    """All that no entry of the list allows, file by file. Raises Unreadable."""
    allowed = _allowed(root)
    used: dict[int, set[str]] = {entry.line: set() for entry in allowed}
    found: list[BareNumber] = []
    for one in _all(root):
        entry, by = next(((entry, by) for entry in allowed if (by := entry.covers(one))), (None, []))
        if entry is None:
            found.append(one)
        else:
            used[entry.line].update(by)
    for entry in allowed:
        rest = dict.fromkeys(part for part in (*entry.fields, *entry.numbers) if part not in used[entry.line])
        found += [BareNumber(ALLOWED, entry.line, f"{entry.file}: {part}".rstrip(": "), "", "") for part in rest]
    return found


def _allowed(root: Path) -> list[Allowed]:
    if not (root / ALLOWED).is_file():
        return []
    with _named(ALLOWED):
        whole = read_yaml(read_text(root / ALLOWED))
        entries = whole.get("allowed") if isinstance(whole, Mapping) else None
        if not isinstance(entries, LinedList):
            raise FileMistake(1, _("The file must be a list under `allowed`."))
        return [_entry(entry, entries.lines[at]) for at, entry in enumerate(entries)]


@contextmanager
def _named(name: str) -> Iterator[None]:
    """A mistake in here is told with the name of its file."""
    try:
        yield
    except FileMistake as mistake:
        raise Unreadable(FileProblem(name, mistake.line, mistake.sentence)) from None


def _entry(entry: Any, line: int) -> Allowed:
    """One that names no number must name a field: nothing opens a whole file."""
    if not isinstance(entry, Mapping) or set(entry) - _ENTRY:
        raise FileMistake(line, _("An entry holds `file`, `field`, `number` and `because`, and nothing else."))
    file, because = (str(entry.get(name) or "").strip() for name in ("file", "because"))
    if not file or not because:
        raise FileMistake(line, _("An entry needs `file` and `because`."))
    fields, numbers = _several(entry.get("field")), _several(entry.get("number"))
    if fields == numbers == [""]:
        raise FileMistake(line, _("An entry needs `number` or `field`: without both it lets any law in."))
    return Allowed(line, file, fields, [number.casefold() for number in numbers])


def _several(value: Any) -> list[str]:
    """One or a list of them; [''] for none."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(one) for one in value if str(one)] or [""]
    return [str(value or "")]


def _all(root: Path) -> Iterator[BareNumber]:
    paths = [path for path in sorted(root.glob("*.yaml")) if path.name != ALLOWED]
    for path in paths + [path for folder in FOLDERS for path in sorted((root / folder).rglob("*"))]:
        name = path.relative_to(root).as_posix()
        if path.suffix not in (".md", ".svg", ".yaml"):
            continue
        with _named(name):
            text = read_text(path)
            value = read_yaml(text) if path.suffix == ".yaml" else None
        if path.suffix != ".yaml":
            yield from _in_lines(name, text)
        else:
            letter = value.get("language") if isinstance(value, Mapping) else None  # the letter of a reference has one language
            yield from _in_entry(name, value, "", letter if letter in Language.values else Language.ES.value, 1)


def _in_lines(name: str, text: str) -> Iterator[BareNumber]:
    """A section, or the words of a drawing; the name says the language (a drawing without one speaks both)."""
    language = name.rsplit(".", 2)[-2]
    if name.endswith(".svg"):
        text = _TAG.sub(lambda tag: "\n" * tag[0].count("\n") or " ", text)
    for line, words in enumerate(text.split("\n"), 1):
        for spoken in [language] if language in Language.values else Language.values:
            yield from _in_words(name, words, "", spoken, line)


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
    for number in numbers_in(_EMPHASIS.sub("", _REFERENCE.sub(" ", words)), language):
        yield BareNumber(name, line, field, language, " ".join(number.split()))
