"""Who issues: a did:web name, and the document under it that lists the keys (W3C DID Core 1.0; did:web method).

Keys that no longer sign stay listed: what they signed must verify for as long as it is valid.
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from openbadgeslib.ob3 import build_did_document, did_web_from_url, multikey_from_pem

from certificates.badges.keys import PublicKey

MULTIKEY_CONTEXT: Final = "https://w3id.org/security/multikey/v1"
WELL_KNOWN: Final = ".well-known/did.json"


def did_of(url: str) -> str:
    """The did:web name whose document lies under a web address: «https://host/lms» is did:web:host:lms.

    An address without a path has its document at /.well-known/did.json, one with a path at <path>/did.json. A http address
    (a demonstration on this machine) gets the name it would have with https. Raises ValueError for what is no web address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError("a did:web name is made of a web address")
    return did_web_from_url("https" + url[len(parts.scheme) :])


def method_of(did: str, key: PublicKey) -> str:
    """The `kid` of a JWT: the key as JWK."""
    return f"{did}#{key.fragment}"


def multikey_method_of(did: str, key: PublicKey) -> str:
    """The `verificationMethod` of a Data Integrity proof: the same key as Multikey."""
    return f"{did}#{key.multikey_fragment}"


def did_document(did: str, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """The document: each key as JWK (for JWT), and each Ed25519 key as Multikey too (for Data Integrity).

    The key that signs now comes first: a token that names no key is checked with the first. Raises ValueError without keys.
    """
    document = build_did_document(did, [(key.fragment, dict(key.jwk)) for key in keys])
    multikeys = [
        {
            "id": multikey_method_of(did, key),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey_from_pem(key.pem),
        }
        for key in keys
    ]
    document["@context"] = [*document["@context"], MULTIKEY_CONTEXT]
    document["verificationMethod"] = [*document["verificationMethod"], *multikeys]
    document["assertionMethod"] = [method["id"] for method in document["verificationMethod"]]
    return document
