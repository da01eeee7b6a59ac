"""QR codes in microseconds: with version, level and mask fixed, a symbol is an affine function of its message over GF(2).

Reed–Solomon codes are linear, placement and mask are fixed (ISO/IEC 18004, 7.5–7.8), so the symbol of a message is the XOR of
the symbol of another message of the same length and one precomputed difference per changed bit. Pure; tables are built as
characters are met and kept by the process. Level M: 15 % of the symbol may be lost.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certificates.papers.problems import CannotDraw

if TYPE_CHECKING:
    import segno  # loaded by who draws

PLACEHOLDER_PIXELS: Final = 7  # a 7 × 7 picture stands where the symbol will be
PLACEHOLDER: Final = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAcAAAAHCAAAAADhOQgPAAAAGUlEQVR42mP8z8DAwMDAwMSASTNC6f9Y5AFMkQINiSGnCAAAAABJ"
    "RU5ErkJggg=="
)
_MASK: Final = 2
_LEVEL: Final = "m"
_LONGEST: Final = 213  # bytes of a version-10 symbol at level M: what still reads from a stamp-sized square


@dataclass(slots=True)
class Family:
    """All symbols of one message length. `size`: modules to a side."""

    first: str
    version: int
    size: int
    base: int
    bits: dict[tuple[int, int], int] = field(default_factory=dict)  # (position, bit) → difference
    letters: dict[tuple[int, str], int] = field(default_factory=dict)  # (position, character) → difference

    def symbol(self, message: str) -> int:
        """The modules of a message, row after row, most significant bit first; 1 is dark."""
        symbol, letters = self.base, self.letters
        for at in enumerate(message):
            difference = letters.get(at)
            if difference is None:
                difference = letters[at] = self._difference(*at)
            symbol ^= difference
        return symbol

    def _difference(self, position: int, letter: str) -> int:
        change, found = ord(letter) ^ ord(self.first[position]), 0
        for bit in range(7):
            if change >> bit & 1:
                if (position, bit) not in self.bits:
                    other = chr(ord(self.first[position]) ^ 1 << bit)
                    message = self.first[:position] + other + self.first[position + 1 :]
                    self.bits[position, bit] = self.base ^ _modules(_encoded(message, self.version))
                found ^= self.bits[position, bit]
        return found

    def mask(self, message: str) -> bytes:
        """The symbol as a 1-bit picture, rows padded to whole bytes (ISO 32000-1, 8.9.5); 1 is dark."""
        side = self.size
        pad = -side % 8
        symbol, row = self.symbol(message), (1 << side) - 1
        wide = 0
        for number in range(side):
            wide |= ((symbol >> number * side) & row) << (number * (side + pad) + pad)
        return wide.to_bytes(side * (side + pad) // 8, "big")


def _encoded(message: str, version: int | None) -> "segno.QRCode":
    import segno

    return segno.make_qr(message, error=_LEVEL, version=version, mask=_MASK, mode="byte", boost_error=False)


def _modules(code: "segno.QRCode") -> int:
    found = 0
    for row in code.matrix:
        for module in row:
            found = found << 1 | (module & 1)
    return found


@lru_cache(maxsize=16)
def _family(length: int, first: str) -> Family:
    code = _encoded(first, None)
    return Family(first, int(code.version), len(code.matrix), _modules(code))


_FIRST: Final[dict[int, str]] = {}


def family(message: str) -> Family:
    """The family that a message belongs to. Raises CannotDraw for one that is empty, too long or not ASCII."""
    if not message or len(message) > _LONGEST or not message.isascii():
        raise CannotDraw(f"a QR code takes 1 to {_LONGEST} ASCII characters, not {message[:60]!r}")
    length = len(message)
    return _family(length, _FIRST.setdefault(length, message))
