"""Pictures of a design or of a paper: checked, without transparency, as the drawing library takes them. Pure.

PDF/A-1 knows no transparency (ISO 19005-1, 6.4), so a picture is laid on a plain colour. A drawing (SVG) may hold shapes and
nothing that points anywhere.
"""

import io
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from certificates.papers.problems import CannotDraw
from certificates.papers.qr import PLACEHOLDER_PIXELS

PIXELS: Final = 12_000_000
LARGEST: Final = (1200, 1200)  # pixels after drawing: 300 to the inch over four inches
SVG_BYTES: Final = 200_000

_SHAPES: Final = frozenset({"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc"})
_FIGURES: Final = frozenset(
    {
        "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "points", "width", "height", "viewBox", "fill",
        "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "fill-rule", "transform", "id",
        "version", "preserveAspectRatio", "xmlns",
    }
)  # fmt: skip
_PLAIN: Final = re.compile(r"[^()<>&\"'\\@:]*")  # numbers, names, #colours
_MOVED: Final = re.compile(r"(?:\s*(?:translate|scale|rotate|matrix|skewX|skewY|rgb)\([-0-9eE.,%\s]*\)\s*)+")
_SPACE: Final = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, a JPEG or a drawing in SVG, as uploaded."""

    data: bytes

    @property
    def is_drawing(self) -> bool:
        """True for SVG."""
        return self.data.lstrip()[:1] == b"<"


def data_uri(kind: str, body: bytes) -> str:
    """The bytes as an address that is itself the picture."""
    return f"data:image/{kind};base64,{b64encode(body).decode()}"


@lru_cache(maxsize=64)
def drawable(picture: Picture, on: str = "#ffffff") -> tuple[str, float, float]:
    """The picture as a data address, laid on a plain colour, with its width and height (only their ratio means something).

    Raises CannotDraw for what is neither PNG nor JPEG nor a plain drawing, or is too large.
    """
    if picture.is_drawing:
        width, height = _checked_drawing(picture.data)
        return data_uri("svg+xml", picture.data), width, height
    from PIL import Image  # loaded by who draws

    try:
        with Image.open(io.BytesIO(picture.data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > PIXELS:
                raise CannotDraw(_("A picture has more than 12 million pixels."))
            image = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as broken:
        raise CannotDraw(_("A picture can't be read: it is neither PNG nor JPEG, or damaged.")) from broken
    image.thumbnail(LARGEST)
    if image.size == (PLACEHOLDER_PIXELS, PLACEHOLDER_PIXELS):  # nobody's picture is taken for the QR code's place
        image = image.resize((2 * PLACEHOLDER_PIXELS, 2 * PLACEHOLDER_PIXELS), Image.Resampling.NEAREST)
    flat = Image.new("RGB", image.size, on)
    flat.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, format="PNG")
    return data_uri("png", out.getvalue()), float(image.width), float(image.height)


def _harmless(value: str) -> bool:
    """True for an attribute that can only be a number, a name, a colour, a path or a movement."""
    return value == _SPACE or bool(_PLAIN.fullmatch(value) or _MOVED.fullmatch(value))


def _checked_drawing(data: bytes) -> tuple[float, float]:
    """Width and height of a drawing that holds shapes only. Raises CannotDraw."""
    refused = CannotDraw(_("A drawing (SVG) may hold plain shapes only: no text, pictures, links, styles or transparency."))
    if len(data) > SVG_BYTES:
        raise CannotDraw(_("A drawing (SVG) is larger than 200 kB."))
    root: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag not in _SHAPES or any(key not in _FIGURES or not _harmless(value) for key, value in attributes.items()):
            raise refused
        if not root:
            if tag != "svg":
                raise refused
            root.update(attributes)

    def refuse(*_arguments: object) -> None:
        raise refused

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(data, True)
        size = [float(number) for number in root.get("viewBox", "").replace(",", " ").split()][2:]
        width, height = size if len(size) == 2 else (float(root.get("width", "")), float(root.get("height", "")))
    except (ValueError, expat.ExpatError) as broken:
        raise refused from broken
    if width <= 0 or height <= 0:
        raise CannotDraw(_("A drawing (SVG) has no size."))
    return width, height
