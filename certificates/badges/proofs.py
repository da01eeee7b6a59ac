"""The two proofs of a badge, and checking them offline against one issuer.

JWT: OB 3.0 §8.2 (VC-JWT; RFC 7515, 7519), signed with EdDSA or ES256, whichever the key is. Data Integrity: OB 3.0 §8.3 with
the cryptosuite `eddsa-rdfc-2022` (W3C Data Integrity EdDSA Cryptosuites 1.0). All JSON-LD contexts come with openbadgeslib
and are pinned there: nothing is fetched, and a context that it does not have is refused.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from jwt.types import Options
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier, add_data_integrity_proof

from certificates.badges.did import method_of, multikey_method_of
from certificates.badges.keys import ED25519, BadgeKey, KeyUnfit, PublicKey

SKEW: Final = timedelta(minutes=2)  # between two clocks
MAX_CREDENTIAL: Final = 64 * 1024  # characters; ours have about 4,000
_DEEP: Final = 40  # levels of JSON
_UNREADABLE: Final = (jwt.exceptions.PyJWTError, ValueError, RecursionError)
_SIGNATURE_ALONE: Final[Options] = {"verify_exp": False, "verify_nbf": False, "verify_aud": False, "verify_iat": False}
_OUT_OF_WINDOW: Final = ("Credential has expired (validUntil", "Credential is not yet valid (validFrom")


class ProofInvalid(ValueError):
    """A badge that this issuer did not sign as it stands; the message says why, without a word of the file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A badge whose proof holds. `form`: jwt or data_integrity. `in_time`: between validFrom and validUntil."""

    document: Mapping[str, Any]
    form: str
    key: PublicKey
    in_time: bool


def sign_jwt(document: Mapping[str, Any], key: BadgeKey, did: str) -> str:
    """A credential as a compact JWT: its members are the claims, beside iss, jti, nbf and exp (OB 3.0 §8.2.4).

    The header names the key twice: `kid` for who resolves the issuer's DID document (so that a token of a former key finds
    it), `jwk` for who does not. Neither is believed when checking.
    """
    claims = {**document, "iss": did, "jti": document["id"], "nbf": seconds_of(document["validFrom"])}
    if "validUntil" in document:
        claims["exp"] = seconds_of(document["validUntil"])
    return jwt.encode(claims, key.private, algorithm=key.public.algorithm, headers=header_of(key, did))


def header_of(key: BadgeKey, did: str) -> dict[str, Any]:
    """What names the key in a token's header, beside algorithm and type."""
    return {"kid": method_of(did, key.public), "jwk": dict(key.public.jwk)}


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def part_of(value: Mapping[str, Any]) -> str:
    """An object as a part of a token."""
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def parts_of(token: str) -> list[dict[str, Any]]:
    """Header and claims of a token of our own, not verified."""
    return [json.loads(urlsafe_b64decode(f"{part}===")) for part in token.split(".")[:2]]


def secure(document: Mapping[str, Any], key: BadgeKey, did: str, created: datetime) -> dict[str, Any]:
    """A credential with an embedded `eddsa-rdfc-2022` proof. About 10 ms of canonicalising: for a cohort take its template.

    Raises KeyUnfit for a key that is not Ed25519, ProofInvalid for a document that the proof would not wholly cover.
    """
    if key.public.kind != ED25519:
        raise KeyUnfit("eddsa-rdfc-2022 asks for an Ed25519 key")
    try:
        return add_data_integrity_proof(
            dict(document), key.pem, multikey_method_of(did, key.public), created=created.astimezone(UTC).replace(microsecond=0)
        )
    except LibOpenBadgesException as refused:
        raise ProofInvalid(str(refused)[:300]) from refused


def verify(text: str, *, did: str, keys: Iterable[PublicKey], at: datetime) -> Checked:
    """Check a badge (a JWT, or JSON with a Data Integrity proof) against this issuer alone. Raises ProofInvalid.

    The issuer is pinned: `keys` are all its keys, past ones too, and whatever key or address the file names is only compared
    with them. A badge out of its time is genuine all the same: `in_time` says so. Whether it was taken back stands in the
    status list, or in our own register.
    """
    if len(text) > MAX_CREDENTIAL:
        raise ProofInvalid("the credential is too long")
    known = list(keys)
    if text.lstrip().startswith("{"):
        return _verify_embedded(text, did, known)
    return _verify_jwt(text.strip(), did, known, at)


