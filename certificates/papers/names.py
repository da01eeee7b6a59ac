"""Names and other words that must fit: composed letters, at most 120 of them, smaller and then on more lines, or refused. Pure.

Both paths ask `fitted` for size and lines, so they can't differ. A box never grows: what stands below it never moves.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from certificates.papers.faces import LEADING, SERIF, face

NAME_MAX: Final = 120  # letters
POINTS_PER_MM: Final = 72 / 25.4
_STEP: Final = 2.0  # points from one size to the next smaller
_HAIR: Final = 1.0  # points that a line stays inside its box, so that our breaks are never one more than the drawing's

_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*mm\s*x\s*(\d+(?:\.\d+)?)\s*mm")
_POINTS: Final = re.compile(r"(\d+(?:\.\d+)?)\s*pt(?:\s*to\s*(\d+(?:\.\d+)?)\s*pt)?")
_LINES: Final = re.compile(r"([1-9])\s*lines?")
STANDS: Final = ("top", "middle", "bottom")


def neat(text: str) -> str:
    """One line in composed letters (NFC): a decomposed accent would be printed beside its letter."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True, slots=True)
class Box:
    """A block of fixed size that words are fitted into, as a design writes it: fit="181mm x 20mm; 28pt to 14pt; serif; bottom".

    Widths and heights in points; `stands`: where the words stand when the box is higher than they are.
    """

    width: float
    height: float
    largest: float
    smallest: float
    face: str = SERIF
    stands: str = "top"
    lines: int = 2

    @property
    def sizes(self) -> tuple[float, ...]:
        """The sizes to try, largest first, two points apart, the smallest always among them."""
        found = [self.largest]
        while found[-1] - _STEP > self.smallest:
            found.append(found[-1] - _STEP)
        return tuple(found) if found[-1] <= self.smallest else (*found, self.smallest)

    @property
    def steps(self) -> tuple[tuple[float, int], ...]:
        """Every size with every number of lines that the box has room for."""
        return tuple((size, count) for size in self.sizes for count in range(1, self.lines + 1) if self.holds(size, count))

    def holds(self, size: float, count: int) -> bool:
        """True when so many lines of this size are no higher than the box."""
        return count * size * LEADING <= self.height + 0.01


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a text stands in its box: the size in points and the lines, in order."""

    size: float
    lines: tuple[str, ...]


def box_of(written: str) -> Box:
    """The box that a `fit` attribute describes. Raises ValueError with what is missing, in a sentence."""
    size, points, lines = _SIZE.search(written), _POINTS.search(written), _LINES.search(written)
    if size is None or points is None:
        raise ValueError(_('“fit” needs a size and letters, for example: fit="181mm x 20mm; 28pt to 14pt; serif; bottom".'))
    words = {word.strip() for word in written.split(";")}
    known = [key for key in ("sans bold", "sans", "serif") if key in words]
    left = {
        word
        for word in words - set(known) - set(STANDS)
        if word and not any(p.fullmatch(word) for p in (_SIZE, _POINTS, _LINES))
    }
    if left:
        raise ValueError(_("“fit” does not know “%(word)s”.") % {"word": min(left)})
    largest = float(points[1])
    box = Box(
        width=float(size[1]) * POINTS_PER_MM,
        height=float(size[2]) * POINTS_PER_MM,
        largest=largest,
        smallest=min(largest, float(points[2] or largest)),
        face=known[0] if known else SERIF,
        stands=next((word for word in STANDS if word in words), "top"),
        lines=int(lines[1]) if lines else 2,
    )
    if not box.holds(box.largest, 1):
        raise ValueError(_("The box of “fit” is lower than one line of its largest letters."))
    return box


def fitted(text: str, box: Box) -> Fitted | None:
    """The largest size in which the text stands in the box, broken at spaces; None when it does not in the smallest.

    Raises KeyError for a letter that the face has not.
    """
    words = text.split()
    if not words:
        return Fitted(box.largest, ())
    letters = face(box.face)
    space, widths = letters.width(" ", 1), [letters.width(word, 1) for word in words]
    for size in box.sizes:
        room = (box.width - _HAIR) / size
        lines = _broken(words, widths, space, room)
        if lines and len(lines) <= box.lines and box.holds(size, len(lines)):
            return Fitted(size, _balanced(words, widths, space, room) if len(lines) == 2 and box.face == SERIF else lines)
    return None


def name_fits(name: str, box: Box) -> bool:
    """False for a name of more than 120 letters, or one that does not stand in the box in the smallest size.

    Letters that the face has not are `faces.missing_letters`' business; here they count as wide as any.
    """
    tidy = neat(name)
    known = "".join(letter if not face(box.face).missing(letter) else "M" for letter in tidy)
    return len(tidy) <= NAME_MAX and fitted(known, box) is not None


def _balanced(words: list[str], widths: list[float], space: float, room: float) -> tuple[str, ...]:
    """Two lines as even as can be: no word is left alone under a full line."""
    best, at = room + 1, 1
    for number in range(1, len(words)):
        above = sum(widths[:number]) + space * (number - 1)
        below = sum(widths[number:]) + space * (len(words) - number - 1)
        if max(above, below) <= min(room, best):
            best, at = max(above, below), number
    return " ".join(words[:at]), " ".join(words[at:])


def _broken(words: list[str], widths: list[float], space: float, room: float) -> tuple[str, ...]:
    """Lines no wider than `room`, each as full as can be; () when a word alone is wider."""
    lines: list[str] = []
    first, used = 0, 0.0
    for number, wide in enumerate(widths):
        if wide > room:
            return ()
        if number > first and used + space + wide > room:
            lines.append(" ".join(words[first:number]))
            first, used = number, wide
        else:
            used += wide + (space if number > first else 0.0)
    return (*lines, " ".join(words[first:]))
