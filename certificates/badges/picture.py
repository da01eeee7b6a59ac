"""The picture of a badge, drawn by our own hand from our own mark: as SVG, and the same shapes as PNG.

Words are outlines of the shipped faces, so that the picture looks alike wherever it is shown. No sign of an organization or
a state is on it: their use needs a permission (Paris Convention, Article 6ter).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from PIL import Image


SIDE: Final = 600  # units, and pixels of the PNG
_FINE: Final = 3  # drawn so many times larger, then reduced: smooth edges
_STEPS: Final = {"Q": 6, "C": 40}  # straight lines in place of a curve: a letter's, the plaque's
_FACES: Final = Path(__file__).resolve().parents[2] / "lms" / "fonts"
_SERIF: Final = "CertSerif-Bold.ttf"
_SANS: Final = "CertSans-Regular.ttf"
_BOLD: Final = "CertSans-Bold.ttf"
INK, INK_2, ACCENT, LEAF, PAPER = "#1a242e", "#414b55", "#0d5c75", "#86adba", "#fbfaf7"
_TITLE_SIZES: Final = ((54, 3), (48, 3), (42, 4), (36, 5), (30, 6))  # size, lines
_WIDE: Final = 470.0
_KAPPA: Final = 0.5522847498  # of a quarter circle as a cubic curve

type_point = tuple[float, float]
type_box = tuple[float, float, float, float]  # left, top, right, bottom
Command = tuple[str, tuple[type_point, ...]]  # M, L, Q, C with their points; Z without


class PictureUnfit(ValueError):
    """A title that can't be drawn: the faces lack a letter of it, or it is too long."""


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """What the picture says, in the language of the badge."""

    title: str  # of the credential
    claim: str  # «Certificado de aprobación»
    house: str  # the programme's name


@dataclass(frozen=True, slots=True)
class _Shape:
    fill: str
    commands: tuple[Command, ...]


@lru_cache(maxsize=64)
def svg(words: BadgeWords) -> bytes:
    """The picture as SVG: paths alone, no script, no style, nothing to fetch. Raises PictureUnfit."""
    label = escape(f"{words.title}. {words.claim}. {words.house}", {'"': "&quot;"})
    paths = "".join(f'<path fill="{shape.fill}" d="{_path_data(shape.commands)}"/>' for shape in _shapes(words))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" role="img"'
    return f'{head} aria-label="{label}"><title>{label}</title>{paths}</svg>'.encode()


@lru_cache(maxsize=64)
def png(words: BadgeWords) -> bytes:
    """The picture as PNG of 600 × 600 pixels, clear around the plaque, some 15 kB. Raises PictureUnfit."""
    from PIL import Image  # loaded by who draws

    large = Image.new("RGBA", (SIDE * _FINE, SIDE * _FINE), (255, 255, 255, 0))
    for shape in _shapes(words):
        _paint(large, shape)
    small = large.resize((SIDE, SIDE), Image.Resampling.BOX).quantize(96, method=Image.Quantize.FASTOCTREE)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _shapes(words: BadgeWords) -> list[_Shape]:
    """From the ground up: plaque, paper, mark, title, rule, claim, house."""
    size, lines = _set_title(words.title)
    pitch = size * 1.22
    shapes = [_leaf((14, 14, SIDE - 14, SIDE - 14), 150, 26, ACCENT), _leaf((27, 27, SIDE - 27, SIDE - 27), 138, 14, PAPER)]
    shapes += _mark(SIDE / 2 - 57, 76, 114)
    base = 322 - (len(lines) - 1) * pitch / 2 + size * 0.34
    for number, line in enumerate(lines):
        shapes += _line(line, _SERIF, size, base + number * pitch, INK)
    shapes.append(_bar(SIDE / 2 - 42, 451, 84, 5, ACCENT))
    shapes += _line(words.claim, _SANS, _fit(words.claim, _SANS, 27, 430), 494, INK_2)
    shapes += _line(words.house, _BOLD, _fit(words.house, _BOLD, 25, 360), 534, ACCENT)
    return shapes


