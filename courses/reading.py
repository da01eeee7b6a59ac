"""Checking the entries of a toolkit's YAML files: one mistake, one line, one sentence. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.kinds import FileProblem
from lms.kernel.places import Language
from lms.kernel.textfiles import FileMistake, Lined, LinedList, read_text, read_yaml, refused_markup

KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
AS_OF: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def files_of(
    root: Path, folder: str, suffix: str, problems: list[FileProblem], *, beside: Sequence[str] = ()
) -> Iterator[tuple[Path, str]]:
    """(path, path relative to root) of each file of a folder, by name. Other files and links are mistakes.

    Files that end in one of `beside` belong there too: their own entries name them.
    """
    base = root / folder
    if base.is_symlink():
        problems.append(FileProblem(folder, 1, _("This is a link, not a folder. Put the folder itself here.")))
        return
    for path in sorted(base.rglob("*")) if base.is_dir() else ():
        name = path.relative_to(root).as_posix()
        if path.name.startswith(".") or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() or not path.is_file():
            problems.append(FileProblem(name, 1, _("This is a link, not a file. Put the file itself here.")))
        elif path.suffix in beside:
            continue
        elif path.suffix != suffix:
            problems.append(FileProblem(name, 1, _("Only files that end in '%(suffix)s' belong here.") % {"suffix": suffix}))
        else:
            yield path, name


def read_file(path: Path, name: str, problems: list[FileProblem]) -> "Entry | None":
    """The one mapping of a YAML file, or None after noting the mistake."""
    try:
        value = read_yaml(read_text(path))
    except FileMistake as mistake:
        problems.append(FileProblem(name, mistake.line, mistake.sentence))
        return None
    if not isinstance(value, Lined):
        problems.append(FileProblem(name, 1, _("The file must hold 'key: value' entries.")))
        return None
    return Entry(value, name, problems)


def head_of(file: "Entry") -> dict[str, str]:
    """What a file says beside its entries: a `note` on where they come from and what was not checked."""
    note = file.text("note", required=False)
    return {"note": note} if note else {}


class Entry:
    """One mapping of a file, read key by key; `done` notes keys that nobody asked for."""

    def __init__(self, value: Lined, path: str, problems: list[FileProblem]) -> None:
        self.value, self.path, self.problems = value, path, problems
        self.asked: set[str] = set()
        self.before = len(problems)

    @property
    def line(self) -> int:
        return self.value.line

    @property
    def clean(self) -> bool:
        """True while no mistake was noted since this entry was opened."""
        return len(self.problems) == self.before

    def wrong(self, key: str, sentence: str, line: int | None = None) -> None:
        self.problems.append(FileProblem(self.path, line or self.value.line_of(key), sentence))

    def get(self, key: str) -> Any:
        self.asked.add(key)
        return self.value.get(key)

    def has(self, key: str) -> bool:
        return self.value.get(key) is not None

    def text(self, key: str, *, required: bool = True, default: str = "", longest: int = 4000) -> str:
        value = self.get(key)
        if value is None and not required:
            return default
        if isinstance(value, date) or (isinstance(value, int | float) and not isinstance(value, bool)):
            value = str(value)
        if not isinstance(value, str) or (required and not value.strip()):
            self.wrong(
                key,
                _("'%(key)s' is missing or empty.") % {"key": key}
                if not value
                else _("'%(key)s' must be text.") % {"key": key},
            )
            return default
        if len(value) > longest:
            self.wrong(key, _("'%(key)s' is longer than %(longest)s characters.") % {"key": key, "longest": longest})
        if refused := refused_markup(value):
            self.wrong(key, refused[1])
        return value.strip()

    def key(self, key: str = "key", *, pattern: re.Pattern[str] = KEY) -> str:
        value = self.text(key)
        if value and not pattern.fullmatch(value):
            self.wrong(key, _("'%(value)s' is not a key: lower case letters, digits and '-'.") % {"value": value[:60]})
            return ""
        return value

    def choice(self, key: str, choices: Sequence[str], *, default: str | None = None) -> str:
        value = self.get(key)
        if value is None and default is not None:
            return default
        if value not in choices:
            said = {"key": key, "value": "" if value is None else str(value)[:60], "choices": ", ".join(choices)}
            self.wrong(key, _("'%(key)s' is '%(value)s'. It must be one of: %(choices)s.") % said)
            return ""
        return str(value)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, _("'%(key)s' must be true or false.") % {"key": key})
            return default
        return value

    def number(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        value = self.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.wrong(
                key, _("'%(key)s' must be a whole number from %(low)s to %(high)s.") % {"key": key, "low": low, "high": high}
            )
            return low
        return value

    def day(self, key: str, *, required: bool = True) -> str:
        """A date as YYYY-MM-DD."""
        value = self.get(key)
        if value is None and not required:
            return ""
        try:
            return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
        except ValueError:
            self.wrong(key, _("'%(key)s' must be a date, like 2026-11-22.") % {"key": key})
            return ""

    def words(self, key: str, *, required: bool = True, longest: int = 4000) -> dict[str, str]:
        """`{es, en}`: every language must be there."""
        value = self.get(key)
        if value is None and not required:
            return {}
        if not isinstance(value, Lined):
            self.wrong(key, _("'%(key)s' must be in two languages: {es: …, en: …}.") % {"key": key})
            return {}
        found = {}
        for language in Language.values:
            text = value.get(language)
            if not isinstance(text, str) or not text.strip():
                self.wrong(
                    key,
                    _("'%(key)s' has no text in %(language)s.") % {"key": key, "language": language},
                    value.line_of(language),
                )
            elif len(text) > longest:
                said = {"key": key, "longest": longest}
                self.wrong(key, _("'%(key)s' is longer than %(longest)s characters.") % said, value.line_of(language))
            else:
                found[language] = " ".join(text.split())
                if refused := refused_markup(text):
                    self.wrong(key, refused[1], value.line_of(language))
        for extra in set(value) - set(Language.values):
            self.wrong(key, _("'%(language)s' is not a language here: es, en.") % {"language": extra}, value.line_of(extra))
        return found

    def list_of_words(self, key: str, *, longest: int = 4000) -> list[dict[str, str]]:
        """A list of `{es, en}`; [] when the key is not there."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, LinedList):
            self.wrong(key, _("'%(key)s' must be a list of texts in two languages: - {es: …, en: …}.") % {"key": key})
            return []
        found = []
        for line, item in zip(value.lines, value, strict=True):
            holder = Lined(line)
            holder[key], holder.lines[key] = item, line
            if words := Entry(holder, self.path, self.problems).words(key, longest=longest):
                found.append(words)
        return found

    def strings(self, key: str, *, choices: Sequence[str] | None = None) -> list[str]:
        """A list of words, each once; [] when the key is not there."""
        return [value for _line, value in self.lined_strings(key, choices=choices)]

    def lined_strings(self, key: str, *, choices: Sequence[str] | None = None) -> list[tuple[int, str]]:
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, LinedList):
            self.wrong(key, _("'%(key)s' must be a list: [one, two].") % {"key": key})
            return []
        found: list[tuple[int, str]] = []
        for line, item in zip(value.lines, value, strict=True):
            if not isinstance(item, str) or not item:
                self.wrong(key, _("'%(key)s' must be a list of words.") % {"key": key}, line)
            elif item in [known for _line, known in found]:
                self.wrong(key, _("'%(value)s' stands twice.") % {"value": item}, line)
            elif choices is not None and item not in choices:
                said = {"key": key, "value": item, "choices": ", ".join(choices)}
                self.wrong(key, _("'%(key)s' is '%(value)s'. It must be one of: %(choices)s.") % said, line)
            else:
                found.append((line, item))
        return found

    def entries(self, key: str, *, required: bool = True) -> Iterator["Entry"]:
        """The mappings of a list."""
        value = self.get(key)
        if not isinstance(value, LinedList) or (required and not value):
            if required or value is not None:
                self.wrong(key, _("'%(key)s' must be a list of entries that begin with '- '.") % {"key": key})
            return
        for line, item in zip(value.lines, value, strict=True):
            if isinstance(item, Lined):
                yield Entry(item, self.path, self.problems)
            else:
                self.wrong(key, _("This must be an entry with 'key: value' lines."), line)

    def inner(self, key: str) -> "Entry | None":
        """The mapping under a key."""
        value = self.get(key)
        if isinstance(value, Lined):
            return Entry(value, self.path, self.problems)
        self.wrong(key, _("'%(key)s' must hold 'key: value' entries.") % {"key": key})
        return None

    def done(self, *, extra: Callable[[str], bool] = lambda key: False) -> bool:
        """Note keys that do not exist; True when the entry is clean."""
        for key in self.value:
            if key not in self.asked and not extra(key):
                self.wrong(key, _("'%(key)s' does not exist here.") % {"key": key})
        return self.clean


def cited(
    kind: str,
    key: str,
    line: int,
    *,
    block: str = "",
    slot: str = "",
    part: str = "",
    shown_only: bool = False,
    anywhere: bool = False,
) -> dict[str, Any]:
    """A citation to be checked and written. `anywhere`: the fact must exist somewhere, not in every country."""  # fmt: skip
    return {
        "block": block, "slot": slot, "kind": kind, "key": key, "part": part, "shown_only": shown_only, "line": line,
        "anywhere": anywhere,
    }  # fmt: skip


def without_lines(value: Any) -> Any:
    """Plain dicts and lists, dates as text: what goes into a version's body."""
    if isinstance(value, Mapping):
        return {str(key): without_lines(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_lines(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
