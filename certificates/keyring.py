"""Which key signs papers here, which keys did before, and where time stamps come from: read from settings and database.

`LMS["CERTIFICATE_KEY"]` names a PEM file (or `LMS["CERTIFICATE_PKCS11"]` a token); docs/operations.md has the table and how a
key is changed. A key is loaded once a process, and again when its files change: after forking, never before, because the
session of a token belongs to one process.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from certificates.models import SigningKey
from certificates.signing.development import DEVELOPMENT_FILE, make_development_key
from certificates.signing.keys import STAMP_ROOM, KeyProblem, Signer, der_of, signer_from_files
from certificates.signing.tokens import signer_from_token, token_key
from lms.kernel import conf

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko_certvalidator import ValidationContext

__all__ = [
    "LEVELS", "KeyProblem", "NoSigningKey", "configured", "evidence", "has_key", "in_production", "is_for_development", "level",
    "make_key_for_development", "record_key", "second_pass", "signer", "stamper", "trusted", "tsas",
]  # fmt: skip
LEVELS: Final = ("B-B", "B-T", "B-LT")
TSA_SECONDS: Final = 10  # for one answer of the time-stamping service


class NoSigningKey(KeyProblem):
    """No paper can be signed now: no key is set up, or the one that is may not sign. Papers wait; the message says for what."""


def signer(now: datetime | None = None) -> Signer:
    """Who signs papers now; the same object all through a process.

    Raises NoSigningKey without a key, outside its certificate's time, and for a development key in production; KeyProblem for
    files, a token or a PIN that don't do.
    """
    one = configured()
    now = now or timezone.now()
    if one.is_development and in_production():
        raise NoSigningKey("the key was made for development: it signs nothing with PRODUCTION=1")
    since, until = one.x509.not_valid_before_utc, one.x509.not_valid_after_utc
    if not since <= now <= until:
        raise NoSigningKey(f"the certificate of the key is valid from {since:%Y-%m-%d} to {until:%Y-%m-%d}, not now")
    return one


def has_key() -> bool:
    """True where a key is set up, whether it does or not: a development key that `serve` made counts."""
    return bool(conf.get("CERTIFICATE_PKCS11")) or _file("CERTIFICATE_KEY").is_file()


def in_production() -> bool:
    return bool(getattr(settings, "PRODUCTION", False))


def is_for_development(path: Path | str) -> bool:
    """True for the place where `serve` puts its own key: what the settings say when nobody set a key up."""
    return Path(path).name == DEVELOPMENT_FILE


def record_key(one: Signer) -> SigningKey:
    """The row of a key, made when it first signs: its certificate outlives the file, so that old papers are checked by it."""
    row, _made = SigningKey.objects.get_or_create(
        fingerprint=one.fingerprint,
        defaults={
            "algorithm": one.kind,
            "subject": one.x509.subject.rfc4514_string()[:300],
            "certificate": one.certificate_pem,
            "chain": one.chain_pem,
            "public_key": one.public_key_pem,
            "development": one.is_development,
            "valid_from": one.x509.not_valid_before_utc,
            "valid_until": one.x509.not_valid_after_utc,
        },
    )
    return row


def trusted(*, development: bool = True) -> list[bytes]:
    """The certificates (DER) of every key that ever signed here, with their chains: for `checking.check` and heads. One query.

    Without `development` those that anybody may make are left out: what a production site answers with.
    """
    rows = SigningKey.objects.exclude(certificate="").order_by("id")
    if not development:
        rows = rows.filter(development=False)
    texts = rows.values_list("certificate", "chain")
    return list(dict.fromkeys(one for certificate, chain in texts for one in der_of(certificate + chain)))


def make_key_for_development(now: datetime | None = None) -> Path | None:
    """What `serve` does where no key is set up and the site is not in production: make one under var/, marked as such.

    Returns its file, or None where there is a key or must be a real one. Safe to repeat.
    """
    if in_production() or has_key():
        return None
    path = _file("CERTIFICATE_KEY")
    if not is_for_development(path):
        return None  # somebody's own key, which is not there: the check says so
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_development_key(path.parent, str(conf.get("SITE_NAME")), now or timezone.now())


# --- time stamps --------------------------------------------------------------------------------------------------------------
def level() -> str:
    """The PAdES level of new papers: B-B, B-T where a time-stamping service is set up, or B-LT where that is asked for."""
    if not conf.get("CERTIFICATE_TSA"):
        return "B-B"
    return str(conf.get("CERTIFICATE_LEVEL")) or "B-T"


def stamper() -> "TimeStamper | None":
    """The time-stamping service (RFC 3161 over http), or None. Its answer is waited for ten seconds: never in a transaction."""
    url = str(conf.get("CERTIFICATE_TSA"))
    if not url:
        return None
    from pyhanko.sign.timestamps import requests_client

    make: Callable[..., TimeStamper] = requests_client.RequestsHTTPTimeStamper  # it has no types
    return make(url, timeout=TSA_SECONDS)


def tsas() -> list[bytes]:
    """The certificates (DER) whose word on the time is taken: `LMS["CERTIFICATE_TSA_TRUST"]`. Raises KeyProblem for no PEM."""
    path = conf.get("CERTIFICATE_TSA_TRUST")
    return list(der_of(_read(Path(str(path))))) if path else []


def evidence() -> "ValidationContext | None":
    """What B-LT needs: our root and the service's trusted, CRLs and OCSP answers fetched as papers are signed; else None."""
    if level() != "B-LT":
        return None
    from asn1crypto import x509
    from pyhanko_certvalidator import ValidationContext

    one = signer()
    roots = [x509.Certificate.load(body) for body in (*one.trusted[-1:], *tsas())]
    others = [x509.Certificate.load(body) for body in one.chain]
    return ValidationContext(trust_roots=roots, other_certs=others, allow_fetching=True, revocation_mode="hard-fail")


