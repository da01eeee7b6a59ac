"""The key that signs badges, and the public halves that check them.

One key signs both proofs of a badge: Ed25519 (RFC 8032) by default, because Data Integrity's `eddsa-rdfc-2022` admits no
other. A P-256 key signs the JWT alone (ES256). It is never the key of the PDFs: each answers for one kind of thing.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from openbadgeslib.keys import public_jwk_from_pem

ED25519: Final = "Ed25519"
P256: Final = "P-256"
_MEMBERS: Final = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y")}  # of a thumbprint, RFC 7638 §3.2, RFC 8037 §2
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class KeyUnfit(ValueError):
    """A key that can't sign or check badges; the message says why."""


@dataclass(frozen=True)
class PublicKey:
    """The public half of a badge key. `pem` is its SubjectPublicKeyInfo; `kind` is Ed25519 or P-256."""

    pem: str
    kind: str

    @classmethod
    def from_pem(cls, pem: str) -> "PublicKey":
        """Raises KeyUnfit."""
        try:
            key = serialization.load_pem_public_key(pem.encode())
        except (ValueError, UnsupportedAlgorithm) as broken:
            raise KeyUnfit(f"not a public key: {broken}") from broken
        return cls(_pem(key), _kind(key))

    @cached_property
    def jwk(self) -> Mapping[str, str]:
        """As JSON Web Key (RFC 7517, 8037)."""
        found = public_jwk_from_pem(self.pem)
        return {name: str(found[name]) for name in _MEMBERS[str(found["kty"])]}

    @cached_property
    def thumbprint(self) -> str:
        """SHA-256 over the JWK (RFC 7638), base64url: the name of the key wherever it is named."""
        return base64url(sha256(json.dumps(self.jwk, sort_keys=True, separators=(",", ":")).encode()).digest())

    @property
    def algorithm(self) -> str:
        """The one JWS algorithm this key checks; a token's own header never decides."""
        return "EdDSA" if self.kind == ED25519 else "ES256"

    @property
    def fragment(self) -> str:
        """Names the key as JWK in the DID document."""
        return f"jwk-{self.thumbprint[:16]}"

    @property
    def multikey_fragment(self) -> str:
        """Names the same key as Multikey there (Controlled Identifiers 1.0), as Data Integrity asks."""
        return f"key-{self.thumbprint[:16]}"


@dataclass(frozen=True)
class BadgeKey:
    """A private badge key, kept in memory as an object: parsing one costs more than signing."""

    private: Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    public: PublicKey

    @classmethod
    def from_pem(cls, pem: bytes, password: bytes | None = None) -> "BadgeKey":
        """Raises KeyUnfit for anything but Ed25519 or P-256."""
        try:
            key = serialization.load_pem_private_key(pem, password)
        except (ValueError, TypeError, UnsupportedAlgorithm) as broken:
            raise KeyUnfit(f"not a private key: {broken}") from broken
        if not isinstance(key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
            raise KeyUnfit(f"badges are signed with Ed25519 or P-256, not with {type(key).__name__}")
        public = key.public_key()
        return cls(key, PublicKey(_pem(public), _kind(public)))

    @property
    def pem(self) -> bytes:
        """PKCS#8, not encrypted: to be kept where only the workers read."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def new_key(kind: str = ED25519) -> BadgeKey:
    """A fresh key, from the system's chance. Raises KeyUnfit for an unknown kind."""
    if kind == ED25519:
        made: Ed25519PrivateKey | ec.EllipticCurvePrivateKey = Ed25519PrivateKey.generate()
    elif kind == P256:
        made = ec.generate_private_key(ec.SECP256R1())
    else:
        raise KeyUnfit(f"no badge key is of the kind {kind}")
    public = made.public_key()
    return BadgeKey(made, PublicKey(_pem(public), _kind(public)))


def base64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def base58(data: bytes) -> str:
    """Base 58 with Bitcoin's alphabet (Controlled Identifiers 1.0 §2.4), as a `proofValue` is written after its «z»."""
    number, out = int.from_bytes(data), ""
    while number:
        number, rest = divmod(number, 58)
        out = _BASE58[rest] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def _kind(key: Any) -> str:
    if isinstance(key, Ed25519PublicKey):
        return ED25519
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return P256
    raise KeyUnfit("badges are signed with Ed25519 or P-256")


def _pem(key: Any) -> str:
    body: bytes = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return body.decode()
