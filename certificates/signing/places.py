"""Where a PDF's bytes hold a signature: /ByteRange and the gap it leaves for /Contents (ISO 32000-1 §12.8.1).

Read from the bytes, without parsing the file: whoever sends a file to be checked is a stranger, and what the signature
proves is proved before any parser sees the file. A place counts only when it looks exactly as ours do, so that no byte is
free to change.
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

GAP_MAX: Final = 2 * 64 * 1024  # hexadecimal digits of /Contents
_LOOKS: Final = 256  # /ByteRange entries looked at, at most
_RANGE: Final = re.compile(rb"/ByteRange\s{0,8}\[\s{0,8}0\s{1,8}(\d{1,9})\s{1,8}(\d{1,9})\s{1,8}(\d{1,9})\s{0,64}\]")
_HEX: Final = re.compile(rb"(?:[0-9A-F]{2})*|(?:[0-9a-f]{2})*")
_TRACES: Final = re.compile(  # of a signature, not of an empty field for one; a byte changed leaves the others
    rb"/ByteRange|/Type\s{0,4}/Sig[\s/>]|/Adobe\.PPK|/ETSI\.|/adbe\.|/DocMDP"
)


@dataclass(frozen=True, slots=True)
class Place:
    """One signature in a file: bytes [0, before) and [after, end) are signed, between them stand < digits >."""

    before: int
    after: int
    end: int
    der: bytes  # the CMS, without its padding
    upper: bool  # how its digits are written

    @property
    def room(self) -> int:
        """Bytes that a CMS in this place may have."""
        return (self.after - self.before - 2) // 2


def find_places(body: bytes) -> list[Place]:
    """The well-formed places, in the order of the file: digits in one case, a DER value, nothing but zeros behind it."""
    found = []
    for match in islice(_RANGE.finditer(body), _LOOKS):
        before, after, rest = (int(group) for group in match.groups())
        place = _place(body, before, after, after + rest)
        if place is not None:
            found.append(place)
    return found


def has_traces(body: bytes) -> bool:
    """True when something in the file speaks of a signature, whether it can be read or not."""
    return _TRACES.search(body) is not None


def _place(body: bytes, before: int, after: int, end: int) -> Place | None:
    if not (before + 2 <= after <= end <= len(body) and after - before - 2 <= GAP_MAX):
        return None
    gap = body[before:after]
    digits = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or not digits or not _HEX.fullmatch(digits):
        return None
    value = bytes.fromhex(digits.decode())
    length = _der_length(value)
    if length is None or any(value[length:]):
        return None
    return Place(before, after, end, value[:length], upper=digits == digits.upper())


def _der_length(value: bytes) -> int | None:
    """How many bytes the DER SEQUENCE at the beginning of `value` has, or None for anything else."""
    if value[:1] != b"\x30" or len(value) < 4:
        return None
    first = value[1]
    if first < 0x80:
        length = 2 + first
    elif first in (0x81, 0x82, 0x83):
        octets = first & 0x7F
        length = 2 + octets + int.from_bytes(value[2 : 2 + octets], "big")
    else:
        return None
    return length if length <= len(value) else None


def digest_of(body: bytes, place: Place) -> bytes:
    """SHA-256 of what the place's /ByteRange covers."""
    view = memoryview(body)
    sha256 = hashlib.sha256(view[: place.before])
    sha256.update(view[place.after : place.end])
    return sha256.digest()


def filled(body: bytes, place: Place, der: bytes) -> bytes:
    """The file with another CMS in this place; not a byte longer. Raises ValueError when it is larger than the place."""
    if len(der) > place.room:
        raise ValueError(f"the signature has {len(der)} bytes, its place {place.room}")
    digits = der.hex().ljust(2 * place.room, "0")
    text = (digits.upper() if place.upper else digits).encode()
    return b"".join((body[: place.before], b"<", text, b">", body[place.after :]))