def second_pass(body: bytes, at: datetime) -> bytes:
    """A signed paper at the level of this site: as it came at B-B; with a time stamp; or certified again with evidence.

    `at` is when it was signed. One or more round trips: outside any transaction, before the paper's hash is stored. The bytes
    before the signature stay, so a stamped paper keeps its prefix. Raises CannotSign (the service does not answer: try again
    later) and KeyProblem.
    """
    service = stamper()
    if service is None:
        return body
    from certificates.signing.pades import Act, add_evidence, add_timestamp

    found = evidence()
    if found is None:
        return add_timestamp(body, service)
    return add_evidence(body, signer(), Act(at=at), stamper=service, evidence=found)


# --- from the settings --------------------------------------------------------------------------------------------------------
def configured() -> Signer:
    """The signer that the settings name, whatever the hour and the site. Raises as `signer` does for what can't be loaded."""
    uri = str(conf.get("CERTIFICATE_PKCS11"))
    named = [_file(name) for name in ("CERTIFICATE_FILE", "CERTIFICATE_CHAIN") if conf.get(name)]
    room = STAMP_ROOM if conf.get("CERTIFICATE_TSA") else 0
    if uri:
        return _from_token(os.getpid(), uri, _stamps(named), room)
    if not has_key():
        raise NoSigningKey("no key is set up that signs papers (CERTIFICATE_KEY, docs/operations.md)")
    key = _file("CERTIFICATE_KEY")
    password = _file("CERTIFICATE_PASSWORD_FILE") if conf.get("CERTIFICATE_PASSWORD_FILE") else None
    return _from_files(os.getpid(), _stamps([key]), _stamps(named or [key]), password, room)


Stamps = tuple[tuple[Path, int], ...]  # files, with when each was changed (ns)


def _stamps(paths: Sequence[Path]) -> Stamps:
    return tuple((path, path.stat().st_mtime_ns if path.exists() else 0) for path in paths)


@lru_cache(maxsize=4)
def _from_files(process: int, key: Stamps, certificates: Stamps, password: Path | None, room: int) -> Signer:
    return signer_from_files(key=key[0][0], certificates=[path for path, _ in certificates], password=password, room=room)


@lru_cache(maxsize=4)
def _from_token(process: int, uri: str, certificates: Stamps, room: int) -> Signer:
    if not certificates:
        raise KeyProblem("a key on a token needs its certificate in a file: CERTIFICATE_FILE")
    pem = "\n".join(_read(path) for path, _ in certificates)
    return signer_from_token(token_key(uri), pem.encode(), room)


def _file(name: str) -> Path:
    return Path(str(conf.get(name)))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as broken:
        raise KeyProblem(f"{path} can't be read: {getattr(broken, 'strerror', '') or 'it is no PEM'}") from None
