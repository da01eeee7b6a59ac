"""What tests of signing stand on: an authority, signers of both kinds, a time-stamping service, papers of both paths."""

import functools
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from reportlab.pdfgen.canvas import Canvas

from certificates.signing.keys import STAMP_ROOM, Signer, raw_signer
from certificates.signing.pades import Act, sign_pdf

AT: Final = datetime(2026, 11, 2, 15, 4, 5, tzinfo=UTC)
SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)
YEAR: Final = timedelta(days=365)
PEM: Final = serialization.Encoding.PEM
DER: Final = serialization.Encoding.DER
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KINDS: Final = ("p256", "rsa")


def key(kind: str, number: int = 0) -> PrivateKey:
    """A private key, the same one each time: `p256`, `rsa`, and more of them by number."""
    return _key(kind, number)


@functools.cache
def _key(kind: str, number: int) -> PrivateKey:
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Oficina de Pruebas"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def usage(*allowed: str) -> x509.KeyUsage:
    nothing = {
        "digital_signature": False,
        "content_commitment": False,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "key_cert_sign": False,
        "crl_sign": False,
        "encipher_only": False,
        "decipher_only": False,
    }
    return x509.KeyUsage(**{**nothing, **dict.fromkeys(allowed, True)})


def certificate(
    common: str,
    mine: PrivateKey,
    issuer: tuple[x509.Name, PrivateKey] | None = None,
    *,
    since: datetime = SINCE,
    until: datetime = SINCE + 5 * YEAR,
    allowed: tuple[str, ...] = ("digital_signature", "content_commitment"),
    ca: bool = False,
    purpose: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    above, signing = issuer or (name(common), mine)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(above)
        .public_key(mine.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(f"{common}{since}".encode()).digest()[:8], "big"))
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage(*(("key_cert_sign", "crl_sign") if ca else allowed)), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(mine.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return builder.sign(signing, hashes.SHA256())


@functools.cache
def root() -> x509.Certificate:
    return certificate("Raíz", key("p256", 100), until=SINCE + 20 * YEAR, ca=True)


@functools.cache
def middle() -> x509.Certificate:
    """An authority under the root."""
    return certificate("Autoridad", key("p256", 101), (name("Raíz"), key("p256", 100)), until=SINCE + 10 * YEAR, ca=True)


def under_middle(common: str, mine: PrivateKey, **more: Any) -> x509.Certificate:
    return certificate(common, mine, (name("Autoridad"), key("p256", 101)), **more)


@functools.cache
def _leaf(kind: str, number: int, chain: bool) -> x509.Certificate:
    make = under_middle if chain else certificate
    return make(f"Certificados {kind} {number}", key(kind, number))


@functools.cache
def _signer(kind: str, number: int, chain: bool, room: int) -> Signer:
    above = (middle(), root()) if chain else ()
    return Signer(_leaf(kind, number, chain), raw_signer(key(kind, number)), above, room)


def signer(kind: str = "p256", number: int = 0, *, chain: bool = True, room: int = 0) -> Signer:
    """A signer under root and authority, or alone; valid from 2026 to 2031; always the same one."""
    return _signer(kind, number, chain, room)


def careless(mine: x509.Certificate, raw: Callable[[bytes], bytes]) -> Signer:
    """A signer that refuses nothing, as a forger's software would be."""
    one = Signer.__new__(Signer)
    vars(one).update(x509=mine, raw=raw, chain=(), room=0, certificate=mine.public_bytes(DER))
    return one


@functools.cache
def plain_pdf(words: str = "Ana Paredes Solís", pages: int = 1) -> bytes:
    """A finished PDF, as the slow path leaves it."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, lang="es")
    for number in range(pages):
        canvas.drawString(72, 500, f"{words} {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@functools.cache
def slow_paper(kind: str = "p256", number: int = 0, *, chain: bool = True, room: int = 0) -> bytes:
    """A paper of the slow path, signed at AT."""
    return sign_pdf(plain_pdf(), signer(kind, number, chain=chain, room=room), Act(at=AT, reason="Certificado emitido"))


@functools.cache
def fast_paper(kind: str = "p256", number: int = 0, *, chain: bool = True, room: int = 0) -> bytes:
    """A paper of the fast path: one revision written by hand around what `Signer` hands out."""
    who = signer(kind, number, chain=chain, room=room)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>/Perms<</DocMDP 5 0 R>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/F 132/Rect[0 0 0 0]/P 3 0 R/V 5 0 R>>",
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20261102150405Z)/Reference[<</Type/SigRef"
        b"/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]/ByteRange[0 AAAAAAAAA BBBBBBBBB "
        b"CCCCCCCCC]/Contents<" + b"0" * 2 * who.reserved + b">>>",
    ]
    body, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for index, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (index, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(body))
    before = body.index(b"/Contents<") + len(b"/Contents")
    after = before + 2 * who.reserved + 2
    for mark, number_ in ((b"AAAAAAAAA", before), (b"BBBBBBBBB", after), (b"CCCCCCCCC", len(body) - after)):
        body = body.replace(mark, b"%09d" % number_)
    digest = hashlib.sha256(body[:before] + body[after:]).digest()
    digits = who.sign_digest(digest).hex().ljust(2 * who.reserved, "0").encode()
    return body[: before + 1] + digits + body[after - 1 :]


PATHS: Final = {"slow": slow_paper, "fast": fast_paper}


# --- time stamps and evidence -------------------------------------------------------------------------------------------------
@functools.cache
def tsa_certificate() -> x509.Certificate:
    return under_middle(
        "Sello de tiempo", key("rsa", 9), allowed=("digital_signature",), purpose=ExtendedKeyUsageOID.TIME_STAMPING
    )


def stamper(at: datetime = AT + timedelta(minutes=3)) -> DummyTimeStamper:
    """A time-stamping service in memory (RFC 3161), at a fixed hour."""
    private = key("rsa", 9).private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(
        asn1_x509.Certificate.load(tsa_certificate().public_bytes(DER)), asn1_keys.PrivateKeyInfo.load(private), fixed_dt=at
    )


def tsas() -> tuple[bytes, ...]:
    return (tsa_certificate().public_bytes(DER),)


def crl(issuer: x509.Certificate, issuing: PrivateKey) -> bytes:
    """Nobody is revoked, from a day before AT on."""
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(AT - timedelta(days=1))
        .next_update(AT + timedelta(days=30))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), critical=False)
        .sign(issuing, hashes.SHA256())
        .public_bytes(DER)
    )


def evidence() -> ValidationContext:
    """What B-LT puts into the file: the path to the root and its CRLs; nothing is fetched."""
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root().public_bytes(DER))],
        other_certs=[asn1_x509.Certificate.load(middle().public_bytes(DER))],
        crls=[crl(root(), key("p256", 100)), crl(middle(), key("p256", 101))],
        moment=AT,
        allow_fetching=False,
        revocation_mode="require",
    )


STAMPED: Final = {"room": STAMP_ROOM}


@dataclass(frozen=True)
class Tampered:
    """A file with one byte changed."""

    offset: int
    body: bytes


def tampered(body: bytes, offset: int, by: int = 1) -> Tampered:
    return Tampered(offset, body[:offset] + bytes((body[offset] ^ by,)) + body[offset + 1 :])
