"""What the Markdown of a section may hold: no HTML, no pictures from elsewhere, links of known kinds; which sections it names.

Pure. Every finding carries its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.blocks import FACT_REFERENCE, SECTION_KEY

_LIKE_A_REFERENCE = re.compile(r"\{\s*fact\b[^}\n]*\}?", re.IGNORECASE)
_UNSAFE_LINK = re.compile(r"\]\(\s*<?\s*(?:javascript|vbscript|data|file)\s*:", re.IGNORECASE)
_SECTION: Final = "section:"
_detector: Final = MarkdownIt("commonmark", {"html": True})


@dataclass(slots=True)
class Findings:
    """Facts named as (line, key, part), sections linked to as (line, key), mistakes as (line, sentence), one a line."""

    facts: list[tuple[int, str, str]] = field(default_factory=list)
    sections: list[tuple[int, str]] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)


def wrong_references(text: str) -> list[str]:
    """A sentence for each `{fact…` that is no reference."""
    return [
        _("'%(text)s' is not a fact reference. Write {fact:topic.name} or {fact:topic.name.part}.") % {"text": like[0][:60]}
        for like in _LIKE_A_REFERENCE.finditer(text)
        if not FACT_REFERENCE.fullmatch(like[0])
    ]


def look_through(markdown: str, first_line: int) -> Findings:
    """What a text names, and what it may not hold."""
    found = Findings()
    for number, line in enumerate(markdown.split("\n"), first_line):
        found.mistakes.extend((number, sentence) for sentence in wrong_references(line))
        found.facts.extend((number, one[1], one[2] or "") for one in FACT_REFERENCE.finditer(line))
        if _UNSAFE_LINK.search(line):
            said = _("This link runs or embeds something. Only https:, mailto: and tel: links are allowed.")
            found.mistakes.append((number, said))
    refused: dict[int, str] = {}
    for number, sentence in _of_tokens(markdown, first_line, found):
        refused.setdefault(number, sentence)
    found.mistakes.extend(refused.items())
    return found


def _of_tokens(markdown: str, first_line: int, found: Findings) -> Iterator[tuple[int, str]]:
    lines = markdown.split("\n")
    for token in _detector.parse(markdown):
        begin, end = token.map or (0, len(lines))
        if token.type == "html_block":
            yield first_line + begin, _("HTML is not allowed here: '%(text)s'. Use Markdown.") % {"text": _short(token.content)}
        elif token.type == "heading_open" and token.tag == "h1":
            yield first_line + begin, _("The title is the only heading of the first level: begin headings with '##'.")
        for child in token.children or ():
            yield from _of_inline(child, lines, (begin, end), first_line, found)


def _of_inline(
    child: Token, lines: list[str], where: tuple[int, int], first_line: int, found: Findings
) -> Iterator[tuple[int, str]]:
    if child.type == "html_inline":
        line = _line_with(child.content, lines, where)
        yield first_line + line, _("HTML is not allowed here: '%(text)s'. Use Markdown.") % {"text": _short(child.content)}
    elif child.type == "image":
        source = str(child.attrs.get("src", ""))
        line = _line_with("![", lines, where)
        said = _("Images are not part of a section's text: '%(source)s' is not fetched.")
        yield first_line + line, said % {"source": _short(source)}
    elif child.type == "link_open" and str(child.attrs.get("href", "")).startswith(_SECTION):
        key = str(child.attrs["href"]).removeprefix(_SECTION)
        number = first_line + _line_with(f"{_SECTION}{key}", lines, where)
        if SECTION_KEY.fullmatch(key):
            found.sections.append((number, key))
        else:
            yield number, _("'%(key)s' is not a section's key. Write [words](section:module/section).") % {"key": _short(key)}


def _line_with(text: str, lines: list[str], where: tuple[int, int]) -> int:
    first = text.split("\n", maxsplit=1)[0]
    begin, end = where
    return next((n for n in range(begin, min(end, len(lines))) if first in lines[n]), begin)


def _short(text: str) -> str:
    return " ".join(text.split())[:60]
