"""A page's operations written again: each piece of text placed by itself, everything marked, what varies left out. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from certificates.papers.objects import number
from certificates.papers.qr import PLACEHOLDER_PIXELS, family
from certificates.papers.reading import PAINT, PATH, SPACING, Image, Matrix, Page
from certificates.papers.structure import Marked

INK: Final = "0.102 0.141 0.18 rg"  # of the QR code: the papers' dark
_PLACING: Final = frozenset({b"BT", b"Tm", b"Td", b"T*", b"TL"})  # every piece gets a place of its own instead
_ARTIFACT: Final = (-1, "Artifact")


@dataclass(slots=True)
class Stamped:
    """Where the varying pieces of the first page are: operation → (marked-content id, role); id -1 for artifacts."""

    runs: dict[int, tuple[int, str]] = field(default_factory=dict)
    qr: tuple[int, str] | None = None
    qr_box: Matrix | None = None


def is_qr(image: Image) -> bool:
    """True for the picture that stands for the QR code."""
    return image.pixels == (PLACEHOLDER_PIXELS, PLACEHOLDER_PIXELS)


def begin(mark: tuple[int, str] | None) -> str:
    """The operator that begins marked content (ISO 32000-1, 14.6)."""
    return "/Artifact BMC" if mark is None or mark[0] < 0 else f"/{mark[1]} <</MCID {mark[0]}>> BDC"


def qr_operators(message: str, box: Matrix, mark: tuple[int, str] | None) -> str:
    """The symbol of a message in its box, as a stencil (ISO 32000-1, 8.9.6.2), marked as a figure or an artifact."""
    kin = family(message)
    return f"{_qr_begin(kin.size, box, mark)} {kin.mask(message).hex()}> EI Q EMC"


@lru_cache(maxsize=64)
def _qr_begin(side: int, box: Matrix, mark: tuple[int, str] | None) -> str:
    place = " ".join(number(one) for one in box)
    return f"{begin(mark)} q {INK} {place} cm BI /W {side} /H {side} /IM true /BPC 1 /D [1 0] /F /AHx ID"


class Rewriter:
    """Writes one page again. `out`: its operators; `used`: the fonts that it shows; `stamped`: what was left out."""

    def __init__(self, page: Page, marks: Marked, varying: frozenset[int], qr: str | None) -> None:
        self.page, self.marks, self.varying, self.qr = page, marks, varying, qr
        self.runs = {run.number: run for run in page.runs}
        self.images = {image.number: image for image in page.images}
        self.spaced = _line_ends(page, marks)
        self.out: list[str] = []
        self.used: set[str] = set()
        self.stamped = Stamped()
        self.in_text = self.in_path = False
        self.mark: tuple[int, str] | None = None

    def content(self) -> bytes:
        """All operators of the page, `q` and `Q` in balance."""
        ways: dict[bytes, Callable[[int, Any, str], None]] = {
            b"Tj": self._show,
            b"ET": self._end,
            b"Tf": self._font,
            b"Do": self._image,
        }
        ways |= dict.fromkeys(_PLACING, self._drop) | dict.fromkeys(PATH | PAINT, self._path)
        ways |= dict.fromkeys(SPACING, self._state)
        depth = 0
        for at, (operands, operator) in enumerate(self.page.operations):
            ways.get(operator, self._state)(at, operands, operator.decode("latin-1"))
            depth += (operator == b"q") - (operator == b"Q")
        self._end(-1, (), "")
        return "\n".join([*self.out, *["Q"] * depth]).encode("latin-1")

    def _show(self, at: int, operands: Any, _said: str) -> None:
        run = self.runs[at]
        if at in self.varying:
            self.stamped.runs[at] = self.marks.runs.get(at, _ARTIFACT)
            return
        if not run.text.strip():
            return
        wanted = self.marks.runs.get(at, _ARTIFACT)
        if not self.in_text:
            self.out.append("BT")
            self.in_text = True
        if self.mark != wanted:
            if self.mark is not None:
                self.out.append("EMC")
            self.out.append(begin(wanted))
            self.mark = wanted
        self.used.add(run.resource)
        shown = bytes(getattr(operands[0], "original_bytes", operands[0])).hex() + ("20" if at in self.spaced else "")
        self.out.append(" ".join(number(one) for one in run.matrix) + f" Tm <{shown}> Tj")

    def _end(self, _at: int, _operands: Any, _said: str) -> None:
        if self.mark is not None:
            self.out.append("EMC")
            self.mark = None
        if self.in_text:
            self.out.append("ET")
            self.in_text = False

    def _font(self, _at: int, operands: Any, _said: str) -> None:
        if str(operands[0]) != "/F1":  # reportlab's first font: set, never shown, not embedded
            self.out.append(f"{operands[0]} {number(operands[1])} Tf")

    def _image(self, at: int, _operands: Any, _said: str) -> None:
        image, place = self.images[at], self.marks.images.get(at)
        if not is_qr(image):
            self.out.append(f"{begin(place)} {image.name} Do EMC")
        elif self.qr is None:
            self.stamped.qr, self.stamped.qr_box = place, image.matrix
        else:
            self.out.append(qr_operators(self.qr, (1, 0, 0, 1, 0, 0), place))

    def _path(self, _at: int, operands: Any, said: str) -> None:
        if said == "n" and not self.in_path:
            return  # an end of no path
        if not self.in_path:
            self.out.append("/Artifact BMC")
            self.in_path = True
        self.out.append(" ".join([*(number(one) for one in operands), said]))
        if said.encode() in PAINT:
            self.out.append("EMC")
            self.in_path = False

    def _state(self, _at: int, operands: Any, said: str) -> None:
        self.out.append(" ".join([*(_operand(one) for one in operands), said]))

    def _drop(self, _at: int, _operands: Any, _said: str) -> None:
        """Text is placed piece by piece instead."""


def _line_ends(page: Page, marks: Marked) -> frozenset[int]:
    """The runs after which a line ends within one mark: who reads aloud or copies needs a space there, which no eye sees."""
    ends = set()
    for run, following in pairwise(page.runs):
        same = run.number in marks.runs and marks.runs[run.number] == marks.runs.get(following.number)
        if same and abs(run.y - following.y) > 1 and run.has_space and not run.text.endswith(" "):
            ends.add(run.number)
    return frozenset(ends)


def _operand(value: Any) -> str:
    if isinstance(value, list):
        return "[" + " ".join(_operand(one) for one in value) + "]"
    return number(value) if isinstance(value, int | float) else str(value)
