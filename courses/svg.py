"""An SVG drawing → the same drawing with nothing in it but still shapes and words, in one way of writing. Pure.

What could run, fetch or hide something is refused with its line; what editors leave behind (comments, other namespaces,
metadata) is left out. Cleaning what was cleaned gives the same bytes.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from lms.kernel.textfiles import FileMistake

SVG: Final = "http://www.w3.org/2000/svg"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
MAX_DEPTH: Final = 40
MAX_ELEMENTS: Final = 4000
MAX_SIDE: Final = 4000  # units of the drawing
_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_WORDS: Final = frozenset({"text", "tspan", "title", "desc", "style"})  # what stands in them is kept as it is
_ELEMENTS: Final = _SHAPES | _WORDS | {"svg", "g", "defs", "linearGradient", "radialGradient", "stop", "clipPath"}
_LEFT_OUT: Final = frozenset({"metadata"})
_NAMES: Final = (
    "id class style transform viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points dx dy rotate textLength "
    "lengthAdjust fill fill-opacity fill-rule clip-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color display visibility font-family font-size font-weight "
    "font-style text-anchor dominant-baseline alignment-baseline baseline-shift letter-spacing word-spacing text-decoration "
    "offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod clipPathUnits clip-path paint-order "
    "preserveAspectRatio role aria-label aria-labelledby aria-hidden lang version baseProfile shape-rendering text-rendering"
)
_ATTRIBUTES: Final = frozenset(_NAMES.split())
_OF_XML: Final = frozenset({"space", "lang"})
_OWN: Final = re.compile(r"url\(#[A-Za-z_][\w.-]*\)")  # the one address there may be: something in this drawing
_UNSAFE: Final = re.compile(r"url\s*\(|image\s*\(|image-set|expression|javascript:|data:|@|\\|<|/\*", re.IGNORECASE)
_LENGTH: Final = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")
_BOX: Final = re.compile(r"-?[\d.]+[\s,]+-?[\d.]+[\s,]+(\d+(?:\.\d+)?)[\s,]+(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A clean drawing: its text, and its size in units."""

    text: str
    width: int
    height: int


@dataclass(slots=True)
class _Node:
    name: str
    attributes: list[tuple[str, str]]
    inside: list["_Node | str"] = field(default_factory=list)


