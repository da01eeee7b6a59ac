"""Putting a credential into the badge's picture, and taking it out of a picture that anybody may have made.

OB 3.0 §5.3: PNG, one `iTXt` chunk with the keyword `openbadgecredential`, not compressed; SVG, one element
`<openbadges:credential>`, a JWT as its attribute `verify`, a credential with an embedded proof as its text.
"""

import re
from typing import Final
from xml.parsers.expat import ExpatError

from openbadgeslib import baking
from openbadgeslib.errors import LibOpenBadgesException

MAX_FILE: Final = 2 * 1024 * 1024  # bytes of a picture that is read
MAX_SVG: Final = 512 * 1024
MAX_CREDENTIAL: Final = 64 * 1024  # bytes of a credential, unpacked
MAX_DEEP: Final = 200  # elements in one another
PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEYWORD: Final = baking.ITXT_KEYWORD_OB3
_TAG: Final = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")


class PictureRefused(ValueError):
    """A file that is not a badge's picture, or that means harm; the message says why, without a word of the file."""


def bake_png(picture: bytes, credential: str) -> bytes:
    """The PNG with the credential in it. Raises PictureRefused when it is no PNG or holds one already."""
    try:
        full = baking.has_png(picture, keyword=_KEYWORD)
        baked = b"" if full else baking.bake_png(picture, credential, keyword=_KEYWORD)
    except Exception as broken:  # png raises whatever a broken file makes it raise
        raise PictureRefused("this is not a PNG picture") from broken
    if full:
        raise PictureRefused("the picture holds a credential already")
    return baked


def bake_svg(picture: bytes, credential: str) -> bytes:
    """The SVG with the credential in it; scripts and handlers, if it had any, are gone. Raises PictureRefused."""
    _look_at_svg(picture)
    if b"<openbadges:credential" in picture:
        raise PictureRefused("the picture holds a credential already")
    try:
        return baking.bake_svg(
            picture,
            credential,
            element=baking.SVG_ELEMENT_OB3,
            namespace=baking.SVG_NS_OB3,
            as_text=credential.lstrip().startswith("{"),
        )
    except (ValueError, ExpatError, AttributeError) as broken:  # defusedxml's are ValueErrors; AttributeError: no <svg>
        raise PictureRefused("this is not an SVG picture") from broken


def unbake(picture: bytes) -> str:
    """The credential in a PNG or SVG, as text, unchecked. '' when the picture holds none. Raises PictureRefused.

    The file may be hostile: its size is looked at first, a packed credential is unpacked to 64 kB at most, entities and
    document types are refused, and so is a file with two credentials, of which one reader could see one, another the other.
    """
    if picture.startswith(PNG):
        return _from_png(picture)
    if picture.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _from_svg(picture)
    raise PictureRefused("this is neither a PNG nor an SVG picture")


def _from_png(picture: bytes) -> str:
    if len(picture) > MAX_FILE:
        raise PictureRefused("the picture is too large")
    if picture.count(_KEYWORD + b"\x00") > 1:
        raise PictureRefused("the picture holds more than one credential")
    try:
        found = baking.extract_png(picture, MAX_CREDENTIAL, keyword=_KEYWORD)
    except LibOpenBadgesException as bomb:
        raise PictureRefused("the credential in the picture is too long") from bomb
    except Exception as broken:  # png and zlib raise whatever a broken file makes them raise
        raise PictureRefused("the picture is damaged") from broken
    return _bounded(found)


def _from_svg(picture: bytes) -> str:
    _look_at_svg(picture)
    try:
        found = baking.extract_svg(picture, element=baking.SVG_ELEMENT_OB3, text_fallback=True)
    except (ValueError, ExpatError, RecursionError) as broken:
        raise PictureRefused("the picture is damaged, or asks for what a badge does not need") from broken
    return _bounded(found)


def _look_at_svg(picture: bytes) -> None:
    """What can be told before any parser sees it."""
    if len(picture) > MAX_SVG:
        raise PictureRefused("the picture is too large")
    if b"\x00" in picture or b"<!DOCTYPE" in picture or b"<!ENTITY" in picture:
        raise PictureRefused("the picture asks for what a badge does not need")
    if picture.count(b"<openbadges:credential") > 1:
        raise PictureRefused("the picture holds more than one credential")
    depth = 0
    for tag in _TAG.finditer(picture):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth > MAX_DEEP:
            raise PictureRefused("the picture is nested too deeply")


def _bounded(found: str | None) -> str:
    text = (found or "").strip()
    if len(text) > MAX_CREDENTIAL:
        raise PictureRefused("the credential in the picture is too long")
    return text
