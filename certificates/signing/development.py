"""A key that anybody may make: for trying out and for the demonstration, never for a paper that counts."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from certificates.signing.keys import DEVELOPMENT

DEVELOPMENT_FILE: Final = "development-signing-key.pem"
YEARS: Final = 5


def make_development_key(folder: Path, name: str, now: datetime) -> Path:
    """A P-256 key and its own certificate in one PEM file in `folder`, readable by its owner only; made once, then kept.

    Anybody can make one, so it proves nothing: the subject says so, `is_development` tells, papers show it. Valid from the day
    before `now` for five years. Safe when two processes do it at once: both get the same file.
    """
    path = folder / DEVELOPMENT_FILE
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    half = folder / f".{DEVELOPMENT_FILE}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + _development_certificate(key, name, now).public_bytes(serialization.Encoding.PEM)
        )
    try:
        os.link(half, path)  # unlike a rename it fails when somebody else was faster
    except FileExistsError:
        pass
    finally:
        half.unlink()
    return path


def _development_certificate(key: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEVELOPMENT),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name[:48]} (development)"),  # 64 letters at most (RFC 5280, appendix A)
        ]
    )
    since = now - timedelta(days=1)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=365 * YEARS + 1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
