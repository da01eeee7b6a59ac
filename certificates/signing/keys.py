"""Keys that sign papers: a certificate, its chain, and one callable that signs, loaded once and kept in memory.

P-256 (ES256) and RSA from 2048 bits (RS256), always with SHA-256: what every PDF reader verifies (Ed25519 is refused by poppler
and OpenSSL 3.0, measured). A private key never leaves its `Signer`: it is neither printed nor pickled.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, NoReturn

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from certificates.signing.cms import Template

Algorithm = Literal["ES256", "RS256"]
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

DEVELOPMENT: Final = "DEVELOPMENT KEY: NOT FOR CERTIFICATES"  # organisational unit of a key that anybody may make
RSA_BITS: Final = (2048, 4096)
STAMP_ROOM: Final = 8192  # bytes that a time stamp with its certificates may take (measured with public services: 4 to 7 kB)


class KeyProblem(Exception):
    """A key or certificate can't sign papers; the message says why and what to do (for administrators)."""


class Signer:
    """Who signs: a certificate, its chain up to the root, and `raw`, which signs a message with SHA-256.

    `raw` returns what X.509 calls a signature: ECDSA as DER, RSA as PKCS #1 v1.5. `room` is how many bytes each signature
    leaves free for a time stamp. Making one tries the key once. Raises KeyProblem when key, certificate and chain don't
    belong together.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        raw: Callable[[bytes], bytes],
        chain: Sequence[x509.Certificate] = (),
        room: int = 0,
    ) -> None:
        refuse_unfit(certificate)
        refuse_broken_chain(certificate, chain)
        self.x509: Final = certificate
        self.raw: Final = raw
        self.room: Final = room
        self.certificate: Final = certificate.public_bytes(serialization.Encoding.DER)
        self.chain: Final = tuple(one.public_bytes(serialization.Encoding.DER) for one in chain)
        self.fingerprint: Final = fingerprint(self.certificate)
        self.algorithm: Final[Algorithm] = algorithm_of(certificate)
        self.name: Final = name_of(certificate)
        self.is_development: Final = is_development(self.certificate)
        try:
            verify_raw(certificate, raw(b"one try"), b"one try")
        except InvalidSignature:
            raise KeyProblem("the private key is not the one of the certificate") from None

    @cached_property
    def _template(self) -> Template:
        return Template(self.certificate, self.chain, self.raw, longest=self.longest)

    @property
    def longest(self) -> int:
        """Bytes of the longest raw signature: 72 with P-256 (DER), the key's own size with RSA."""
        key = self.x509.public_key()
        return key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else 72

    @cached_property
    def reserved(self) -> int:
        """Bytes to set aside for the CMS in /Contents (twice as many hexadecimal digits): always the same for one signer."""
        return self._template.size + self.room

    @property
    def kind(self) -> str:
        """The key in words: P-256, RSA-2048."""
        key = self.x509.public_key()
        return f"RSA-{key.key_size}" if isinstance(key, rsa.RSAPublicKey) else "P-256"

    @property
    def certificate_pem(self) -> str:
        return pem_of([self.certificate])

    @property
    def chain_pem(self) -> str:
        """Those above it, the root last; '' for a certificate that stands alone."""
        return pem_of(self.chain)

    @property
    def public_key_pem(self) -> str:
        key, kind = self.x509.public_key(), serialization.PublicFormat.SubjectPublicKeyInfo
        return key.public_bytes(serialization.Encoding.PEM, kind).decode()

    @property
    def trusted(self) -> tuple[bytes, ...]:
        """What `checking.check` must be given to find this signer's papers valid: the certificate and its chain, DER."""
        return (self.certificate, *self.chain)

    def sign_digest(self, digest: bytes) -> bytes:
        """The PAdES B-B CMS (DER, at most `reserved` bytes) over the SHA-256 `digest` of what /ByteRange covers.

        The first call of a process takes a moment longer: pyHanko is imported and makes the template. Raises ValueError for
        anything but 32 bytes.
        """
        return self._template.sign(digest)

    def __repr__(self) -> str:
        return f"<Signer {self.name!r} {self.algorithm} {self.fingerprint[:16]}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signer holds a private key and stays in its process")


# --- certificates -----------------------------------------------------------------------------------------------------------
def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate's DER, 64 hex digits."""
    return hashlib.sha256(certificate).hexdigest()


def name_of(certificate: x509.Certificate) -> str:
    """Whom a certificate names: its common name, else its organisation, else the whole subject."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := certificate.subject.get_attributes_for_oid(oid):
            return str(found[0].value)
    return certificate.subject.rfc4514_string()


def pem_of(certificates: Sequence[bytes]) -> str:
    """Certificates (DER) as PEM, one after the other."""
    loaded = [x509.load_der_x509_certificate(one) for one in certificates]
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in loaded)


def der_of(pem: str) -> tuple[bytes, ...]:
    """The certificates in PEM text, DER; none in an empty text. Raises KeyProblem for text that is no PEM."""
    if not pem.strip():
        return ()
    return tuple(one.public_bytes(serialization.Encoding.DER) for one in certificates_of(pem.encode()))


def is_development(certificate: bytes) -> bool:
    """True for a certificate (DER) that `development.make_development_key` made: its subject says so."""
    units = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == DEVELOPMENT for unit in units)


def algorithm_of(certificate: x509.Certificate) -> Algorithm:
    """ES256 for P-256, RS256 for RSA of 2048 to 4096 bits. Raises KeyProblem for any other key."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return "ES256"
    if isinstance(key, rsa.RSAPublicKey) and RSA_BITS[0] <= key.key_size <= RSA_BITS[1]:
        return "RS256"
    kind = f"RSA of {key.key_size} bits" if isinstance(key, rsa.RSAPublicKey) else type(key).__name__
    raise KeyProblem(f"the certificate's key ({kind}) can't be used: take P-256, or RSA of {RSA_BITS[0]} to {RSA_BITS[1]} bits")


