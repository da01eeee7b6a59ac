"""The issuer's name and the document that lists its keys, the one that signs now first."""

import base64
import json
from hashlib import sha256

import pytest
from openbadgeslib.ob3 import resolve_did, resolve_verification_method

from certificates.badges.did import did_document, did_of, method_of, multikey_method_of
from certificates.badges.keys import P256, base58, new_key
from tests.certificates.badges.sample import DID

NOW_KEY, OLD_KEY = new_key(), new_key(P256)


@pytest.mark.parametrize(
    ("url", "did"),
    [
        ("https://asesores.example.org", "did:web:asesores.example.org"),
        ("https://asesores.example.org/", "did:web:asesores.example.org"),
        ("https://example.org:8443/lms/", "did:web:example.org%3A8443:lms"),
        ("http://localhost:8000", "did:web:localhost%3A8000"),
    ],
)
def test_the_name_follows_from_the_address(url: str, did: str) -> None:
    assert did_of(url) == did


@pytest.mark.parametrize("url", ["", "ftp://example.org", "example.org", "https://user:secret@example.org/"])
def test_what_is_no_web_address_has_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"did:web"):
        did_of(url)


def test_every_key_can_be_found_in_both_spellings() -> None:
    document = did_document(DID, [NOW_KEY.public, OLD_KEY.public])
    served = json.dumps(document).encode()
    for key in (NOW_KEY, OLD_KEY):
        for name in (method_of(DID, key.public), multikey_method_of(DID, key.public)):
            assert resolve_verification_method(name, download=lambda url: served).decode() == key.public.pem
            assert name in document["assertionMethod"]
    assert resolve_did(DID, download=lambda url: served).decode() == NOW_KEY.public.pem  # who names none gets the present one


def test_no_private_half_is_in_it() -> None:
    text = json.dumps(did_document(DID, [NOW_KEY.public, OLD_KEY.public]))
    assert '"d"' not in text


def test_a_key_is_named_by_its_thumbprint() -> None:
    """RFC 7638 §3: SHA-256 over the required members in order."""
    x = NOW_KEY.public.jwk["x"]
    digest = sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
    assert NOW_KEY.public.thumbprint == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_base_58_keeps_leading_zeros() -> None:
    assert base58(b"\x00\x00\x01") == "112"
    assert base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"


def test_without_keys_there_is_no_document() -> None:
    with pytest.raises(ValueError, match="at least one"):
        did_document(DID, [])