def _set_title(title: str) -> tuple[float, list[str]]:
    for size, most in _TITLE_SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= most and all(_width(line, _SERIF, size) <= _WIDE for line in lines):
            return float(size), lines
    raise PictureUnfit("the title is too long for the picture")


def _wrapped(title: str, size: float) -> list[str]:
    """Lines as even as may be: the narrowest measure that needs no more lines than the widest."""
    words = title.split()
    few = len(_filled(words, size, _WIDE))
    measures = [_WIDE * part / 20 for part in range(8, 21)]
    return next(lines for measure in measures if len(lines := _filled(words, size, measure)) <= few)


def _filled(words: Sequence[str], size: float, measure: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, _SERIF, size) <= measure:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fit(text: str, face: str, size: float, wide: float = _WIDE) -> float:
    return min(size, size * wide / max(_width(text, face, size), 1.0))


# Shapes ---------------------------------------------------------------------------------------------------------------
def _leaf(box: type_box, big: float, small: float, fill: str) -> _Shape:
    """The form of the mark's leaves: two opposite corners round, the others nearly square."""
    left, top, right, bottom = box
    b, s = big * (1 - _KAPPA), small * (1 - _KAPPA)
    return _Shape(fill, (
        ("M", ((left, top + big),)),
        ("C", ((left, top + b), (left + b, top), (left + big, top))),
        ("L", ((right - small, top),)),
        ("C", ((right - s, top), (right, top + s), (right, top + small))),
        ("L", ((right, bottom - big),)),
        ("C", ((right, bottom - b), (right - b, bottom), (right - big, bottom))),
        ("L", ((left + small, bottom),)),
        ("C", ((left + s, bottom), (left, bottom - s), (left, bottom - small))),
        ("Z", ()),
    ))  # fmt: skip


def _mark(left: float, top: float, side: float) -> list[_Shape]:
    """The programme's mark: four leaves around a point."""
    unit = side / 26
    leaf, turn, corner = 12 * unit, 14 * unit, 6 * unit
    places = ((0.0, 0.0, ACCENT, False), (turn, turn, ACCENT, False), (turn, 0.0, LEAF, True), (0.0, turn, LEAF, True))
    shapes = []
    for x, y, fill, mirrored in places:
        one = _leaf((left + x, top + y, left + x + leaf, top + y + leaf), corner, 0, fill)
        middle = 2 * (left + x) + leaf
        flipped = tuple((op, tuple((middle - px, py) for px, py in points)) for op, points in one.commands)
        shapes.append(_Shape(fill, flipped) if mirrored else one)
    return shapes


def _bar(left: float, top: float, width: float, height: float, fill: str) -> _Shape:
    corners = ((left + width, top), (left + width, top + height), (left, top + height))
    return _Shape(fill, (("M", ((left, top),)), *(("L", (corner,)) for corner in corners), ("Z", ())))


# Words ----------------------------------------------------------------------------------------------------------------
@cache
def _pen_class() -> Any:
    """fontTools (4 MB) is loaded by who draws."""
    from fontTools.pens.basePen import BasePen

    class _Pen(BasePen):  # type: ignore[misc]  # fontTools has no types
        def __init__(self, glyphs: Any) -> None:
            super().__init__(glyphs)
            self.commands: list[Command] = []

        def _moveTo(self, pt: type_point) -> None:  # noqa: N802
            self.commands.append(("M", (pt,)))

        def _lineTo(self, pt: type_point) -> None:  # noqa: N802
            self.commands.append(("L", (pt,)))

        def _curveToOne(self, pt1: type_point, pt2: type_point, pt3: type_point) -> None:  # noqa: N802
            self.commands.append(("C", (pt1, pt2, pt3)))

        def _qCurveToOne(self, pt1: type_point, pt2: type_point) -> None:  # noqa: N802
            self.commands.append(("Q", (pt1, pt2)))

        def _closePath(self) -> None:  # noqa: N802
            self.commands.append(("Z", ()))

    return _Pen