def verify_raw(certificate: x509.Certificate, signature: bytes, message: bytes) -> None:
    """Raises InvalidSignature unless `signature` is the certificate's over `message` (SHA-256)."""
    key = certificate.public_key()
    if algorithm_of(certificate) == "ES256":
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    else:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


def is_authority(certificate: x509.Certificate) -> bool:
    """True when a certificate may issue others (RFC 5280 §4.2.1.9): such a one signs no paper."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def refuse_unfit(certificate: x509.Certificate) -> None:
    """Raises KeyProblem unless a certificate may sign documents: its key, its key usage, and that it is no authority's."""
    algorithm_of(certificate)
    if is_authority(certificate):
        raise KeyProblem(
            f"the certificate of {name_of(certificate)!r} is an authority's (basicConstraints CA:TRUE): it signs certificates, "
            "not papers. With `openssl req -x509` add: -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,"
            "digitalSignature,nonRepudiation"
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise KeyProblem("the certificate's key usage allows neither digitalSignature nor nonRepudiation")


def refuse_broken_chain(certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> None:
    """Raises KeyProblem unless each certificate of `chain` issued the one before it, as it may, the first one `certificate`."""
    below = certificate
    for issuer in chain:
        if not is_authority(issuer):
            raise KeyProblem(f"{name_of(issuer)!r} in the chain is no authority's certificate (basicConstraints CA:TRUE)")
        try:
            below.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            raise KeyProblem(f"{name_of(issuer)!r} in the chain did not issue {name_of(below)!r}") from None
        below = issuer


# --- from PEM files ---------------------------------------------------------------------------------------------------------
def raw_signer(key: PrivateKey) -> Callable[[bytes], bytes]:
    """The `raw` of a key in memory."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        ecdsa = ec.ECDSA(hashes.SHA256())
        return lambda message: key.sign(message, ecdsa)
    pkcs1, sha256 = padding.PKCS1v15(), hashes.SHA256()
    return lambda message: key.sign(message, pkcs1, sha256)


def signer_from_pem(key: bytes, certificates: bytes, password: bytes | None = None, room: int = 0) -> Signer:
    """A signer from PEM: its private key (PKCS #8, PKCS #1 or SEC 1, encrypted or not), and certificates in any order.

    The certificate with the key's public key signs; those that issued it, as far up as they are there, are its chain. Raises
    KeyProblem, never with key material in the message.
    """
    private = _private_key(key, password)
    found = certificates_of(certificates)
    public = private.public_key()
    leaf = next((one for one in found if one.public_key() == public), None)
    if leaf is None:
        raise KeyProblem("none of the certificates belongs to the private key")
    return Signer(leaf, raw_signer(private), chain_of(leaf, found), room)


def certificates_of(pem: bytes) -> list[x509.Certificate]:
    """The certificates in a PEM file, in its order. Raises KeyProblem when there is none or one can't be read."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as broken:
        raise KeyProblem(f"no certificate can be read (PEM, -----BEGIN CERTIFICATE-----): {broken}") from None


def chain_of(leaf: x509.Certificate, found: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Who issued `leaf`, who issued that one and so on, out of `found`, the root last."""
    chain: list[x509.Certificate] = []
    below = leaf
    while above := next((one for one in found if one not in (leaf, *chain) and _issued(below, one)), None):
        chain.append(above)
        below = above
    return chain


def is_root(certificate: x509.Certificate) -> bool:
    """True for a certificate that issued itself."""
    return _issued(certificate, certificate)


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _private_key(pem: bytes, password: bytes | None) -> PrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password)
    except TypeError:
        raise KeyProblem(
            "the private key is encrypted: name the file with its password" if password is None else "the key has no password"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        why = "is the password right?" if password is not None else "it must be PEM, -----BEGIN PRIVATE KEY-----"
        raise KeyProblem(f"the private key can't be read: {why}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise KeyProblem(f"a key of this kind can't be used ({type(key).__name__}): take P-256 or RSA")
    return key


def signer_from_files(*, key: Path, certificates: Sequence[Path], password: Path | None = None, room: int = 0) -> Signer:
    """`signer_from_pem` of files; the password file's last line break does not count. Raises KeyProblem, naming the file."""
    secret = _read(password, "password").rstrip(b"\r\n") if password else None
    pem = b"\n".join(_read(one, "certificate") for one in certificates)
    try:
        return signer_from_pem(_read(key, "private key"), pem, secret, room)
    except KeyProblem as problem:
        raise KeyProblem(f"{key}: {problem}") from None


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as broken:
        raise KeyProblem(f"the {what} {path} can't be read: {broken.strerror}") from None
