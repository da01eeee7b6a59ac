"""A drawn page, read back: every piece of text with its place, every picture with its box, every link. Pure.

Reads what reportlab writes (ISO 32000-1, 8 and 9) and refuses anything else: what it does not understand it would lose.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.utils.translation import gettext as _

from certificates.papers.problems import CannotDraw

if TYPE_CHECKING:
    from pypdf import PdfReader  # 14 MB: loaded by who draws

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_PAIRS: Final = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>")
PAINT: Final = frozenset({b"f", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"n"})
PATH: Final = frozenset({b"m", b"l", b"c", b"v", b"y", b"h", b"re"})
STATE: Final = frozenset({b"w", b"J", b"j", b"M", b"d", b"i", b"ri", b"rg", b"RG", b"g", b"G", b"TL", b"W", b"W*"})
_QUIET: Final = PAINT | STATE | {b"ET"}  # nothing to follow
SPACING: Final = frozenset({b"Tw", b"Tc", b"Ts", b"Tz"})


def times(a: Matrix, b: Matrix) -> Matrix:
    """The product of two matrices: first a, then b (ISO 32000-1, 8.3.4)."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the page: its PostScript name, what each byte means, how wide it is in thousandths."""

    name: str
    letters: dict[int, str]
    widths: dict[int, float]


