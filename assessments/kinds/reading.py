"""Looking over a YAML entry and saying every mistake with its line: for the folders `questions` and `cases`."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from courses.kinds import FileProblem
from lms.kernel.textfiles import FileMistake, Lined, read_text, read_yaml, refused_markup

LANGUAGES: Final = ("es", "en")
STAGES: Final = ("idea", "formation", "first_sale", "growth", "export", "investment")
_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FACT: Final = re.compile(r"[a-z0-9_-]+\.[a-z0-9_-]+")


class Checker:
    """Reads one file; collects its mistakes in `problems`."""

    def __init__(self, root: Path, path: Path, problems: list[FileProblem]) -> None:
        self.file = path
        self.path = path.relative_to(root).as_posix()
        self.problems = problems

    def say(self, line: int, sentence: str) -> None:
        """Note a mistake."""
        self.problems.append(FileProblem(self.path, line, sentence))

    def load(self) -> Lined | None:
        """The file's mapping, or None after saying why not."""
        try:
            value = read_yaml(read_text(self.file))
        except FileMistake as mistake:
            self.say(mistake.line, mistake.sentence)
            return None
        if isinstance(value, Lined):
            return value
        self.say(1, _("The file must be a mapping of entries (name: value)."))
        return None

    def unknown(self, entry: Lined, known: set[str]) -> None:
        """A key that nobody reads is a typing mistake."""
        for key in entry:
            if key not in known:
                sentence = _("'{key}' is not known here. Known: {known}.")
                self.say(entry.line_of(key), sentence.format(key=key, known=", ".join(sorted(known))))

    def words(self, entry: Lined, key: str, *, needed: bool = True) -> dict[str, str]:
        """`{es: …, en: …}`: both or, when not needed, neither."""
        value = entry.get(key)
        if value is None and not needed:
            return {}
        if not isinstance(value, Mapping):
            self.say(entry.line_of(key), _("'{key}' needs words in both languages: {{es: …, en: …}}.").format(key=key))
            return {}
        found = {lang: value.get(lang) for lang in LANGUAGES}
        lacking = [lang for lang, text in found.items() if not isinstance(text, str) or not text.strip()]
        for lang in lacking:
            self.say(entry.line_of(key), _("'{key}' has no words in '{lang}'.").format(key=key, lang=lang))
        for lang in set(value) - set(LANGUAGES):
            sentence = _("'{key}' has words in '{lang}'; only es and en are read.")
            self.say(entry.line_of(key), sentence.format(key=key, lang=lang))
        lines = value.lines if isinstance(value, Lined) else {}
        for lang, text in found.items():
            if lang not in lacking and (refused := refused_markup(str(text))):
                block = 1 if "\n" in str(text) else 0  # a literal block begins below its key
                self.say(lines.get(lang, entry.line_of(key)) + refused[0] + block, refused[1])
        return {lang: str(text).strip() for lang, text in found.items() if lang not in lacking}

    def key(self, entry: Lined, name: str = "key") -> str:
        """A key: lower case letters, digits and hyphens; '' after saying why not."""
        value = entry.get(name)
        if isinstance(value, str) and _KEY.fullmatch(value) and len(value) <= 80:
            return value
        sentence = _("'{name}' must be lower case letters, digits and hyphens, at most 80.")
        self.say(entry.line_of(name), sentence.format(name=name))
        return ""

    def fact_key(self, value: Any, line: int) -> str:
        """`topic.name`; '' after saying why not."""
        if isinstance(value, str) and _FACT.fullmatch(value):
            return value
        sentence = _("'{value}' is not a fact's key. Write it as topic.name, for example trademarks.term.")
        self.say(line, sentence.format(value=value))
        return ""

    def one_of(self, entry: Lined, key: str, known: tuple[str, ...], default: str = "") -> str:
        """One word of a list; `default` when it is missing."""
        value = entry.get(key, default)
        if value in known or (value == default and key not in entry):
            return str(value)
        self.say(entry.line_of(key), _("'{key}' must be one of {known}.").format(key=key, known=", ".join(known)))
        return default

    def text(self, entry: Lined, key: str, default: str = "") -> str:
        """A short text; `default` when it is missing."""
        value = entry.get(key, default)
        if isinstance(value, str):
            return value.strip()
        self.say(entry.line_of(key), _("'{key}' must be text.").format(key=key))
        return default

    def number(self, entry: Lined, key: str, *, low: float, high: float, default: float | None = None) -> Any:
        """A number within limits, both included."""
        value = entry.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return value
        sentence = _("'{key}' must be a number from {low} to {high}.")
        self.say(entry.line_of(key), sentence.format(key=key, low=f"{low:g}", high=f"{high:g}"))
        return default if default is not None else low

    def entries(self, entry: Lined, key: str, *, least: int = 0) -> Iterator[Lined]:
        """The mappings of a list; says when it is no list, or too short."""
        value = entry.get(key, [])
        if not isinstance(value, list):
            self.say(entry.line_of(key), _("'{key}' must be a list.").format(key=key))
            return
        if len(value) < least:
            sentence = _("'{key}' needs at least {least} entries; it has {n}.")
            self.say(entry.line_of(key), sentence.format(key=key, least=least, n=len(value)))
        for number, one in enumerate(value):
            if isinstance(one, Lined):
                yield one
            else:
                self.say(value.lines[number], _("Each entry of '{key}' must be a mapping (name: value).").format(key=key))  # type: ignore[attr-defined]

    def ids(self, entry: Lined, key: str, found: list[dict[str, Any]]) -> None:
        """Ids within a list are there and unique."""
        seen: set[str] = set()
        for one in found:
            if not one["id"] or one["id"] in seen:
                self.say(one.pop("_line"), _("Each entry of '{key}' needs an 'id' of its own.").format(key=key))
            else:
                one.pop("_line", None)
            seen.add(one["id"])


def head_of(checker: Checker, file: Lined) -> dict[str, str]:
    """What a file says beside its entries: a `note`."""
    note = checker.text(file, "note")
    return {"note": note} if note else {}


def yaml_files(root: Path, folder: str, problems: list[FileProblem]) -> list[Path]:
    """The YAML files of a folder, by name. Links and other files are mistakes: nothing is followed, nothing is overlooked."""
    place = root / folder
    if place.is_symlink():
        problems.append(FileProblem(folder, 1, _("This is a link, not a folder. Put the folder itself here.")))
        return []
    found = []
    for path in sorted(place.rglob("*")) if place.is_dir() else ():
        name = path.relative_to(root).as_posix()
        if path.name.startswith(".") or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() or not path.is_file():
            problems.append(FileProblem(name, 1, _("This is a link, not a file. Put the file itself here.")))
        elif path.suffix != ".yaml":
            problems.append(FileProblem(name, 1, _("Only files that end in '%(suffix)s' belong here.") % {"suffix": ".yaml"}))
        else:
            found.append(path)
    return found
