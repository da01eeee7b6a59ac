"""Which key signs badges here, under which name, and which keys signed before: read from the settings and the database.

`LMS["BADGE_KEY"]` names a PEM file with an Ed25519 key (or P-256: then badges have no Data Integrity proof). It is parsed once
a process and again when the file changes.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.urls import reverse

from certificates.badges.did import did_of
from certificates.badges.keys import ED25519, BadgeKey, KeyUnfit, PublicKey, new_key
from certificates.models import SigningKey
from lms.kernel import conf

DEVELOPMENT_FILE: Final = "development-badge-key.pem"  # made by `serve`; what it signs says so
_MAX_FILE: Final = 16 * 1024


def badge_key() -> BadgeKey | None:
    """The key that signs badges now; None where none is set up: certificates are issued without badges then.

    A key made for a demonstration signs nothing in production. Raises KeyUnfit for a file that is no such key.
    """
    file = _file()
    if file is None or (is_development() and _in_production()):
        return None
    return _loaded(str(file), file.stat().st_mtime_ns)


def is_development() -> bool:
    """True when the present key was made for a demonstration."""
    file = _file()
    return file is not None and file.name == DEVELOPMENT_FILE


def issuer_did() -> str:
    """The did:web name of this site: its document is served where that name says (`certificates.views.badges`)."""
    mounted = reverse("lms:certificates:did-document").removesuffix("did.json")
    return did_of(conf.base_url() + mounted)


def public_keys() -> list[PublicKey]:
    """Every key that signs or signed badges here, the present one first. One query."""
    present = badge_key()
    stored = SigningKey.objects.filter(certificate="").order_by("-first_used_at", "-id").values_list("public_key", "algorithm")
    found = [present.public] if present else []
    return list(dict.fromkeys([*found, *(PublicKey(pem, kind) for pem, kind in stored)]))


def record_key(key: BadgeKey) -> SigningKey:
    """The row of a badge key, made when it first signs: its public half outlives the file."""
    fingerprint = hashlib.sha256(_raw(key.public)).hexdigest()
    row, _made = SigningKey.objects.get_or_create(
        fingerprint=fingerprint,
        defaults={
            "algorithm": key.public.kind,
            "subject": issuer_did(),
            "public_key": key.public.pem,
            "development": is_development(),
        },
    )
    return row


def make_key_for_development() -> Path | None:
    """What `serve` does where no key is set up and the site is not in production: make one under var/, once.

    Returns its file, or None where there is a key or must be a real one. Safe to repeat.
    """
    file = Path(str(conf.get("BADGE_KEY")))
    if _in_production() or file.name != DEVELOPMENT_FILE or file.exists():
        return None
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(new_key(ED25519).pem)
    fresh.rename(file)
    return file


def _in_production() -> bool:
    return bool(getattr(settings, "PRODUCTION", False))


def _file() -> Path | None:
    named = str(conf.get("BADGE_KEY"))
    file = Path(named)
    return file if named and file.is_file() else None


@lru_cache(maxsize=4)
def _loaded(path: str, changed: int) -> BadgeKey:
    body = Path(path).read_bytes()
    if len(body) > _MAX_FILE:
        raise KeyUnfit(f"{path} is no key file: it is too long")
    return BadgeKey.from_pem(body)


def _raw(key: PublicKey) -> bytes:
    public = serialization.load_pem_public_key(key.pem.encode())
    if key.kind == ED25519:
        return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
