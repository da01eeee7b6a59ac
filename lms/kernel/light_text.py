"""Rich text with no weight: bold, italics, lists and paragraphs, kept as plain Markdown. Pure.

Nothing else is markup: a heading, a link, a table or a piece of HTML reads as it was typed. Every run of letters knows where it
stands in the source, so that a passage of the source can be marked in what is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

MAX_CHARACTERS: Final = 20_000  # what lies beyond is shown as typed, in one paragraph
_DEEPEST: Final = 20  # levels; a list within lists beyond this reads as typed
_TAGS: Final = {"p", "br", "strong", "em", "ul", "ol", "li", "mark", "span", "sup", "a"}
_ATTRIBUTES: Final = {
    "ol": {"start"}, "mark": {"data-anchor", "data-at", "id"}, "span": {"data-at"}, "sup": {"class"},
    "a": {"href", "aria-label"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the source, in characters from `start` up to `end`, and the name that its mark carries."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class _Marks:
    """How runs of text are written: which passages are marked, and what else each run says about itself."""

    passages: Sequence[Passage] = ()
    addressed: bool = False
    notes: str = ""  # begins the address of what is said about a passage: «remark-» leads to #remark-1
    note_name: str = ""  # what such a link is called, before its number
    begun: set[str] = field(default_factory=set)
    ends: dict[str, int] = field(default_factory=dict)

    def place(self, at: int, end: int) -> None:
        """A run is there: a passage that ends with markup has its note after the last letter in it."""
        for passage in self.passages:
            if passage.start < end and at < passage.end:
                self.ends[passage.name] = min(end, passage.end)

    def run(self, text: str, at: int) -> str:
        """One run of text that begins at `at` in the source."""
        end = at + len(text)
        cuts = {at, end, *(c for p in self.passages for c in (p.start, p.end) if at < c < end)}
        places = sorted(cuts)
        return "".join(self._piece(text[a - at : b - at], a, b) for a, b in pairwise(places))

    def _piece(self, text: str, start: int, end: int) -> str:
        here = [p for p in self.passages if p.start <= start and end <= p.end]
        at = f' data-at="{start}"' if self.addressed else ""
        if not here:
            return f"<span{at}>{escape(text)}</span>" if at else escape(text)
        names = [p.name for p in here]
        first = next((name for name in names if name not in self.begun), "")
        self.begun.update(names)
        label = f' id="passage-{escape(first)}"' if first else ""
        mark = f'<mark{label} data-anchor="{escape(" ".join(names))}"{at}>{escape(text)}</mark>'
        return mark + "".join(self._note(p) for p in here if self.ends[p.name] == end)

    def _note(self, passage: Passage) -> str:
        if not self.notes:
            return ""
        name = escape(passage.name)
        called = f' aria-label="{escape(self.note_name)} {name}"' if self.note_name else ""
        return f'<sup class="note-ref"><a href="#{escape(self.notes)}{name}"{called}>{name}</a></sup>'


def _text_html(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    return env["marks"].run(token.content, token.meta["at"]) if token.content else ""


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 2 * _DEEPEST})
    parser.enable(["list", "newline", "emphasis"])
    parser.add_render_rule("text", _text_html)
    return parser


_reader: Final = _parser()


def light_html(
    text: str, passages: Sequence[Passage] = (), *, addressed: bool = False, notes: str = "", note_name: str = ""
) -> SafeString:
    """A text as safe HTML, its passages in `<mark data-anchor="name">` (several marks where bold or a line end cuts one).

    `addressed`: each run of letters carries `data-at`, its place in the source, for a script that reads a selection. `notes`:
    after a passage's end a small link to `#<notes><name>`, called `note_name` and the passage's name. A text longer than
    20,000 characters reads as typed from there on.
    """
    text = _one_line_end(text)
    head, tail = text[:MAX_CHARACTERS], text[MAX_CHARACTERS:]
    marks = _Marks(tuple(p for p in passages if 0 <= p.start < p.end), addressed, notes, note_name)
    tokens = _reader.parse(head)
    if any(token.level > _DEEPEST for token in tokens):
        tokens, tail = [], text
    for token, at in _walk(tokens, head):
        if token.type == "text":
            token.meta = {"at": at}
            marks.place(at, at + len(token.content))
    html = _reader.renderer.render(tokens, _reader.options, {"marks": marks})
    if tail:
        marks.place(len(text) - len(tail), len(text))
        html += f"<p>{marks.run(tail, len(text) - len(tail))}</p>"
    return _clean(html)


def _one_line_end(text: str) -> str:
    """The same with one sign for the end of a line, every letter where it was."""
    return text.replace("\r\n", " \n").replace("\r", "\n").replace("\x00", "\ufffd")


def marked_line(
    text: str, passages: Sequence[Passage] = (), *, addressed: bool = False, notes: str = "", note_name: str = ""
) -> SafeString:
    """The same for a field of one line: nothing in it is markup, and there is no paragraph around it."""
    marks = _Marks(tuple(p for p in passages if 0 <= p.start < p.end), addressed, notes, note_name)
    marks.place(0, len(text))
    return _clean(marks.run(text, 0)) if text else SafeString("")


def _clean(html: str) -> SafeString:
    return mark_safe(  # noqa: S308 - cleaned by nh3
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(), link_rel=None)
    )


def _walk(tokens: Sequence[Token], source: str) -> Iterator[tuple[Token, int]]:
    """Runs of text and marks of emphasis with their places in the source, in order."""
    lines = source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        places = list(_places(token, lines, starts))
        cursor = 0
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                cursor = token.content.index("\n", cursor) + 1
                cursor += len(token.content[cursor:]) - len(token.content[cursor:].lstrip(" \t"))
                continue
            yield child, places[cursor]
            cursor += len(child.content if child.type == "text" else child.markup)


def _places(token: Token, lines: Sequence[str], starts: Sequence[int]) -> Iterator[int]:
    """For each character of a paragraph its place in the source: its lines are the ends of the source's lines."""
    assert token.map is not None
    number, last = token.map[0], token.map[1] - 1
    for part in token.content.split("\n"):
        while number < last and not lines[number].rstrip().endswith(part.strip()):  # a first line of odd spaces only
            number += 1
        line = lines[number].rstrip()
        begin = starts[number] + len(line) - len(part.rstrip())
        yield from range(begin, begin + len(part) + 1)
        number = min(number + 1, last)


def light_plain(text: str) -> str:
    """The same for copying and counting: signs of lists stay, asterisks that made bold or italics go."""
    kept, last = [], 0
    head = _one_line_end(text[:MAX_CHARACTERS])
    for token, at in _walk(_reader.parse(head), head):
        if token.type != "text":
            kept.append(text[last:at])
            last = at + len(token.markup)
    return "".join([*kept, text[last:]])


def passages_in(text: str, anchors: Sequence[Mapping[str, Any]]) -> list[Passage]:
    """Anchors {start, end, quote} as passages of a text, named 1, 2, … in the order given.

    One whose quote does not stand where it says is looked for; one that stands nowhere is left out.
    """
    found = []
    for number, anchor in enumerate(anchors, start=1):
        start, end, quote = (anchor.get(name) for name in ("start", "end", "quote"))
        if not isinstance(start, int) or not isinstance(end, int):
            start, end = 0, 0
        if quote and text[start:end] != quote:
            start = text.find(str(quote))
            end = start + len(str(quote))
        if 0 <= start < end <= len(text):
            found.append(Passage(start, end, str(anchor.get("n") or number)))
    return found
