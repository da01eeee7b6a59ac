"""A section's file → blocks: front matter, Markdown, fences, country slots, fact references (docs/content.md). Pure.

Every mistake is collected with its line, so that an author mends a file in one go.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.blocks import FENCES, MAX_MARKDOWN, STAGES, TABLES
from courses.kinds import FileProblem
from courses.parsing_text import look_through
from courses.reading import KEY, Entry
from lms.kernel.places import COUNTRIES, Country
from lms.kernel.textfiles import FileMistake, Lined, read_yaml

_FACT_LINE = re.compile(r"(?:[-*]\s+)?\{?(?:fact:)?([a-z0-9_-]+\.[a-z0-9_-]+)\}?")
_FENCE = re.compile(r" {0,3}:::+[ \t]*(.*?)[ \t]*")
_FENCE_ID = re.compile(r"\s*\{#([^}]*)\}$")
_ID_LINE = re.compile(r" {0,3}\{#([^}]*)\}[ \t]*")
_IDENTITY = re.compile(r"[a-z][a-z0-9-]{0,38}")
_CODE = re.compile(r" {0,3}(```|~~~)")


@dataclass(slots=True)
class ParsedSection:
    """What was read: the body of a version (JSON), what it cites, and the mistakes as (line, sentence).

    `numbered` holds the ids that the file does not say: blocks numbered by their place.
    """

    body: dict[str, Any] = field(default_factory=dict)
    citations: list[dict[str, Any]] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    numbered: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Fence:
    line: int
    name: str
    title: str = ""
    id: str = ""
    country: str = ""
    na: bool = False
    lines: list[str] = field(default_factory=list)

    def text(self) -> tuple[str, int]:
        """The Markdown without blank lines around it, and the line it begins on."""
        first = next((n for n, line in enumerate(self.lines) if line.strip()), 0)
        return "\n".join(self.lines).strip("\n").rstrip(), self.line + 1 + first


def parse_section(text: str, *, language: str) -> ParsedSection:
    """Read one file's text. Nothing is raised: look at `mistakes` (lines from 1) before using the body."""
    parsed = ParsedSection()
    if len(text.encode()) > MAX_MARKDOWN:
        parsed.mistakes.append((1, _("The section is larger than 256 kB. Split it.")))
        return parsed
    lines = text.split("\n")
    begin = _front_matter(lines, parsed, language)
    _Reader(parsed).read(lines[begin:], begin + 1)
    parsed.mistakes.sort()
    return parsed


def _front_matter(lines: list[str], parsed: ParsedSection, language: str) -> int:
    """Fill the body from the front matter; returns the index of the first line after it."""
    parsed.body = {"language": language, "title": "", "summary": "", "stages": [], "resources": [], "blocks": []}
    if lines[0].strip() != "---":
        parsed.mistakes.append((1, _("The file must begin with '---' and a title (the front matter).")))
        return 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not end:
        parsed.mistakes.append((1, _("The front matter is not closed: write '---' on a line of its own after it.")))
        return len(lines)
    try:
        front = read_yaml("\n".join(lines[1:end]), first_line=2)
    except FileMistake as mistake:
        parsed.mistakes.append((mistake.line, mistake.sentence))
        return end + 1
    if not isinstance(front, Lined):
        parsed.mistakes.append((2, _("The front matter must be 'key: value' lines.")))
        return end + 1
    problems: list[FileProblem] = []
    entry = Entry(front, "", problems)
    parsed.body["title"] = " ".join(entry.text("title", longest=200).split())
    parsed.body["summary"] = " ".join(entry.text("summary", longest=600).split())
    parsed.body["stages"] = entry.strings("stages", choices=STAGES)
    if questions := entry.strings("questions"):  # in the business's words: «¿Puedo registrar este nombre?»
        parsed.body["questions"] = questions
    resources = entry.lined_strings("resources")
    parsed.body["resources"] = [key for _line, key in resources]
    parsed.citations.extend(_citation("", key, line, kind="resource") for line, key in resources)
    entry.done()
    parsed.mistakes.extend((problem.line, problem.sentence) for problem in problems)
    return end + 1


def follow_ids(parsed: ParsedSection, spanish: Mapping[str, Any]) -> None:
    """Give a translation's blocks without an id of their own the ids of the Spanish ones at the same place.

    Only when both have the same types of blocks in the same order; else the ids stay and `difference_of_shape` tells.
    """
    mine, theirs = parsed.body["blocks"], spanish["blocks"]
    if [block["type"] for block in mine] != [block["type"] for block in theirs]:
        return
    taken = {block["id"] for block in mine} - parsed.numbered
    names = {
        own["id"]: other["id"]
        for own, other in zip(mine, theirs, strict=True)
        if own["id"] in parsed.numbered and other["id"] not in taken
    }
    for block in mine:
        block["id"] = names.get(block["id"], block["id"])
    for citation in parsed.citations:
        citation["block"] = names.get(citation["block"], citation["block"])


