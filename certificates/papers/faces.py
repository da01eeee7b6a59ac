"""The faces that papers are set in: how wide each letter is and which letters there are. Pure; reads `lms/fonts/` once.

Widths are thousandths of the size, whole numbers as both writers put them into the PDF (ISO 32000-1, 9.7.4.3), so the slow
and the fast path break and shrink the same text alike. There is no kerning on either path.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final

from lms.kernel.pdf import FONTS

SERIF: Final = "serif"  # Cert Serif, bold: names and titles
SANS: Final = "sans"
SANS_BOLD: Final = "sans bold"
FACES: Final = (SERIF, SANS, SANS_BOLD)
_FILES: Final = {SERIF: "CertSerif-Bold", SANS: "CertSans-Regular", SANS_BOLD: "CertSans-Bold"}
_STYLE: Final = {
    SERIF: "font-family: 'Cert Serif'; font-weight: bold",
    SANS: "font-family: 'Cert Sans'; font-weight: normal",
    SANS_BOLD: "font-family: 'Cert Sans'; font-weight: bold",
}
LEADING: Final = (
    1.362  # from line to line in sizes: the faces' own height (ascent and descent), which the drawing never goes below
)


@dataclass(frozen=True, slots=True)
class Face:
    """One embedded TrueType face.

    `advances`: by letter, thousandths of the size. `glyphs`: code point → glyph number. `widths`: by glyph number.
    `box`, `ascent`, `descent`, `cap_height`: thousandths, for the font descriptor (ISO 32000-1, 9.8.1).
    """

    key: str
    name: str  # PostScript name, as the drawing library writes it: "CertSerif-Bold"
    data: bytes
    advances: dict[str, int]
    glyphs: dict[int, int]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int

    def width(self, text: str, points: float) -> float:
        """Points that the text takes on one line. Raises KeyError for a letter that the face has not."""
        return sum(map(self.advances.__getitem__, text)) * points / 1000

    def missing(self, text: str) -> str:
        """The letters of the text that the face can't draw, once each, in order."""
        return "".join(dict.fromkeys(letter for letter in text if letter not in self.advances))

    @property
    def css(self) -> str:
        """The declarations that choose this face in a style sheet."""
        return _STYLE[self.key]


@cache
def face(key: str) -> Face:
    """A face by its key. Raises KeyError for an unknown one."""
    from fontTools.ttLib import TTFont  # loaded by who draws

    name = _FILES[key]
    data = (FONTS / f"{name}.ttf").read_bytes()
    font = TTFont(BytesIO(data), lazy=True)
    scale = 1000 / font["head"].unitsPerEm
    order = font.getReverseGlyphMap()
    by_glyph = tuple(round(font["hmtx"][glyph][0] * scale) for glyph in font.getGlyphOrder())
    glyphs = {code: order[glyph] for code, glyph in font.getBestCmap().items()}
    head = font["head"]
    return Face(
        key=key,
        name=name,
        data=data,
        advances={chr(code): by_glyph[number] for code, number in glyphs.items()},
        glyphs=glyphs,
        widths=by_glyph,
        box=(round(head.xMin * scale), round(head.yMin * scale), round(head.xMax * scale), round(head.yMax * scale)),
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(getattr(font["OS/2"], "sCapHeight", 700) * scale),
    )


@cache
def by_name(name: str) -> Face | None:
    """The face whose PostScript name a drawn page gives ("ABCDEF+CertSans-Bold"); None for a stranger."""
    bare = name.rpartition("+")[2]
    return next((face(key) for key in FACES if _FILES[key] == bare), None)


def missing_letters(text: str, key: str = SERIF) -> str:
    """The letters of a text that can't be printed in a face, once each, in order; '' when all can."""
    return face(key).missing(text)
