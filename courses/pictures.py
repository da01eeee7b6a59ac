"""The file of a figure → what is kept of it: SVG cleaned, PNG and JPEG without anything but the picture. Pure.

A PNG or JPEG that holds nothing but its picture stays as it is, to the byte; any other is written anew by Pillow, so that
places, cameras, names and whatever hides behind the picture stay out. Cleaning what was cleaned gives the same bytes.
"""

import hashlib
import io
import warnings
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from courses.svg import MAX_SIDE, clean_svg
from lms.kernel.textfiles import FileMistake

if TYPE_CHECKING:
    from PIL import Image  # loaded by who reads a picture

MAX_BYTES: Final = 200 * 1024
TYPES: Final = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}
_FORMATS: Final = {"png": "PNG", "jpg": "JPEG"}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNKS: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
# of a JPEG: tables, frame, scan; APP0 (JFIF: 14 bytes, no thumbnail) and APP14 (Adobe: the colours) say how to draw it
_SEGMENTS: Final = frozenset({0xDB, 0xC4, 0xC0, 0xC1, 0xC2, 0xDD, 0xEE})


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture: its bytes, what they are (svg, png, jpg), its size in pixels or units."""

    type: str
    width: int
    height: int
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def as_text(self) -> str:
        """The bytes in base64."""
        return b64encode(self.data).decode()


def clean_picture(raw: bytes, suffix: str) -> Picture:
    """What is kept of a file `….<suffix>`. Raises FileMistake: larger than 200 kB, not what it says it is, not allowed."""
    if len(raw) > MAX_BYTES:
        raise FileMistake(1, _("A figure is at most 200 kB: make it smaller, or draw it as SVG."))
    if suffix == "svg":
        drawing = clean_svg(raw)
        picture = Picture("svg", drawing.width, drawing.height, drawing.text.encode())
    else:
        picture = _clean_raster(raw, suffix)
    if len(picture.data) > MAX_BYTES:
        raise FileMistake(1, _("A figure is at most 200 kB: make it smaller, or draw it as SVG."))
    return picture


def _clean_raster(raw: bytes, suffix: str) -> Picture:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=[_FORMATS[suffix]]) as image:
                if not (image.width <= MAX_SIDE and image.height <= MAX_SIDE):
                    raise FileMistake(1, _("A figure's sides are from 1 to %(most)s.") % {"most": MAX_SIDE})
                image.load()
                if _only_a_picture(raw, suffix) and not getattr(image, "is_animated", False):
                    return Picture(suffix, image.width, image.height, raw)
                return _redrawn(image, suffix)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        said = _("This can not be read as a picture of type %(type)s.") % {"type": suffix}
        raise FileMistake(1, said) from None


def _redrawn(image: "Image.Image", suffix: str) -> Picture:
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    clear = "A" in upright.getbands() or "transparency" in upright.info
    flat = upright.convert("RGBA" if clear else "RGB") if suffix == "png" else upright.convert("RGB")
    bare = Image.frombytes(flat.mode, flat.size, flat.tobytes())  # pixels alone
    out = io.BytesIO()
    if suffix == "png":
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=85, optimize=True)
    return Picture(suffix, bare.width, bare.height, out.getvalue())


def _only_a_picture(raw: bytes, suffix: str) -> bool:
    return _only_png(raw) if suffix == "png" else _only_jpeg(raw)


def _only_png(raw: bytes) -> bool:
    place = len(_PNG)
    while raw.startswith(_PNG) and place + 12 <= len(raw):
        length, name = int.from_bytes(raw[place : place + 4], "big"), raw[place + 4 : place + 8]
        if name not in _CHUNKS:
            return False
        place += 12 + length
        if name == b"IEND":
            return length == 0 and place == len(raw)
    return False


def _only_jpeg(raw: bytes) -> bool:
    place = 2
    while raw[place : place + 1] == b"\xff" and place + 4 <= len(raw):
        marker, length = raw[place + 1], int.from_bytes(raw[place + 2 : place + 4], "big")
        if marker == 0xDA:
            return _ends_well(raw, place + 2 + length)
        jfif = marker == 0xE0 and length == 16 and raw[place + 4 : place + 9] == b"JFIF\0"
        adobe = marker == 0xEE and length == 14
        if not (jfif or adobe or (marker in _SEGMENTS and marker != 0xEE)):
            return False
        place += 2 + length
    return False


def _ends_well(raw: bytes, place: int) -> bool:
    """After the first scan: only more scans and their tables, then the end, and nothing behind it."""
    while (place := raw.find(b"\xff", place)) >= 0 and place + 1 < len(raw):
        marker = raw[place + 1]
        if marker == 0xD9:
            return place + 2 == len(raw)
        if marker == 0 or 0xD0 <= marker <= 0xD7 or marker == 0xFF:
            place += 1 if marker == 0xFF else 2
        elif marker in (0xDA, 0xC4, 0xDB, 0xDD):
            place += 2 + int.from_bytes(raw[place + 2 : place + 4], "big")
        else:
            return False
    return False