@cache
def _face(name: str) -> tuple[Any, dict[int, str], dict[str, float], float]:
    """(glyphs, glyph of a letter, advance widths, units per em) of one of the shipped faces, read once a process."""
    from fontTools.ttLib import TTFont

    font = TTFont(_FACES / name)
    advances = {glyph: float(width) for glyph, (width, _bearing) in font["hmtx"].metrics.items()}
    return font.getGlyphSet(), dict(font.getBestCmap()), advances, float(font["head"].unitsPerEm)


def _glyphs(text: str, face: str) -> list[str]:
    cmap = _face(face)[1]
    if any(ord(letter) not in cmap for letter in text):
        raise PictureUnfit("the faces lack a letter of the title")
    return [cmap[ord(letter)] for letter in text]


def _width(text: str, face: str, size: float) -> float:
    _set, _cmap, advances, em = _face(face)
    return sum(advances[glyph] for glyph in _glyphs(text, face)) * size / em


def _line(text: str, face: str, size: float, base: float, fill: str) -> list[_Shape]:
    """A line of text in the middle, a shape a letter, its feet at `base`."""
    from fontTools.pens.transformPen import TransformPen

    glyphs, _cmap, advances, em = _face(face)
    scale, x = size / em, (SIDE - _width(text, face, size)) / 2
    shapes = []
    for glyph in _glyphs(text, face):
        pen = _pen_class()(glyphs)
        glyphs[glyph].draw(TransformPen(pen, (scale, 0, 0, -scale, x, base)))
        if pen.commands:
            shapes.append(_Shape(fill, tuple(pen.commands)))
        x += advances[glyph] * scale
    return shapes


# Writing --------------------------------------------------------------------------------------------------------------
def _path_data(commands: Iterable[Command]) -> str:
    return "".join(op + " ".join(f"{x:.1f} {y:.1f}" for x, y in points) for op, points in commands)


def _paint(image: "Image.Image", shape: _Shape) -> None:
    """Fill a shape. Its contours count by turns, inside and outside, as a letter's do."""
    from PIL import Image, ImageChops, ImageDraw

    contours = [[(x * _FINE, y * _FINE) for x, y in contour] for contour in _contours(shape.commands)]
    points = [point for contour in contours for point in contour]
    left, top = int(min(x for x, _ in points)) - 1, int(min(y for _, y in points)) - 1
    size = (int(max(x for x, _ in points)) + 2 - left, int(max(y for _, y in points)) + 2 - top)
    mask = Image.new("1", size)
    for contour in contours:
        one = Image.new("1", size)
        ImageDraw.Draw(one).polygon([(x - left, y - top) for x, y in contour], fill=1)
        mask = ImageChops.logical_xor(mask, one)
    image.paste(shape.fill, (left, top), mask)


def _contours(commands: Iterable[Command]) -> list[list[type_point]]:
    """Curves as straight lines, a list of points for each contour."""
    found: list[list[type_point]] = []
    for op, points in commands:
        if op == "M":
            found.append([points[0]])
        elif op == "L":
            found[-1].append(points[0])
        elif op in "QC":
            found[-1] += _bent((found[-1][-1], *points), _STEPS[op])
    return found


def _bent(control: Sequence[type_point], steps: int) -> list[type_point]:
    """Points on a Bézier curve after its first (de Casteljau)."""
    points = []
    for step in range(1, steps + 1):
        part, level = step / steps, list(control)
        while len(level) > 1:
            level = [(ax + (bx - ax) * part, ay + (by - ay) * part) for (ax, ay), (bx, by) in pairwise(level)]
        points.append(level[0])
    return points