def _verify_jwt(token: str, did: str, keys: list[PublicKey], at: datetime) -> Checked:
    try:
        header = jwt.get_unverified_header(token)
    except _UNREADABLE as broken:
        raise ProofInvalid("it is not a signed token") from broken
    key = _named(header, did, keys)
    try:
        claims = jwt.decode(token, key.pem, algorithms=[key.algorithm], options=_SIGNATURE_ALONE)
    except _UNREADABLE as broken:
        raise ProofInvalid("its signature does not hold") from broken
    _is_ours(claims, did)
    if claims.get("iss") != did or claims.get("jti") != claims.get("id"):
        raise ProofInvalid("its registered claims do not fit the credential")
    document = {name: value for name, value in claims.items() if name not in ("iss", "jti", "nbf", "exp", "sub")}
    try:
        starts = _moment(document.get("validFrom"))
        ends = _moment(document["validUntil"]) if "validUntil" in document else None
    except ValueError as broken:
        raise ProofInvalid("its dates can't be read") from broken
    in_time = starts <= at + SKEW and (ends is None or at - SKEW <= ends)
    return Checked(document, "jwt", key, in_time)


def _verify_embedded(text: str, did: str, keys: list[PublicKey]) -> Checked:
    """The library also holds the JSON against what is signed: a proof covers RDF statements, a reader reads JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise ProofInvalid("it is not JSON") from broken
    if not isinstance(document, dict) or _depth(document) > _DEEP:
        raise ProofInvalid("it is not a credential")
    _is_ours(document, did)
    proof = document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    key = next((one for one in keys if multikey_method_of(did, one) == method), None)
    if key is None:
        raise ProofInvalid("the key that it names is not one of this issuer's")
    in_time = True
    try:
        OB3LdpVerifier(pubkey_pem=key.pem, issuer_did=did).verify(document)
    except LibOpenBadgesException as refused:
        # The window is looked at last, after the form and the signature (a test holds the library to that).
        if not str(refused).startswith(_OUT_OF_WINDOW):
            raise ProofInvalid("its proof does not hold") from refused
        in_time = False
    return Checked({name: value for name, value in document.items() if name != "proof"}, "data_integrity", key, in_time)


def _named(header: Mapping[str, Any], did: str, keys: list[PublicKey]) -> PublicKey:
    """The one of our keys that a token's header names: by `kid`, or without one by the thumbprint of its `jwk`."""
    kid = header.get("kid")
    if kid is not None:
        found = next((key for key in keys if method_of(did, key) == kid), None)
    else:
        found = next((key for key in keys if dict(key.jwk) == header.get("jwk")), None)
    if found is None:
        raise ProofInvalid("the key that it names is not one of this issuer's")
    return found


def _is_ours(document: Any, did: str) -> None:
    if not isinstance(document, dict):
        raise ProofInvalid("it is not a credential")
    types = document.get("type")
    if not isinstance(types, list) or not {"VerifiableCredential", "OpenBadgeCredential"} <= {str(one) for one in types}:
        raise ProofInvalid("it is not an Open Badge")
    issuer = document.get("issuer")
    if (issuer.get("id") if isinstance(issuer, dict) else issuer) != did:
        raise ProofInvalid("another issuer than this one signed it, or nobody did")


def _depth(value: Any) -> int:
    """How deep lists and objects stand in one another, counted without recursion; stops soon after the limit."""
    level, depth = [value], 0
    while level and depth <= _DEEP:
        level = [
            inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)
        ]
        depth += 1
    return depth


def _moment(text: Any) -> datetime:
    if not isinstance(text, str):
        raise ValueError("a date is missing")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a date without a zone")
    return moment


def seconds_of(text: str) -> int:
    """Seconds since 1970 of a moment as it stands in a badge. Raises ValueError."""
    return int(_moment(text).timestamp())
