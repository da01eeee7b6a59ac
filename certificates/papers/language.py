"""The language of designs: HTML with {{ field }}, {% if field %} and {% for row in rows %}, and nothing else. Pure.

A design is read into a tree once. Only a short list of tags and attributes is known; fields stand in text and in the few
attributes that are made for them, so what a person is called can never become markup. Every problem is a sentence with a line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final, TypeAlias

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.papers.catalogue import FIELDS, Field, Kind
from certificates.papers.names import Box, box_of
from certificates.papers.problems import Problem
from certificates.papers.styles import declaration_problem

BLOCKS: Final = frozenset(["div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"])
INLINE: Final = frozenset(["span", "b", "strong", "u", "small", "sup", "sub", "a"])
VOID: Final = frozenset({"br", "hr", "img"})
TAGS: Final = BLOCKS | INLINE | VOID
_EVERYWHERE: Final = frozenset({"class", "id", "style", "lang"})
_ATTRIBUTES: Final = {
    "img": frozenset({"src", "alt", "fit", "on"}),
    "a": frozenset({"href"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
} | {tag: frozenset({"fit"}) for tag in ("p", "h1", "h2", "h3", "h4", "div")}
_FORGIVEN: Final = {"tr": frozenset({"table", "thead", "tbody"}), "td": frozenset({"tr"}), "th": frozenset({"tr"})}
_MARK: Final = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|(\{\{|\{%|\{#|%\}|\}\})", re.DOTALL)
_PATH: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?")
_WORD: Final = re.compile(r"^[A-Za-z0-9 _-]*$")
_NUMBER: Final = re.compile(r"^[1-9][0-9]?$")
_COLOUR: Final = re.compile(r"^#[0-9a-fA-F]{6}$")
_PICTURE_NAME: Final = re.compile(r"^[a-z][a-z0-9-]{0,39}$")
DEEPEST: Final = 40


@dataclass(slots=True)
class Text:
    """Words of the design itself."""

    words: str


@dataclass(slots=True)
class Named:
    """A field: its key, or "row.column"."""

    path: str
    line: int


@dataclass(slots=True)
class If:
    """Shown when the field has a value."""

    path: str
    children: "list[Node]" = field(default_factory=list)


@dataclass(slots=True)
class For:
    """Repeated for every row of a list field."""

    row: str
    path: str
    children: "list[Node]" = field(default_factory=list)


@dataclass(slots=True)
class Element:
    """A tag. `attributes` are plain words; `src`, `href` and `alt` may be fields."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: "list[Node]" = field(default_factory=list)
    source: "Named | str" = ""  # img: a field, or the name of one of the design's own pictures
    alt: "list[Node]" = field(default_factory=list)
    link: "Named | None" = None
    box: Box | None = None


Node: TypeAlias = Text | Named | If | For | Element
_Parent: TypeAlias = If | For | Element


@dataclass(slots=True)
class Tree:
    """A design as read: its nodes, its problems, and which fields and pictures it names."""

    children: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    named: dict[str, list[int]] = field(default_factory=dict)  # field key → lines
    pictures: dict[str, int] = field(default_factory=dict)  # own picture → first line


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node, depth first, in order."""
    for node in nodes:
        yield node
        if isinstance(node, If | For | Element):
            yield from walk(node.children)


def read(html: str) -> Tree:
    """The tree of a design's HTML, its problems in the active language. Never raises; not to be changed by who asks."""
    return _read(html, get_language() or "")