def clean_svg(raw: bytes) -> Drawing:
    """The drawing without what it may not hold. Raises FileMistake (line and sentence)."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as mistake:
        raise FileMistake(raw[: mistake.start].count(b"\n") + 1, _("A drawing is text in UTF-8.")) from None
    reader = _Reader()
    reader.read(text)
    if reader.root is None:
        raise FileMistake(1, _("This is no SVG drawing: it must begin with <svg>."))
    width, height = _size(reader.root)
    return Drawing("".join(_written(reader.root, 0)), width, height)


class _Reader:
    """Hears expat's events; builds the nodes that stay."""

    def __init__(self) -> None:
        self.root: _Node | None = None
        self.open: list[_Node] = []
        self.skipped = 0  # depth inside something that is left out
        self.count = 0
        self.parser: Any = expat.ParserCreate("UTF-8", " ")
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype

    def read(self, text: str) -> None:
        try:
            self.parser.Parse(text.encode(), True)
        except expat.ExpatError as mistake:
            said = _("This is not well-formed: %(why)s.") % {"why": expat.ErrorString(mistake.code)}
            raise FileMistake(mistake.lineno, said) from None

    def _wrong(self, sentence: str) -> None:
        raise FileMistake(self.parser.CurrentLineNumber, sentence)

    def _doctype(self, *_declared: Any) -> None:
        self._wrong(_("A drawing may not declare a DOCTYPE or entities: take that line out."))

    def _begin(self, qualified: str, attributes: list[str]) -> None:
        space, _blank, name = qualified.rpartition(" ")
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.open) + self.skipped >= MAX_DEPTH:
            self._wrong(_("The drawing has too many elements, or they stand too deep in each other. Make it simpler."))
        if self.skipped or (self.root is not None and (space != SVG or name in _LEFT_OUT)):
            self.skipped += 1
            return
        if self.root is None and (space, name) != (SVG, "svg"):
            self._wrong(_("This is no SVG drawing: it must begin with <svg>."))
        if name not in _ELEMENTS:
            self._wrong(_("'<%(name)s>' may not stand in a drawing: only still shapes and words.") % {"name": name})
        node = _Node(name, self._attributes(attributes))
        if self.open:
            self.open[-1].inside.append(node)
        else:
            self.root = node
        self.open.append(node)

    def _attributes(self, flat: list[str]) -> list[tuple[str, str]]:
        found = []
        for qualified, value in zip(flat[::2], flat[1::2], strict=True):
            space, _blank, name = qualified.rpartition(" ")
            if space == _XML and name in _OF_XML:
                found.append((f"xml:{name}", value))
            elif name.lower() == "href":
                self._wrong(_("A drawing may not point to anything ('%(name)s'): draw it here.") % {"name": name})
            elif space:
                continue  # an editor's own
            elif name not in _ATTRIBUTES and not name.startswith("data-"):
                self._wrong(_("'%(name)s' may not stand in a drawing: only still shapes and words.") % {"name": name})
            elif _UNSAFE.search(_OWN.sub("", value)):
                said = _("'%(value)s' may fetch or run something: only url(#…) of this drawing is allowed.")
                self._wrong(said % {"value": value[:60]})
            elif not name.startswith("data-"):
                found.append((name, value))
        return found

    def _end(self, _name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        node = self.open.pop()
        if node.name == "style":
            rules = "".join(part for part in node.inside if isinstance(part, str))
            if _UNSAFE.search(_OWN.sub("", rules)):
                said = _("'%(value)s' may fetch or run something: only url(#…) of this drawing is allowed.")
                self._wrong(said % {"value": " ".join(rules.split())[:60]})

    def _text(self, text: str) -> None:
        if not self.skipped and self.open and self.open[-1].name in _WORDS:
            self.open[-1].inside.append(text)


def _size(root: _Node) -> tuple[int, int]:
    said = dict(root.attributes)
    box = _BOX.fullmatch(said.get("viewBox", "").strip())
    sides = [_LENGTH.fullmatch(said.get(name, "")) for name in ("width", "height")]
    if box is None and sides[0] and sides[1]:
        root.attributes.append(("viewBox", f"0 0 {sides[0][1]} {sides[1][1]}"))
        width, height = float(sides[0][1]), float(sides[1][1])
    elif box is not None:
        width, height = float(box[1]), float(box[2])
    else:
        raise FileMistake(1, _('The drawing does not say its size: give <svg> a viewBox, like "0 0 360 240".'))
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise FileMistake(1, _("A figure's sides are from 1 to %(most)s.") % {"most": MAX_SIDE})
    root.attributes[:] = [(name, value) for name, value in root.attributes if name not in ("width", "height")]
    root.attributes += [("width", f"{round(width)}"), ("height", f"{round(height)}")]
    return round(width), round(height)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(value: str) -> str:
    return _escaped(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def _written(node: _Node, depth: int, *, inline: bool = False) -> list[str]:
    """A line an element, two blanks deeper inside; words stand as they are."""
    named = "".join(f' {name}="{_attribute(value)}"' for name, value in node.attributes)
    start = f"<{node.name}{f' xmlns={chr(34)}{SVG}{chr(34)}' if not depth else ''}{named}"
    indent, end = ("", "") if inline else ("  " * depth, "\n")
    words = node.name in _WORDS
    if not node.inside:
        return [f"{indent}{start}/>{end}"]
    parts = [f"{indent}{start}>{'' if words else end}"]
    for one in node.inside:
        parts += [_escaped(one)] if isinstance(one, str) else _written(one, depth + 1, inline=inline or words)
    return [*parts, f"{'' if words else indent}</{node.name}>{end}"]
