"""PNG and JPEG block by block: what draws the picture stays, everything else goes. No pixel is touched. Pure.

JPEG: ISO/IEC 10918-1 (marker segments, Annex B); APP0 JFIF and APP14 Adobe say how colours are read and stay, the latter
because without it colours turn. Of EXIF one number stays, in a block of our own: how the picture must be turned.
PNG: W3C Portable Network Graphics (Third Edition), chunks of chapter 11.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from assessments.cleaning.refusing import Refused, Why

MOST_POINTS: Final = 60_000_000  # more can only be meant to fill a reader's memory
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"cICP"}
)
_SOI, _EOI, _SOS, _APP0, _APP1, _APP14, _TEM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0x01
_RESTARTS: Final = range(0xD0, 0xD8)
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES: Final = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, _SOS}  # Huffman, arithmetic and quantisation tables, lines, restarts


def clean_png(body: bytes) -> bytes:
    """Only the chunks that draw the picture; an animation becomes its first picture. Raises Refused."""
    kept, seen = [_PNG_HEAD], set()
    for kind, data in _chunks(body):
        if kind == b"IHDR":
            if len(data) != 13:
                raise Refused(Why.BROKEN)
            _refuse_huge(*struct.unpack(">II", data[:8]))
        if kind in _PNG_KEPT:
            seen.add(kind)
            kept.append(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    if not {b"IHDR", b"IDAT", b"IEND"} <= seen:
        raise Refused(Why.BROKEN)
    return b"".join(kept)


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG_HEAD)
    if not body.startswith(_PNG_HEAD) or body[place + 4 : place + 8] != b"IHDR":
        raise Refused(Why.BROKEN)
    while place + 12 <= len(body):
        size = struct.unpack(">I", body[place : place + 4])[0]
        kind, data = body[place + 4 : place + 8], body[place + 8 : place + 8 + size]
        end = body[place + 8 + size : place + 12 + size]
        if len(data) != size or len(end) != 4 or struct.unpack(">I", end)[0] != zlib.crc32(kind + data):
            raise Refused(Why.BROKEN)
        yield kind, data
        if kind == b"IEND":
            return
        place += 12 + size
    raise Refused(Why.BROKEN)


def clean_jpeg(body: bytes) -> bytes:
    """Only the segments that draw the picture, up to its end. Raises Refused."""
    turned, kept, drawn = 1, [], False
    for marker, data in _segments(body):
        if marker in _FRAMES:
            if len(data) < 6:
                raise Refused(Why.BROKEN)
            height, width = struct.unpack(">HH", data[1:5])
            _refuse_huge(width, height)
            drawn = True
        if marker == _APP0 and data.startswith(b"JFIF\0") and len(data) >= 14:
            kept.append(_segment(marker, data[:12] + b"\0\0"))  # without its thumbnail
        elif marker == _APP14 and data.startswith(b"Adobe"):
            kept.append(_segment(marker, data[:12]))
        elif marker == _APP1 and data.startswith(b"Exif\0"):
            turned = _orientation(data[6:]) if turned == 1 else turned
        elif marker == _SOS:
            kept.append(b"\xff\xda" + data)
        elif marker in _TABLES:
            kept.append(_segment(marker, data))
    if not drawn or not any(part.startswith(b"\xff\xda") for part in kept):
        raise Refused(Why.BROKEN)
    first = 1 if kept[0].startswith(b"\xff\xe0") else 0
    if turned != 1:
        kept.insert(first, _segment(_APP1, _exif_of(turned)))
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def _segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, data) up to the end of the picture; of a scan the data begin with its length and run to the next marker."""
    if not body.startswith(b"\xff\xd8"):
        raise Refused(Why.BROKEN)
    place = 2
    while place + 2 <= len(body):
        if body[place] != 0xFF:
            raise Refused(Why.BROKEN)
        marker = body[place + 1]
        if marker == 0xFF:  # fill byte
            place += 1
            continue
        if marker == _EOI:
            return
        if marker in _RESTARTS or marker in (_SOI, _TEM):
            place += 2
            continue
        size = int.from_bytes(body[place + 2 : place + 4], "big")
        end = place + 2 + size
        if size < 2 or end > len(body):
            raise Refused(Why.BROKEN)
        if marker == _SOS:
            end = _end_of_scan(body, end)
            yield marker, body[place + 2 : end]
        else:
            yield marker, body[place + 4 : end]
        place = end
    raise Refused(Why.BROKEN)


def _end_of_scan(body: bytes, place: int) -> int:
    """Where the next marker stands that is neither a stuffed FF 00 nor a restart."""
    while True:
        place = body.find(b"\xff", place)
        if place < 0 or place + 1 >= len(body):
            raise Refused(Why.BROKEN)
        following = body[place + 1]
        if following != 0 and following not in _RESTARTS and following != 0xFF:
            return place
        place += 1 if following == 0xFF else 2


def _orientation(tiff: bytes) -> int:
    """How the picture must be turned, 1 to 8 (EXIF tag 0x0112 of the first directory); 1 when it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    start = struct.unpack(order + "I", tiff[4:8])[0]
    count = struct.unpack(order + "H", tiff[start : start + 2])[0] if start + 2 <= len(tiff) else 0
    for n in range(min(count, 200)):
        entry = tiff[start + 2 + 12 * n : start + 14 + 12 * n]
        if len(entry) == 12 and struct.unpack(order + "H", entry[:2])[0] == 0x0112:
            value = struct.unpack(order + "H", entry[8:10])[0]
            return value if 1 <= value <= 8 else 1
    return 1


def _exif_of(turned: int) -> bytes:
    """A directory of one entry: how the picture must be turned."""
    return b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)


def _refuse_huge(width: int, height: int) -> None:
    if not width or not height:
        raise Refused(Why.BROKEN)
    if width * height > MOST_POINTS:
        raise Refused(Why.HUGE)