@lru_cache(maxsize=64)
def _read(html: str, _language: str) -> Tree:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finish()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = Tree()
        self.open: list[_Parent] = []
        self.rows: list[tuple[str, tuple[Field, ...] | None]] = []  # names of rows and their columns; None: a plain text

    # What the parser finds ----------------------------------------------------------------------------------------------
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag not in TAGS:
            self._wrong(line, self._unknown_tag(tag))
            if tag not in ("meta", "link", "input", "base", "source", "col"):
                self.open.append(Element(tag, {}, line))
            return
        if len(self.open) >= DEEPEST:
            self._wrong(line, _("Too many tags inside one another."))
            return
        element = Element(tag, {}, line)
        for name, value in attrs:
            self._attribute(element, name, value or "")
        if tag == "img" and not element.source:
            self._wrong(line, _('A picture needs src, for example src="{{ qr }}".'))
        self._append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and self.open and isinstance(self.open[-1], Element) and self.open[-1].tag == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        line = self.getpos()[0]
        if tag in VOID:
            return
        top = self.open[-1] if self.open else None
        if isinstance(top, Element) and top.tag == tag:
            self.open.pop()
            return
        if any(isinstance(one, Element) and one.tag == tag for one in self.open):
            inner = top.tag if isinstance(top, Element) else ("{% if %}" if isinstance(top, If) else "{% for %}")
            self._wrong(line, _("</%(tag)s> comes before the end of %(inner)s.") % {"tag": tag, "inner": inner})
            while self.open:
                gone = self.open.pop()
                if isinstance(gone, Element) and gone.tag == tag:
                    break
        else:
            self._wrong(line, _("</%(tag)s> ends something that was not begun.") % {"tag": tag})

    def handle_data(self, data: str) -> None:
        first = self.getpos()[0]
        at = 0
        for mark in _MARK.finditer(data):
            self._words(data[at : mark.start()])
            at = mark.end()
            line = first + data.count("\n", 0, mark.start())
            if mark[3]:
                self._wrong(line, _("“%(mark)s” has no other half. Write {{ field }} or {%% if field %%}.") % {"mark": mark[3]})
            elif mark[1] is not None:
                self._append(self._named(mark[1].strip(), line))
            else:
                self._statement(mark[2].split(), line)
        self._words(data[at:])

    def handle_decl(self, decl: str) -> None:
        self._wrong(self.getpos()[0], _("Write only what stands on the paper: no <!DOCTYPE>, <html>, <head> or <body>."))

    def unknown_decl(self, data: str) -> None:
        self._wrong(self.getpos()[0], _("“<![” is not known here."))

    def handle_pi(self, data: str) -> None:
        self._wrong(self.getpos()[0], _("“<?” is not known here."))

    def finish(self) -> Tree:
        for node in self.open:
            if isinstance(node, Element):
                self._wrong(node.line, _("<%(tag)s> is never closed.") % {"tag": node.tag})
            else:
                self._wrong(self.getpos()[0], _("A {% if %} or {% for %} is never ended."))
        self.tree.problems.sort(key=lambda one: one.line)
        return self.tree

    # What it becomes ----------------------------------------------------------------------------------------------------
    def _wrong(self, line: int, sentence: str) -> None:
        self.tree.problems.append(Problem(line, sentence))

    def _unknown_tag(self, tag: str) -> str:
        if tag in ("html", "head", "body", "meta", "title"):
            return _("Write only what stands on the paper: no <!DOCTYPE>, <html>, <head> or <body>.")
        if tag in ("style", "link"):
            return _("Style rules stand in the design's CSS, not in its HTML.")
        if tag in ("i", "em"):
            return _("The faces have no italics: use <b>, or another size or colour.")
        return _("<%(tag)s> is not known here. Known are: %(known)s.") % {"tag": tag, "known": ", ".join(sorted(TAGS))}

    def _append(self, node: Node | None) -> None:
        if node is not None:
            (self.open[-1].children if self.open else self.tree.children).append(node)

    def _words(self, words: str) -> None:
        if words:
            self._append(Text(words))

    def _named(self, path: str, line: int) -> Named | None:
        found = self._field(path, line)
        if found is None:
            return None
        if found is not _ROW and found.kind not in (Kind.TEXT, Kind.PAGES):
            self._wrong(line, self._misplaced(path, found))
            return None
        return Named(path, line)

    def _misplaced(self, path: str, found: Field) -> str:
        ways = {
            Kind.LIST: "{% for row in " + path + " %}",
            Kind.FLAG: "{% if " + path + " %}",
            Kind.LINK: '<a href="{{ ' + path + ' }}">',
        }
        way = ways.get(found.kind, '<img src="{{ ' + path + ' }}" alt="">')
        return _("“%(field)s” is not text. It is used like this: %(way)s") % {"field": path, "way": way}

    def _field(self, path: str, line: int) -> Field | None:
        """The field that a path names, in the rows that are open here; None, and a problem, for none."""
        if not _PATH.fullmatch(path):
            self._wrong(line, _("“%(words)s” is no field: a field is one word, like {{ name }}.") % {"words": path[:60]})
            return None
        head, _dot, column = path.partition(".")
        for row, columns in reversed(self.rows):
            if row != head:
                continue
            if not column and columns is None:
                return _ROW
            found = next((one for one in columns or () if one.key == column), None)
            if found is None:
                known = ", ".join(f"{row}.{one.key}" for one in columns or ()) or row
                self._wrong(line, _("“%(field)s” is not known. Known are: %(known)s.") % {"field": path, "known": known})
            return found
        if column or head not in FIELDS:
            self._wrong(line, _("The field “%(field)s” is not known.") % {"field": path})
            return None
        self.tree.named.setdefault(head, []).append(line)
        return FIELDS[head]

    def _statement(self, words: list[str], line: int) -> None:
        match words:
            case ["if", path]:
                if self._field(path, line) is None:
                    path = "name"
                self._begin(If(path))
            case ["for", row, "in", path]:
                found = self._field(path, line)
                if found is not None and found.kind is not Kind.LIST:
                    self._wrong(line, _("“%(field)s” is not a list, so it can't be repeated.") % {"field": path})
                self.rows.append((row, found.columns or None if found else ()))
                self._begin(For(row, path))
            case ["endif"] | ["endfor"]:
                wanted = If if words == ["endif"] else For
                top = self.open[-1] if self.open else None
                if isinstance(top, wanted):
                    self.open.pop()
                    if wanted is For:
                        self.rows.pop()
                else:
                    self._wrong(line, _("{%% %(word)s %%} does not end what was begun last.") % {"word": words[0]})
            case _:
                said = " ".join(words)[:60]
                self._wrong(
                    line,
                    _(
                        "{%% %(words)s %%} is not known. Known are {%% if field %%} … {%% endif %%} and "
                        "{%% for row in rows %%} … {%% endfor %%}."
                    )
                    % {"words": said},
                )

    def _begin(self, node: If | For) -> None:
        self._append(node)
        self.open.append(node)

    def _attribute(self, element: Element, name: str, value: str) -> None:
        line, tag = element.line, element.tag
        if name not in _EVERYWHERE and name not in _ATTRIBUTES.get(tag, frozenset()):
            self._wrong(line, _("<%(tag)s> has no “%(name)s” here.") % {"tag": tag, "name": name})
        elif name == "alt":
            element.alt = self._inner(value, line)
        elif name == "src":
            self._source(element, value)
        elif name == "href":
            self._link(element, value)
        elif "{{" in value or "{%" in value:
            self._wrong(line, _("A field can't stand in “%(name)s”.") % {"name": name})
        elif name == "fit":
            try:
                element.box = box_of(f"{value}; 9pt" if tag == "img" else value)
            except ValueError as wrong:
                self._wrong(line, str(wrong))
        elif name == "style":
            if sentence := declaration_problem(value):
                self._wrong(line, sentence)
            element.attributes[name] = value
        else:
            rule = {"on": _COLOUR, "colspan": _NUMBER, "rowspan": _NUMBER}.get(name, _WORD)
            if not rule.match(value):
                self._wrong(line, _("“%(value)s” can't be the value of %(name)s.") % {"value": value[:60], "name": name})
            element.attributes[name] = value

    def _inner(self, value: str, line: int) -> list[Node]:
        """Text with fields, as in alt."""
        found: list[Node] = []
        at = 0
        for mark in _MARK.finditer(value):
            found.append(Text(value[at : mark.start()]))
            at = mark.end()
            node = self._named(mark[1].strip(), line) if mark[1] is not None else None
            if mark[1] is None:
                self._wrong(line, _("A field can't stand in “%(name)s”.") % {"name": "alt"})
            if node is not None:
                found.append(node)
        return [*found, Text(value[at:])]

    def _source(self, element: Element, value: str) -> None:
        mark = _MARK.fullmatch(value.strip())
        if mark and mark[1] is not None:
            found = self._field(mark[1].strip(), element.line)
            if found is not None and found.kind in (Kind.PICTURE, Kind.QR):
                element.source = Named(mark[1].strip(), element.line)
            elif found is not None:
                self._wrong(element.line, _("“%(field)s” is not a picture.") % {"field": mark[1].strip()})
        elif _PICTURE_NAME.match(value):
            element.source = value
            self.tree.pictures.setdefault(value, element.line)
        else:
            self._wrong(
                element.line,
                _('“%(value)s” is no picture of this design. Upload it, and write its name: src="seal".')
                % {"value": value[:60]},
            )
            element.source = "?"

    def _link(self, element: Element, value: str) -> None:
        mark = _MARK.fullmatch(value.strip())
        found = self._field(mark[1].strip(), element.line) if mark and mark[1] is not None else None
        if mark and found is not None and found.kind is Kind.LINK:
            element.link = Named(mark[1].strip(), element.line)
        else:
            self._wrong(element.line, _('A link can lead to the verification page only: href="{{ link }}".'))


_ROW: Final = Field("", Kind.TEXT, "")  # a row that is itself the text
