"""A design with its values: the HTML that is drawn, and what each piece of it is (heading, paragraph, table …). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from django.utils.translation import gettext as _

from certificates.papers import catalogue
from certificates.papers.catalogue import FIELDS, Kind, Value, Values
from certificates.papers.faces import LEADING, face
from certificates.papers.language import INLINE, Element, For, If, Named, Node, Text, Tree, walk
from certificates.papers.names import POINTS_PER_MM, Fitted, fitted, neat
from certificates.papers.pictures import Picture, drawable
from certificates.papers.problems import CannotDraw
from certificates.papers.qr import PLACEHOLDER, PLACEHOLDER_PIXELS

_ROLES: Final = {
    "p": "P", "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "ul": "L", "ol": "L", "li": "LI", "a": "Link",
}  # fmt: skip
_TABLE: Final = {"table": "Table", "tr": "TR", "th": "TH", "td": "TD"}
_NAMED_PAGES: Final = {"page": "<pdf:pagenumber>", "pages": "<pdf:pagecount>"}


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the document's structure (ISO 32000-1, 14.8.4): its role, a number of its own, its language if another."""

    role: str
    number: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words (or a figure's alternative text) and the structure they stand in, outermost first."""

    words: str
    parts: tuple[Part, ...]
    pixels: tuple[int, int] = (0, 0)  # of a figure


@dataclass(slots=True)
class Sheet:
    """What is drawn: `html` (the inside of <body>), its words in order, its pictures in order ('' = mere decoration)."""

    html: str
    pieces: list[Piece] = field(default_factory=list)
    figures: list[Piece] = field(default_factory=list)


def sheet(tree: Tree, values: Values, pictures: Mapping[str, Picture], forced: Mapping[int, Fitted] | None = None) -> Sheet:
    """Put the values into a design. `forced`: how the words of a fitted element stand, by `id()` of the element (for probes).

    Raises CannotDraw for what does not fit, and for a picture that is missing or can't be drawn.
    """
    writer = _Writer(pictures, forced or {})
    writer.write(tree.children, scope_of(values), ())
    pieces = [piece for piece in writer.pieces if not any(part.number in writer.running for part in piece.parts)]
    return Sheet("".join(writer.out), pieces, writer.figures)


def texts(value: Value) -> str:
    """A value as text, in composed letters on one line; '' for what is no text."""
    return neat(value) if isinstance(value, str) else ""


class _Writer:
    def __init__(self, pictures: Mapping[str, Picture], forced: Mapping[int, Fitted]) -> None:
        self.out: list[str] = []
        self.pieces: list[Piece] = []
        self.figures: list[Piece] = []
        self.pictures, self.forced = pictures, forced
        self.count = 0
        self.running: set[int] = set()  # parts that hold a page number: another text on every page, so no part of the structure

    def write(self, nodes: Sequence[Node], scope: Mapping[str, Value], parts: tuple[Part, ...]) -> None:
        for node in nodes:
            match node:
                case Text():
                    self._words(node.words, parts)
                case Named():
                    if node.path in _NAMED_PAGES:
                        self.out.append(_NAMED_PAGES[node.path])
                        self.running.update(part.number for part in parts[-1:])
                    else:
                        self._words(texts(_value(node.path, scope)), parts)
                case If():
                    if _value(node.path, scope):
                        self.write(node.children, scope, parts)
                case For():
                    for row in _rows(_value(node.path, scope)):
                        self.write(node.children, {**scope, node.row: row}, parts)
                case Element():
                    self._element(node, scope, parts)

    def _words(self, words: str, parts: tuple[Part, ...]) -> None:
        self.out.append(escape(words))
        if words.strip():
            self.pieces.append(Piece(words, parts or (self._part("P"),)))

    def _part(self, role: str, language: str = "") -> Part:
        self.count += 1
        return Part(role, self.count, language)

    def _element(self, node: Element, scope: Mapping[str, Value], parts: tuple[Part, ...]) -> None:
        if node.tag == "img":
            self._image(node, scope, parts)
            return
        attributes = dict(node.attributes)
        language = attributes.pop("lang", "")
        role = _ROLES.get(node.tag) or (_TABLE.get(node.tag) if _is_data(node, parts) else None)
        if role is None and node.tag in ("div", "td", "th") and _holds_words(node):
            role = "P"
        if role is None and language:
            role = "Span" if node.tag in INLINE else "Div"
        inner = (*parts, self._part(role, language)) if role else parts
        if role == "LI":
            inner = (*inner, self._part("LBody"))
        if node.box is not None:
            self._fitted(node, attributes, scope, inner)
            return
        if node.link is not None:
            attributes["href"] = texts(_value(node.link.path, scope))
        self.out.append(f"<{node.tag}{_written(attributes)}>")
        if node.tag not in ("br", "hr"):
            self.write(node.children, scope, inner)
            self.out.append(f"</{node.tag}>")

    def _fitted(self, node: Element, attributes: dict[str, str], scope: Mapping[str, Value], parts: tuple[Part, ...]) -> None:
        """A box of fixed height with the words in it: nothing below ever moves."""
        box = node.box
        assert box is not None
        stands = self.forced.get(id(node)) or fit_words(node, scope)
        spare = box.height - len(stands.lines) * stands.size * LEADING
        above = {"top": 0.0, "middle": spare / 2, "bottom": spare}[box.stands]
        own = f"{face(box.face).css}; font-size: {stands.size:g}pt; line-height: 1; margin: 0; padding: {above:.4f}pt 0 0 0"
        attributes["style"] = f"{attributes.get('style', '')}; {own}".lstrip("; ")
        self.out.append(f'<div style="width: {box.width:.2f}pt; height: {box.height:.2f}pt">')
        if stands.lines:
            self.out.append(
                f"<{node.tag}{_written(attributes)}>{'<br>'.join(escape(line) for line in stands.lines)}</{node.tag}>"
            )
            self.pieces.append(Piece(" ".join(stands.lines), parts))
        self.out.append("</div>")

    def _image(self, node: Element, scope: Mapping[str, Value], parts: tuple[Part, ...]) -> None:
        value: Value | None
        alternative = "".join(
            one.words if isinstance(one, Text) else texts(_value(one.path, scope)) for one in _text_in(node.alt)
        )
        attributes = {key: value for key, value in node.attributes.items() if key not in ("lang", "on")}
        if isinstance(node.source, Named):
            if _is_qr(node.source.path):
                if not _value(node.source.path, scope):
                    return
                self._picture(PLACEHOLDER, attributes, alternative, parts, (PLACEHOLDER_PIXELS, PLACEHOLDER_PIXELS))
                return
            value = _value(node.source.path, scope)
            if not value:
                return
        else:
            value = self.pictures.get(node.source)
        if not isinstance(value, Picture):
            raise CannotDraw(_("The picture “%(name)s” is missing.") % {"name": node.source})
        address, width, height = drawable(value, node.attributes.get("on", "#ffffff"))
        if node.box is not None:
            scale = min(node.box.width / width, node.box.height / height) / POINTS_PER_MM
            size = f"width: {width * scale:.2f}mm; height: {height * scale:.2f}mm"
            attributes["style"] = f"{attributes.get('style', '')}; {size}".lstrip("; ")
        pixels = None if value.is_drawing else (round(width), round(height))
        self._picture(address, attributes, alternative, parts, pixels)

    def _picture(
        self,
        address: str,
        attributes: dict[str, str],
        alternative: str,
        parts: tuple[Part, ...],
        pixels: tuple[int, int] | None,
    ) -> None:
        self.out.append(f'<img src="{address}"{_written(attributes)} alt="{escape(alternative)}">')
        if pixels:  # a drawing becomes lines of the page itself
            self.figures.append(Piece(alternative, (*parts, self._part("Figure")) if alternative else (), pixels))


def fit_words(node: Element, scope: Mapping[str, Value]) -> Fitted:
    """How the words of a fitted element stand with these values. Raises CannotDraw when they don't."""
    assert node.box is not None
    words = words_of(node, scope)
    try:
        stands = fitted(words, node.box)
    except KeyError:
        lost = " ".join(face(node.box.face).missing(words))
        raise CannotDraw(_("There are no letter shapes for %(letters)s.") % {"letters": lost}) from None
    if stands is None:
        raise CannotDraw(
            _("“%(words)s” does not fit into its box.") % {"words": words if len(words) < 80 else words[:79] + "…"}
        )
    return stands


def words_of(node: Element, scope: Mapping[str, Value]) -> str:
    """The words of a fitted element, on one line."""
    shown = _shown(node.children, scope)
    return neat("".join(one.words if isinstance(one, Text) else texts(_value(one.path, scope)) for one in shown))


def _shown(nodes: Sequence[Node], scope: Mapping[str, Value]) -> Iterator[Text | Named]:
    for node in nodes:
        if isinstance(node, Text | Named):
            yield node
        elif isinstance(node, If):
            if _value(node.path, scope):
                yield from _shown(node.children, scope)
        elif isinstance(node, Element):
            yield from _shown(node.children, scope)


def shown_nodes(nodes: Sequence[Node], scope: Mapping[str, Value]) -> Iterator[Node]:
    """Every node that is shown with these values, depth first; rows are not repeated."""
    for node in nodes:
        if isinstance(node, If) and not _value(node.path, scope):
            continue
        yield node
        if isinstance(node, If | For | Element):
            yield from shown_nodes(node.children, scope)


def scope_of(values: Values) -> dict[str, Value]:
    """The values with the flags of their language; every other field empty."""
    language = str(values.get(catalogue.LANGUAGE, catalogue.SPANISH))
    return {**dict.fromkeys(FIELDS, ""), **values, **catalogue.flags(language)}


def _text_in(nodes: Sequence[Node]) -> Iterator[Text | Named]:
    return (node for node in nodes if isinstance(node, Text | Named))


def _holds_words(node: Element) -> bool:
    """True for a block that itself holds text, not only other blocks."""
    return any((isinstance(one, Text) and one.words.strip()) or isinstance(one, Named) for one in node.children) or any(
        isinstance(one, Element) and one.tag in ("span", "b", "strong") for one in node.children
    )


def _is_data(node: Element, parts: tuple[Part, ...]) -> bool:
    """True for a table with headings and what is in it; other tables are there for the layout only."""
    if node.tag == "table":
        return any(isinstance(one, Element) and one.tag == "th" for one in walk(node.children))
    return any(part.role == "Table" for part in parts)


def _is_qr(path: str) -> bool:
    return path in FIELDS and FIELDS[path].kind is Kind.QR


def _value(path: str, scope: Mapping[str, Value]) -> Value:
    head, _dot, column = path.partition(".")
    value = scope.get(head, "")
    if not column:
        return value
    return value.get(column, "") if isinstance(value, Mapping) else ""


def _rows(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
