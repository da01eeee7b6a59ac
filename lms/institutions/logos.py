"""A logo as it is kept: read by content, never by name, made small, without what the camera wrote into it. Pure."""

import io
from typing import IO, Final

from lms.institutions.errors import LogoRefused

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 12_000_000
LONGEST: Final = 600  # pixels: enough for 48 mm at 300 dots an inch


def logo_png(file: IO[bytes]) -> bytes:
    """PNG bytes, at most 600 pixels wide and high. Raises LogoRefused for anything but a PNG or JPEG of 2 MB, 12 megapixels."""
    from PIL import Image, UnidentifiedImageError  # loaded by who takes in a picture

    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise LogoRefused
    try:
        image: Image.Image = Image.open(io.BytesIO(body), formats=("PNG", "JPEG"))
        if image.width * image.height > MOST_PIXELS:
            raise LogoRefused
        image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise LogoRefused from broken
    image = image.convert("RGBA" if image.mode in ("RGBA", "LA", "P") else "RGB")
    image.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
