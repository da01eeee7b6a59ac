"""Files of certificates: put together as they were issued, and what a stranger's file is worth."""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from certificates import keyring
from certificates.badges.baking import PNG
from certificates.errors import CertificateNotFound, FileDamaged
from certificates.models import Certificate
from certificates.selectors.answers import answer
from certificates.selectors.badges import check_badge
from certificates.serial import is_well_formed, normalise
from certificates.signing.checking import Checked, check
from certificates.signing.reasons import Reason
from certificates.standing import PublicState

FOUND: Final = "found"  # the file is one that was issued, byte for byte
CHANGED: Final = "changed"  # it carries a number of the register, and is not what was issued under it
UNKNOWN: Final = "unknown"
PDF: Final = "pdf"
BADGE: Final = "badge"
_STREAMS: Final = 200  # packed parts that are looked into, at most
_UNPACKED: Final = 256 * 1024  # bytes of each
_LETTERS: Final = rb"[0-9A-HJKMNP-TV-Z]"
_ADDRESS: Final = rb"/verify/(" + _LETTERS + rb"{17})(?![0-9A-Za-z])"
_PRINTED: Final = rb"(?<![0-9A-Za-z])((?:" + _LETTERS + rb"{4}-){4}" + _LETTERS + rb")(?![0-9A-Za-z-])"
_SERIAL: Final = re.compile(_ADDRESS + rb"|" + _PRINTED)
_STREAM: Final = re.compile(rb"stream\r?\n")
_TOKEN: Final = re.compile(rb"[0-9A-Za-z_-]{200,}")  # a part of a JWT, bare or in a picture
_TOKENS: Final = 10  # parts that are looked into, at most


def file_of(row: Certificate) -> bytes:
    """The file as it was issued: prefix and tail, held against its hash. `row` has its prefix. Raises FileDamaged."""
    body = (bytes(row.prefix.bytes) if row.prefix else b"") + bytes(row.tail or b"")
    if hashlib.sha256(body).hexdigest() != row.sha256:
        raise FileDamaged
    return body


def file_of_certificate(certificate_id: int) -> bytes:
    """The file of an issued certificate, as it is downloaded. Raises CertificateNotFound, FileDamaged."""
    row = (
        Certificate.objects.select_related("prefix").filter(pk=certificate_id, tail__isnull=False, sha256__isnull=False).first()
    )
    if row is None:
        raise CertificateNotFound
    return file_of(row)


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What the register and the signature say about a file.

    `state` is how the certificate stands, `unknown` unless the file is as issued. `register`: found, changed, unknown.
    `signature`: valid, invalid, none. `why` is for people, of the signature; `kind`: pdf or badge.
    """

    state: PublicState
    serial: str
    signature: str
    register: str
    kind: str = PDF
    why: str = ""
    development: bool = False

    @property
    def genuine(self) -> bool:
        """True for a file that is exactly what was issued and signed."""
        return self.register == FOUND and self.signature == "valid"


def look_at_file(body: bytes, *, at: datetime | None = None) -> FileAnswer:
    """What a file is worth that somebody sends: one of our papers, a badge of ours, one that was changed, or none of ours.

    The hash is held against the register, the signature against every key that ever signed here. Hostile bytes are only
    searched, never opened by a PDF parser unless one of our keys signed them. Nothing is fetched, nothing is kept.
    """
    if not body.startswith(b"%PDF-") and (found := _badge(body, at)):
        return found
    row = Certificate.objects.filter(sha256=hashlib.sha256(body).hexdigest()).values_list("serial", "issued_at").first()
    checked = _signature(body, row[1] if row else None)
    if row is not None:
        state = answer(row[0], at=at).standing.state
        return FileAnswer(state, row[0], checked.state, FOUND, why=checked.why, development=checked.development)
    serial, known = _named_in(body)
    register = CHANGED if known else UNKNOWN
    return FileAnswer(PublicState.UNKNOWN, serial, checked.state, register, why=checked.why, development=checked.development)


def _signature(body: bytes, issued_at: datetime | None) -> Checked:
    trusted = keyring.trusted(development=not keyring.in_production())
    try:
        return check(body, trusted, at=issued_at, tsas=keyring.tsas())
    except keyring.KeyProblem:  # the file of trusted services can't be read: their stamps are not believed
        return check(body, trusted, at=issued_at)


def _badge(body: bytes, at: datetime | None) -> FileAnswer | None:
    """The answer for a badge (PNG, SVG, JSON, JWT); None for a file that is no badge at all."""
    found = check_badge(body)
    if found.state == "none":
        return None
    if found.state == "valid" and found.serial:
        state = answer(found.serial, at=at).standing.state
        register = FOUND if state != PublicState.UNKNOWN else UNKNOWN
        return FileAnswer(state, found.serial, "valid", register, BADGE)
    serial, known = _named_in(body + b"\n".join(_tokens(body)))
    if not known and not body.startswith((PNG, b"{", b"ey", b"<")):
        return None
    return FileAnswer(PublicState.UNKNOWN, serial, "invalid", CHANGED if known else UNKNOWN, BADGE)


def _named_in(body: bytes) -> tuple[str, bool]:
    """(a number that the file names, whether the register has it); the first one that the register has, else the first."""
    named = list(dict.fromkeys(serials_in(body)))[:50]
    known = set(Certificate.objects.filter(Q(serial__in=named)).values_list("serial", flat=True)) if named else set()
    serial = next((one for one in named if one in known), named[0] if named else "")
    return serial, serial in known


def serials_in(body: bytes) -> Iterator[str]:
    """Well-formed numbers in a file: in the address of its verification page, its title, its metadata; packed or not."""
    for part in _parts(body):
        for match in _SERIAL.finditer(part):
            serial = normalise((match[1] or match[2]).decode("ascii"))
            if is_well_formed(serial):
                yield serial


def _tokens(body: bytes) -> Iterator[bytes]:
    """What the long parts of tokens in a file say, whether or not anybody signed it; a letter too many is left out."""
    for number, match in enumerate(_TOKEN.finditer(body)):
        if number >= _TOKENS:
            return
        part = match[0][: 2 * _UNPACKED]
        yield base64.urlsafe_b64decode(part[: len(part) // 4 * 4])


def _parts(body: bytes) -> Iterable[bytes]:
    """The file itself, then what its packed parts hold, to a stated size each: a bomb unpacks to that size."""
    yield body
    yield body.replace(b"\x00", b"")  # UTF-16 titles
    for number, match in enumerate(_STREAM.finditer(body)):
        if number >= _STREAMS:
            return
        try:
            unpacked = zlib.decompressobj().decompress(body[match.end() : match.end() + 4 * _UNPACKED], _UNPACKED)
        except zlib.error:
            continue
        yield unpacked


def reason_of(answer: FileAnswer) -> Reason | None:
    """Why the signature is what it is, for `wording`; None for a badge."""
    return Reason(answer.why) if answer.why else None