def _citation(
    block: str, key: str, line: int, *, slot: str = "", kind: str = "fact", part: str = "", shown_only: bool = False
) -> dict[str, Any]:
    said = {"block": block, "slot": slot, "kind": kind, "key": key, "part": part}
    return {**said, "shown_only": shown_only, "line": line}


class _Reader:
    """Reads the lines after the front matter into blocks."""

    def __init__(self, parsed: ParsedSection) -> None:
        self.parsed = parsed
        self.slot: list[_Fence] = []
        self.raw: list[_Fence | list[_Fence]] = []

    def wrong(self, line: int, sentence: str) -> None:
        self.parsed.mistakes.append((line, sentence))

    def read(self, lines: list[str], first_line: int) -> None:
        """Split into fences and the text between them, then make blocks of both."""
        text = _Fence(first_line - 1, "text")
        fence: _Fence | None = None
        code = ""
        for number, line in enumerate(lines, first_line):
            marker = _CODE.match(line)
            if marker and (not code or marker[1] == code):
                code = "" if code else marker[1]
            found = None if code else _FENCE.fullmatch(line)
            marked = None if code or found else _ID_LINE.fullmatch(line)
            if marked and fence is None:
                self._text(text)
                text = _Fence(number, "text", id=self._identity(marked[1], number))
            elif found is None:
                (fence or text).lines.append(line)
                if marked:
                    self.wrong(number, _("The id of a fence stands at the end of its first line."))
            elif not found[1]:
                if fence is None:
                    self.wrong(number, _("':::' closes nothing here."))
                else:
                    self._close(fence)
                    fence = None
                text = _Fence(number, "text")
            elif fence is not None:
                self.wrong(
                    number,
                    _("A fence opens inside the one that began on line %(line)s. Close that one first with ':::'.")
                    % {"line": fence.line},
                )
                self._close(fence)
                fence = self._open(found[1], number)
            else:
                self._text(text)
                fence = self._open(found[1], number)
        if fence is not None:
            self.wrong(
                fence.line,
                _("'::: %(name)s' is never closed. Write ':::' on a line of its own after it.") % {"name": fence.name},
            )
            self._close(fence)
        else:
            self._text(text)
        self._end_slot()
        self._number()

    def _identity(self, value: str, line: int) -> str:
        if _IDENTITY.fullmatch(value):
            return value
        self.wrong(line, _("'{#%(id)s}' is not an id: a letter, then letters, digits and '-', all lower case.") % {"id": value})
        return ""

    def _open(self, words: str, line: int) -> _Fence:
        identity = ""
        if found := _FENCE_ID.search(words):
            identity, words = self._identity(found[1], line), words[: found.start()]
        name, _space, rest = words.partition(" ")
        fence = _Fence(line, name, rest.strip(), identity)
        if name not in FENCES:
            self.wrong(
                line, _("'::: %(name)s' is not a fence. Fences: %(fences)s.") % {"name": name, "fences": ", ".join(FENCES)}
            )
        elif name == "local":
            country, _space, more = fence.title.partition(" ")
            fence.country, fence.na, fence.title = country, more.strip() == "na", ""
            if country not in COUNTRIES:
                self.wrong(
                    line,
                    _("'%(country)s' is not a country. Write '::: local' and one of %(countries)s.")
                    % {"country": country, "countries": ", ".join(COUNTRIES)},
                )
            elif more.strip() not in ("", "na"):
                self.wrong(line, _("After the country only 'na' may stand, not '%(word)s'.") % {"word": more.strip()})
        return fence

    def _close(self, fence: _Fence) -> None:
        if fence.name == "local":
            if fence.id:  # a slot's id stands on its first fence: another slot begins
                self._end_slot()
            if fence.country in COUNTRIES:
                self._fill(fence)
            return
        self._end_slot()
        if fence.name in FENCES:
            self.raw.append(fence)

    def _fill(self, fence: _Fence) -> None:
        country = Country(fence.country).label
        if any(other.country == fence.country for other in self.slot):
            self.wrong(fence.line, _("%(country)s stands twice in this slot.") % {"country": country})
            return
        if not fence.text()[0]:
            self.wrong(
                fence.line,
                _("Say why this does not apply in %(country)s: the reader sees the reason.") % {"country": country}
                if fence.na
                else _("The text for %(country)s is empty. Write it, or 'na' and why.") % {"country": country},
            )
        self.slot.append(fence)

    def _end_slot(self) -> None:
        if not self.slot:
            return
        have = {fence.country for fence in self.slot}
        for code in COUNTRIES:
            if code not in have:
                self.wrong(
                    self.slot[0].line,
                    _("This slot has nothing for %(country)s. Add '::: local %(code)s', or '::: local %(code)s na' and why.")
                    % {"country": Country(code).label, "code": code},
                )
        self.raw.append(self.slot)
        self.slot = []

    def _text(self, fence: _Fence) -> None:
        if fence.text()[0]:
            self._end_slot()
            self.raw.append(fence)
        elif fence.id:
            self.wrong(fence.line, _("The block '%(id)s' is empty.") % {"id": fence.id})

    def _number(self) -> None:
        """Give every block its id: its own, else the next free b1, b2 …; then make it."""
        own = [fence for raw in self.raw for fence in (raw if isinstance(raw, list) else [raw]) if fence.id]
        taken: dict[str, int] = {}
        for fence in own:
            if fence.id in taken:
                self.wrong(fence.line, _("The id '%(id)s' stands twice in this file.") % {"id": fence.id})
            taken[fence.id] = fence.line
        for position, raw in enumerate(self.raw, 1):
            fences = raw if isinstance(raw, list) else [raw]
            identity = next((fence.id for fence in fences if fence.id), "") or self._free(position, taken)
            self.parsed.body["blocks"].append(
                self._slot(identity, fences) if isinstance(raw, list) else self._block(identity, raw)
            )
        if not self.raw and not self.parsed.mistakes:
            self.wrong(1, _("The section has no text."))

    def _free(self, position: int, taken: dict[str, int]) -> str:
        while (identity := f"b{position}") in taken:
            position += 1
        taken[identity] = 0
        self.parsed.numbered.add(identity)
        return identity

    def _slot(self, identity: str, fences: list[_Fence]) -> dict[str, Any]:
        countries: dict[str, dict[str, str]] = {}
        for fence in fences:
            markdown, line = fence.text()
            self._check_markdown(markdown, line, identity, fence.country)
            countries[fence.country] = {"na": markdown} if fence.na else {"markdown": markdown}
        return {"id": identity, "type": "slot", "countries": countries}

    def _block(self, identity: str, fence: _Fence) -> dict[str, Any]:
        block: dict[str, Any] = {"id": identity, "type": fence.name}
        if fence.name == "figure":
            return self._figure(block, fence)
        if fence.name != "text":
            block["title"] = fence.title
        if fence.name in TABLES:
            return {**block, "facts": self._fact_lines(identity, fence)}
        markdown, line = fence.text()
        if fence.name == "help":
            if markdown:
                self.wrong(line, _("'::: help' lists the section's resources by itself: leave it empty."))
            if not self.parsed.body["resources"]:
                self.wrong(fence.line, _("'::: help' has nothing to list: name 'resources' in the front matter."))
            return block
        if not markdown:
            self.wrong(fence.line, _("'::: %(name)s' is empty.") % {"name": fence.name})
        if fence.name == "check" and not re.search(r"^\s{0,3}(?:[-*+]|\d+[.)])\s", markdown, re.MULTILINE):
            self.wrong(fence.line, _("'::: check' must be a list: lines that begin with '- '."))
        self._check_markdown(markdown, line, identity, "")
        return {**block, "markdown": markdown}

    def _figure(self, block: dict[str, Any], fence: _Fence) -> dict[str, Any]:
        """`::: figure key`; inside, a caption of its own or nothing."""
        caption, line = fence.text()
        if KEY.fullmatch(fence.title):
            self.parsed.citations.append(_citation(block["id"], fence.title, fence.line, kind="figure"))
        else:
            self.wrong(fence.line, _("Name the figure after '::: figure': its key in figures/."))
        if re.search(r"\n[ \t]*\n|^ {0,3}#", caption):
            self.wrong(line, _("A figure's caption is one paragraph."))
        self._check_markdown(caption, line, block["id"], "")
        return {**block, "figure": fence.title, "markdown": caption}

    def _fact_lines(self, identity: str, fence: _Fence) -> list[str]:
        keys: list[str] = []
        for number, line in enumerate(fence.lines, fence.line + 1):
            if not line.strip():
                continue
            found = _FACT_LINE.fullmatch(line.strip())
            if found is None:
                self.wrong(
                    number,
                    _("'%(line)s' is not a fact's key. Write one a line, like trademarks.term.") % {"line": line.strip()[:60]},
                )
            elif found[1] in keys:
                self.wrong(number, _("'%(value)s' stands twice.") % {"value": found[1]})
            else:
                keys.append(found[1])
                self.parsed.citations.append(_citation(identity, found[1], number))
        if not keys:
            self.wrong(fence.line, _("'::: %(name)s' is empty.") % {"name": fence.name})
        return keys

    def _check_markdown(self, markdown: str, first_line: int, block: str, slot: str) -> None:
        """Find references to facts and links to sections, and refuse what a section may not hold."""
        found = look_through(markdown, first_line)
        for number, sentence in found.mistakes:
            self.wrong(number, sentence)
        for number, key, part in found.facts:
            citation = _citation(block, key, number, slot=slot, part=part)
            if not any({**known, "line": number} == citation for known in self.parsed.citations):
                self.parsed.citations.append(citation)
        for number, key in found.sections:
            citation = _citation(block, key, number, slot=slot, kind="section", shown_only=True)
            if not any({**known, "line": number} == citation for known in self.parsed.citations):
                self.parsed.citations.append(citation)
