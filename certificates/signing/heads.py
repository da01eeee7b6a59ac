"""The register's daily head, signed: a compact JWS (RFC 7515) that says where a chained book stood at the end of a day.

Whoever kept one can show later that entries before it were changed, left out or put in another order: the head is the hash of
the last entry, and each entry's hash covers the one before. The payload is canonical JSON (RFC 8785), ES256 or RS256 as the key
has it (RFC 7518), the certificate named by its thumbprint (`x5t#S256`).
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from certificates.signing.keys import KeyProblem, Signer, algorithm_of, fingerprint, is_authority, verify_raw
from lms.kernel.canonical import canonical_json

TYPE: Final = "register-head+jws"
LONGEST: Final = 4096  # characters of a JWS that is looked at
_HALF: Final = 32  # bytes of r and of s (RFC 7518 §3.4)
_URL_SAFE: Final = re.compile(r"[A-Za-z0-9_-]+")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class HeadRefused(Exception):
    """A signed head does not hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a book stood at the end of a day (UTC). Raises ValueError for what no book can say."""

    book: str
    day: date
    number: int  # of the last entry; 0: the book was empty
    head: str  # hash of that entry, 64 hex digits; '' with number 0

    def __post_init__(self) -> None:
        if not self.book or self.number < 0 or bool(self.number) != bool(self.head):
            raise ValueError("a head names a book, and a hash exactly when there is an entry")
        if self.head and not _HASH.fullmatch(self.head):
            raise ValueError("the head is no SHA-256 in hexadecimal digits")

    def payload(self) -> bytes:
        """What is signed: {book, day, number, head} as canonical JSON."""
        return canonical_json({"book": self.book, "day": self.day, "number": self.number, "head": self.head})


def sign_head(head: Head, signer: Signer) -> str:
    """The head as compact JWS. Signing twice gives two different, equally good signatures (ECDSA)."""
    protected = canonical_json({"alg": signer.algorithm, "typ": TYPE, "x5t#S256": _encode(bytes.fromhex(signer.fingerprint))})
    text = f"{_encode(protected)}.{_encode(head.payload())}"
    signature = signer.raw(text.encode())
    if signer.algorithm == "ES256":
        signature = b"".join(half.to_bytes(_HALF, "big") for half in decode_dss_signature(signature))
    return f"{text}.{_encode(signature)}"


def verify_head(jws: str, certificates: Sequence[bytes]) -> tuple[Head, str]:
    """(the head, fingerprint of the certificate that signed it). `certificates` (DER) are those that may have.

    Raises HeadRefused when it is not what `sign_head` writes, to the letter, or none of them signed it, or on a day on which
    the certificate was not valid. What the header says of algorithms is never believed: the certificate's key decides.
    """
    protected, payload, signature = _parts(jws)
    named = protected.get("x5t#S256")
    certificate = next((one for one in certificates if _encode(bytes.fromhex(fingerprint(one))) == named), None)
    if certificate is None:
        raise HeadRefused("it is signed with a certificate that is not known")
    loaded = x509.load_der_x509_certificate(certificate)
    try:
        algorithm = algorithm_of(loaded)
        raw = _as_dss(signature) if algorithm == "ES256" else signature
        verify_raw(loaded, raw, jws.rpartition(".")[0].encode())
    except (InvalidSignature, KeyProblem, ValueError):
        raise HeadRefused("the signature is not the certificate's") from None
    if is_authority(loaded) or protected != {"alg": algorithm, "typ": TYPE, "x5t#S256": named}:
        raise HeadRefused("the header is not that of a register's head")
    head = _head(payload)
    if not loaded.not_valid_before_utc.date() <= head.day <= loaded.not_valid_after_utc.date():
        raise HeadRefused("the certificate was not valid on that day")
    return head, fingerprint(certificate)


def _parts(jws: str) -> tuple[dict[str, Any], bytes, bytes]:
    pieces = jws.split(".") if len(jws) <= LONGEST else []
    try:
        header, payload, signature = (_decode(piece) for piece in pieces)
        protected = json.loads(header)
        if not isinstance(protected, dict) or canonical_json(protected) != header:
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise HeadRefused("it is not a compact JWS") from None
    return protected, payload, signature


def _head(payload: bytes) -> Head:
    try:
        said = json.loads(payload)
        head = Head(str(said["book"]), date.fromisoformat(said["day"]), int(said["number"]), str(said["head"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise HeadRefused("it does not say what a head says") from None
    if head.payload() != payload:
        raise HeadRefused("it says more than a head says, or in another way")
    return head


def _as_dss(signature: bytes) -> bytes:
    if len(signature) != 2 * _HALF:
        raise ValueError
    return encode_dss_signature(int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big"))


def _encode(body: bytes) -> str:
    return urlsafe_b64encode(body).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Base64url without padding, and only in its one spelling (RFC 4648 §3.5)."""
    if not _URL_SAFE.fullmatch(text):
        raise ValueError
    body = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encode(body) != text:
        raise ValueError
    return body
