"""Text files that people write: UTF-8 with a cap, YAML with the line of every entry. Pure; nothing is executed or fetched.

YAML is built from parser events with a stack of our own: no recursion to exhaust, no tags, no anchors, no key twice.
"""

import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_DEPTH: Final = 40
_PARSER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKUP = re.compile(r"<[A-Za-z/!?][^>\n]{0,60}>?")
_IMAGE = re.compile(r"!\[[^\]\n]{0,60}\]\(?[^)\n]{0,80}")
_UNSAFE_LINK = re.compile(r"\]\(\s*<?\s*(?:javascript|vbscript|data|file)\s*:", re.IGNORECASE)
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")


class FileMistake(Exception):
    """A mistake in a file: the line (from 1) and a sentence with the cure, in the active language."""

    def __init__(self, line: int, sentence: str) -> None:
        self.line, self.sentence = line, sentence
        super().__init__(f"{line}: {sentence}")


class Lined(dict[str, Any]):
    """A mapping of a YAML file: `line` is where it begins, `lines[key]` where the entry stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The line of an entry, or where the mapping begins."""
        return self.lines.get(key, self.line)


class LinedList(list[Any]):
    """A sequence of a YAML file: `line` is where it begins, `lines[index]` where the entry stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read_text(path: Path, *, limit: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file, line ends made `\\n`, a byte order mark dropped. Raises FileMistake."""
    with path.open("rb") as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise FileMistake(1, _("The file is larger than %(size)s. Split it.") % {"size": _in_words(limit)})
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as broken:
        line = raw.count(b"\n", 0, broken.start) + 1
        raise FileMistake(line, _("This is not UTF-8 text. Save the file as UTF-8.")) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise FileMistake(
            line, _("There is an invisible control character here (U+%(code)04X). Delete it.") % {"code": ord(found[0])}
        )
    return text


def _in_words(size: int) -> str:
    return f"{size // (1024 * 1024)}\u00a0MB" if size >= 1024 * 1024 else f"{size // 1024}\u00a0kB"


def refused_markup(text: str) -> tuple[int, str] | None:
    """What a text that people read may not hold: (line from 0, sentence) of the first HTML, image or link that runs."""
    for number, line in enumerate(text.split("\n")):
        if found := _MARKUP.search(line):
            return number, _("HTML is not allowed here: '%(text)s'. Use Markdown.") % {"text": found[0][:60]}
        if found := _IMAGE.search(line):
            return number, _("Images are not part of this text: '%(text)s' is not fetched.") % {"text": found[0][:60]}
        if _UNSAFE_LINK.search(line):
            return number, _("This link runs or embeds something. Only https:, mailto: and tel: links are allowed.")
    return None


def read_yaml(text: str, *, first_line: int = 1) -> Any:
    """The value of a YAML document; mappings are `Lined`, sequences `LinedList`. `first_line` is where the text begins.

    Raises FileMistake for broken YAML, a tag, an anchor, a key twice, a key that is no text, nesting over 40.
    """
    builder = _Builder(first_line)
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        line = first_line + min(mark.line if mark else 0, text.rstrip("\n").count("\n"))
        raise FileMistake(line, _("This is not valid YAML: %(what)s.") % {"what": broken.problem or broken.context}) from None
    except yaml.YAMLError as broken:
        raise FileMistake(
            first_line, _("This is not valid YAML: %(what)s.") % {"what": " ".join(str(broken).split())}
        ) from None
    return builder.root


class _Builder:
    """Turns events into values, iteratively."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.root: Any = None
        self.stack: list[Lined | LinedList] = []
        self.keys: list[tuple[str, int] | None] = []
        self.resolver = yaml.resolver.Resolver()
        self.documents = 0

    def take(self, event: Any) -> None:
        line = self.first_line + event.start_mark.line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FileMistake(line, _("Anchors and aliases (& and *) are not used here. Write the value out, or quote it."))
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise FileMistake(line, _("A file holds one YAML document. Remove the line '---'."))
        elif isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event, line), line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if event.tag not in (None, "!"):
                raise FileMistake(line, _("YAML tags (!) are not used here."))
            opened: Lined | LinedList = Lined(line) if isinstance(event, yaml.MappingStartEvent) else LinedList(line)
            self._put(opened, line)
            self.stack.append(opened)
            self.keys.append(None)
            if len(self.stack) > MAX_DEPTH:
                raise FileMistake(line, _("The entries are nested too deep."))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
            self.keys.pop()

    def _scalar(self, event: Any, line: int) -> Any:
        if event.tag not in (None, "!"):
            raise FileMistake(line, _("YAML tags (!) are not used here."))
        value = str(event.value)
        if not event.implicit[0]:
            return value
        tag: str = self.resolver.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
        return _typed(tag.rpartition(":")[2], value)

    def _put(self, value: Any, line: int) -> None:
        if not self.stack:
            self.root = value
            return
        parent = self.stack[-1]
        if isinstance(parent, LinedList):
            parent.append(value)
            parent.lines.append(line)
            return
        waiting = self.keys[-1]
        if waiting is None:
            if not isinstance(value, str):
                raise FileMistake(line, _("The key '%(key)s' is not text. Put it in quotes.") % {"key": value})
            if value in parent:
                raise FileMistake(line, _("The key '%(key)s' stands twice in the same entry.") % {"key": value})
            self.keys[-1] = (value, line)
            return
        key, at = waiting
        parent[key] = value
        parent.lines[key] = at
        self.keys[-1] = None


_TRUE: Final = frozenset({"yes", "true", "on"})
_TYPES: Final[dict[str, Callable[[str], Any]]] = {
    "null": lambda value: None,
    "bool": lambda value: value.lower() in _TRUE,
    "int": lambda value: _in_range(int(value.replace("_", ""))),
    "float": lambda value: _in_range(float(value.replace("_", ""))),
    "timestamp": date.fromisoformat,
}


def _in_range(number: float) -> float:
    """What JSON can hold exactly (RFC 8785); anything else stays text. Raises ValueError."""
    if not math.isfinite(number) or (isinstance(number, int) and abs(number) >= 2**53):
        raise ValueError
    return number


def _typed(tag: str, value: str) -> Any:
    try:
        return _TYPES.get(tag, str)(value)
    except ValueError:
        return value  # 0o17, 1:30, a moment: text, as written