@dataclass(slots=True)
class Run:
    """Text shown by one operator. `x`, `y`, `width`, `size` in points on the page; `matrix`: within its own text object."""

    number: int  # of the operation
    block: int  # number of the operation that began the text object
    text: str
    x: float
    y: float
    width: float
    size: float
    font: str  # PostScript name
    resource: str  # as the page calls it
    colour: tuple[float, float, float]
    matrix: Matrix
    has_space: bool  # its font's code 32 is a space
    spaced: bool  # letters or words are spread, as in justified text


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: the operation that paints it, its pixels and its matrix (the unit square's place on the page)."""

    number: int
    name: str
    pixels: tuple[int, int]
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Link:
    """A place on the page that opens an address."""

    rect: tuple[float, float, float, float]
    address: str


@dataclass(slots=True)
class Page:
    """A page as read. `operations`: operands and operator, as drawn."""

    width: float
    height: float
    operations: list[tuple[Any, bytes]]
    resources: Any
    runs: list[Run] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    shapes: list[tuple[bytes, tuple[float, ...]]] = field(default_factory=list)  # lines and areas, in points on the page


def pages_of(pdf: bytes) -> list[Page]:
    """Every page of a drawn document. Raises CannotDraw for what can't be kept for ever (transparency, unknown operators)."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    known: dict[int, Font] = {}
    return [_page(reader, page, known) for page in reader.pages]


def _font(entry: Any, known: dict[int, Font]) -> Font:
    number = getattr(entry, "idnum", id(entry))
    if number not in known:
        font = entry.get_object()
        letters: dict[int, str] = {}
        if "/ToUnicode" in font:
            pairs = _PAIRS.findall(font["/ToUnicode"].get_object().get_data())
            letters = {int(code, 16): chr(int(letter, 16)) for code, letter in pairs}
        first = int(font.get("/FirstChar", 0))
        widths = font["/Widths"].get_object() if "/Widths" in font else []
        name = str(font["/BaseFont"]).rpartition("+")[2].lstrip("/")
        known[number] = Font(name, letters, {first + at: float(width) for at, width in enumerate(widths)})
    return known[number]


def _page(reader: "PdfReader", page: Any, known: dict[int, Font]) -> Page:
    from pypdf.generic import ContentStream

    resources = page["/Resources"]
    if "/ExtGState" in resources or "/Shading" in resources or "/Pattern" in resources:
        raise CannotDraw(_("The design uses transparency or colour gradients, which can't be kept for ever (PDF/A-1)."))
    fonts = {key: _font(entry, known) for key, entry in _raw_items(resources.get("/Font", {}))}
    box = [float(side) for side in page.mediabox]
    content = page.get_contents()
    operations = ContentStream(content, reader).operations if content is not None else []
    found = Page(box[2] - box[0], box[3] - box[1], operations, resources)
    _Follower(found, fonts).follow()
    for entry in page.get("/Annots", []):
        note = entry.get_object()
        action = note.get("/A", {})
        if note.get("/Subtype") == "/Link" and action.get("/S") == "/URI":
            left, bottom, right, top = (float(side) for side in note["/Rect"])
            found.links.append(Link((left, bottom, right, top), str(action["/URI"])))
    return found


def _raw_items(dictionary: Any) -> list[tuple[str, Any]]:
    resolved = dictionary.get_object() if hasattr(dictionary, "get_object") else dictionary
    return [(key, resolved.raw_get(key)) for key in resolved]


class _Follower:
    """Keeps the graphics state while a page's operations run, and notes what is shown where (ISO 32000-1, 8.4 and 9.4)."""

    def __init__(self, page: Page, fonts: dict[str, Font]) -> None:
        self.page, self.fonts = page, fonts
        self.ctm, self.text, self.line = IDENTITY, IDENTITY, IDENTITY
        self.font, self.size, self.lead = "", 0.0, 0.0
        self.colour: tuple[float, float, float] = (0.0, 0.0, 0.0)
        self.spacing: dict[bytes, float] = {}
        self.stack: list[Any] = []
        self.block = -1
        self.xobjects = page.resources.get("/XObject", {})
        self.ways: dict[bytes, Callable[[int, Any], None]] = {
            b"q": self._save, b"Q": self._restore, b"cm": self._move, b"BT": self._begin, b"Tm": self._place,
            b"Td": self._shift, b"T*": self._next_line, b"TL": self._lead, b"Tf": self._face,
            b"rg": self._colour, b"g": self._grey,
            b"Tj": self._show, b"Do": self._image,
        }  # fmt: skip

    def follow(self) -> None:
        """Run all operations. Raises CannotDraw for one that is not known."""
        for number, (operands, operator) in enumerate(self.page.operations):
            if way := self.ways.get(operator):
                way(number, operands)
            elif operator in SPACING:
                self.spacing[operator] = float(operands[0])
            elif operator in PATH:
                self.page.shapes.append((operator, _placed(operands, self.ctm)))
            elif operator not in _QUIET:
                said = operator.decode("latin-1")
                raise CannotDraw(
                    _("The design uses a way of drawing that is not known here (%(operator)s).") % {"operator": said}
                )

    def _save(self, _number: int, _operands: Any) -> None:
        self.stack.append((self.ctm, self.font, self.size, self.lead, self.colour, dict(self.spacing)))

    def _restore(self, _number: int, _operands: Any) -> None:
        if self.stack:
            self.ctm, self.font, self.size, self.lead, self.colour, self.spacing = self.stack.pop()

    def _move(self, _number: int, operands: Any) -> None:
        self.ctm = times(_matrix(operands), self.ctm)

    def _begin(self, number: int, _operands: Any) -> None:
        self.text = self.line = IDENTITY
        self.block = number

    def _place(self, _number: int, operands: Any) -> None:
        self.text = self.line = _matrix(operands)

    def _shift(self, _number: int, operands: Any) -> None:
        self.text = self.line = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)

    def _next_line(self, _number: int, _operands: Any) -> None:
        self.text = self.line = times((1, 0, 0, 1, 0, -self.lead), self.line)

    def _lead(self, _number: int, operands: Any) -> None:
        self.lead = float(operands[0])

    def _face(self, _number: int, operands: Any) -> None:
        self.font, self.size = str(operands[0]), float(operands[1])

    def _colour(self, _number: int, operands: Any) -> None:
        self.colour = (float(operands[0]), float(operands[1]), float(operands[2]))

    def _grey(self, _number: int, operands: Any) -> None:
        self.colour = (float(operands[0]),) * 3

    def _show(self, number: int, operands: Any) -> None:
        raw, face = bytes(getattr(operands[0], "original_bytes", operands[0])), self.fonts[self.font]
        apart = self.spacing.get(b"Tw", 0.0) * raw.count(b" ") + self.spacing.get(b"Tc", 0.0) * len(raw)
        wide = sum(face.widths.get(code, 0.0) for code in raw) * self.size / 1000 + apart
        place = times((1, 0, 0, 1, 0, self.spacing.get(b"Ts", 0.0)), times(self.text, self.ctm))
        self.page.runs.append(
            Run(
                number=number, block=self.block, text="".join(face.letters.get(code, chr(code)) for code in raw), x=place[4],
                y=place[5], width=wide * place[0], size=self.size * place[3], font=face.name, resource=self.font,
                colour=self.colour, matrix=self.text, has_space=face.letters.get(32) == " ",
                spaced=bool(self.spacing.get(b"Tw") or self.spacing.get(b"Tc")),
            )
        )  # fmt: skip
        self.text = times((1, 0, 0, 1, wide, 0), self.text)

    def _image(self, number: int, operands: Any) -> None:
        shown = self.xobjects[operands[0]].get_object()
        if shown["/Subtype"] != "/Image" or "/SMask" in shown:
            raise CannotDraw(_("The design uses transparency or colour gradients, which can't be kept for ever (PDF/A-1)."))
        self.page.images.append(Image(number, str(operands[0]), (int(shown["/Width"]), int(shown["/Height"])), self.ctm))


def _placed(operands: Any, ctm: Matrix) -> tuple[float, ...]:
    """A path operator's numbers, pairs as points of the page (of a rectangle: its corner and its size)."""
    numbers = [float(one) for one in operands]
    points = [times((1, 0, 0, 1, numbers[at], numbers[at + 1]), ctm)[4:] for at in range(0, len(numbers) - 1, 2)]
    return tuple(one for point in points for one in point)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)
    return (a, b, c, d, e, f)
