"""A badge is believed when this issuer signed it as it stands, whatever the file says about keys and issuers."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

from certificates.badges.achievement import credential
from certificates.badges.did import did_document
from certificates.badges.keys import P256, BadgeKey, KeyUnfit, PublicKey, new_key
from certificates.badges.proofs import MAX_CREDENTIAL, ProofInvalid, secure, sign_jwt, verify
from tests.certificates.badges.sample import DID, NOW, cohort, holder

KEY, OTHER, STRANGER = new_key(), new_key(P256), new_key()
PLAIN = credential(cohort(), holder())
OURS = [KEY.public, OTHER.public]


def checked(text: str, at: datetime = NOW) -> Any:
    return verify(text, did=DID, keys=OURS, at=at)


def refusal(text: str) -> str:
    with pytest.raises(ProofInvalid) as refused:
        checked(text)
    return str(refused.value)


def forged(key: BadgeKey = STRANGER, headers: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token of ours with other claims, signed by a stranger or whoever is named."""
    body = {**PLAIN, "iss": DID, "jti": PLAIN["id"], "nbf": 0, **claims}
    return jwt.encode(body, key.private, algorithm=key.public.algorithm, headers=headers or {})


def part(token: str, number: int) -> bytes:
    text = token.split(".")[number]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("key", [KEY, OTHER], ids=["EdDSA", "ES256"])
def test_a_token_of_ours_is_believed(key: BadgeKey) -> None:
    found = checked(sign_jwt(PLAIN, key, DID))
    assert (found.form, found.in_time, found.key) == ("jwt", True, key.public)
    assert dict(found.document) == PLAIN


def test_its_signature_holds_by_primitives_alone() -> None:
    """RFC 7515 §5.2, RFC 8037 §3.1, RFC 7518 §3.4: without our code, PyJWT or openbadgeslib."""
    for key in (KEY, OTHER):
        token = sign_jwt(PLAIN, key, DID)
        signed, signature = token.rpartition(".")[0].encode(), part(token, 2)
        public = key.private.public_key()
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, signed)
        else:
            pair = utils.encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
            public.verify(pair, signed, ec.ECDSA(hashes.SHA256()))
        assert json.loads(part(token, 1)) | PLAIN == json.loads(part(token, 1))
        assert {"alg", "kid", "jwk"} <= set(json.loads(part(token, 0)))
        assert "d" not in json.loads(part(token, 0))["jwk"]


def test_an_embedded_proof_of_ours_is_believed() -> None:
    found = checked(json.dumps(secure(PLAIN, KEY, DID, NOW)))
    assert (found.form, dict(found.document)) == ("data_integrity", PLAIN)


def test_openbadgeslibs_own_verifiers_believe_both_with_the_document_that_we_serve(asked: list[str]) -> None:
    served = {"https://asesores.example.org/.well-known/did.json": json.dumps(did_document(DID, OURS)).encode()}
    with time_machine.travel(NOW):
        for key in (KEY, OTHER):  # the second one too: `kid` finds it
            OB3Verifier.for_issuer_did(DID, download=served.__getitem__).verify(sign_jwt(PLAIN, key, DID))
        document = secure(PLAIN, KEY, DID, NOW)
        OB3LdpVerifier.for_issuer_did(DID).verify(document, download=served.__getitem__)
    assert not asked


def test_a_changed_token_is_refused() -> None:
    token = sign_jwt(PLAIN, KEY, DID)
    head, body, signature = token.split(".")
    richer = json.loads(part(token, 1)) | {"name": "Doctorado"}
    changed = base64.urlsafe_b64encode(json.dumps(richer).encode()).rstrip(b"=").decode()
    assert refusal(f"{head}.{changed}.{signature}") == "its signature does not hold"
    assert refusal(f"{head}.{body}.{signature[:-4]}AAAA") == "its signature does not hold"


@pytest.mark.parametrize("where", ["name", "validUntil", "id"])
def test_a_changed_document_is_refused(where: str) -> None:
    document = secure(PLAIN, KEY, DID, NOW)
    document[where] = {"name": "Doctorado", "validUntil": "2099-01-01T00:00:00Z", "id": "urn:uuid:1"}[where]
    assert refusal(json.dumps(document)) == "its proof does not hold"


def test_what_the_proof_does_not_cover_is_refused() -> None:
    """The proof signs RDF statements: a member that no context knows would ride along unsigned."""
    document = secure(PLAIN, KEY, DID, NOW)
    assert refusal(json.dumps({**document, "degree": "Doctorado"})) == "its proof does not hold"
    with pytest.raises(ProofInvalid):
        verify(json.dumps(secure({**PLAIN, "degree": "x"}, KEY, DID, NOW)), did=DID, keys=OURS, at=NOW)


def test_a_key_that_the_file_brings_along_is_not_believed() -> None:
    own = {"jwk": dict(STRANGER.public.jwk)}
    assert "not one of this issuer's" in refusal(forged(headers=own))
    assert "not one of this issuer's" in refusal(forged(headers={**own, "kid": f"{DID}#{STRANGER.public.fragment}"}))
    assert refusal(forged(headers={"kid": f"{DID}#{KEY.public.fragment}"})) == "its signature does not hold"
    assert "not one of this issuer's" in refusal(json.dumps(secure(PLAIN, STRANGER, DID, NOW)))


def test_another_issuers_badge_is_refused_even_under_our_key() -> None:
    kid = {"kid": f"{DID}#{KEY.public.fragment}"}
    theirs = {**PLAIN["issuer"], "id": "did:web:other.example"}
    assert "another issuer" in refusal(forged(KEY, kid, issuer=theirs))
    assert "registered claims" in refusal(forged(KEY, kid, iss="did:web:other.example"))
    assert "registered claims" in refusal(forged(KEY, kid, jti="urn:uuid:2"))
    assert "another issuer" in refusal(json.dumps(secure({**PLAIN, "issuer": theirs}, KEY, DID, NOW)))


def test_an_algorithm_that_the_file_chooses_is_not_obeyed() -> None:
    kid = f"{DID}#{KEY.public.fragment}"
    body = {**PLAIN, "iss": DID, "jti": PLAIN["id"]}
    unsigned = jwt.encode(body, "", algorithm="none", headers={"kid": kid})
    assert refusal(unsigned) == "its signature does not hold"
    shared = jwt.encode(body, b"x" * 64, algorithm="HS256", headers={"kid": kid})
    assert refusal(shared) == "its signature does not hold"
    assert refusal(forged(OTHER, {"kid": kid})) == "its signature does not hold"


def test_what_is_signed_but_no_badge_is_refused() -> None:
    kid = {"kid": f"{DID}#{KEY.public.fragment}"}
    assert refusal(forged(KEY, kid, type=["VerifiableCredential"])) == "it is not an Open Badge"
    assert refusal(forged(KEY, kid, validFrom="yesterday")) == "its dates can't be read"
    assert refusal(forged(KEY, kid, validUntil="2026-01-01")) == "its dates can't be read"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.b.c",
        "{",
        "[]",
        "{}",
        '{"proof": []}',
        "{" * 3000,
        '{"a":' * 3000,
        "[" * 50_000,
        "\ud800",
        "x" * MAX_CREDENTIAL * 2,
    ],
)
def test_rubbish_is_refused_in_a_word(text: str) -> None:
    assert refusal(text)


@pytest.mark.parametrize(
    ("at", "in_time"),
    [
        (datetime(2026, 11, 2, 15, 0, tzinfo=UTC), False),  # before it begins
        (datetime(2026, 11, 2, 15, 3, 30, tzinfo=UTC), True),  # within the clocks' difference
        (datetime(2029, 11, 2, 4, 59, tzinfo=UTC), True),
        (datetime(2029, 11, 2, 5, 5, tzinfo=UTC), False),  # expired
    ],
)
def test_out_of_its_time_it_is_genuine_and_says_so(at: datetime, in_time: bool) -> None:
    """The embedded proof is looked at with the library's clock: the message that we know it by must stay."""
    assert checked(sign_jwt(PLAIN, KEY, DID), at).in_time is in_time
    document = json.dumps(secure(PLAIN, KEY, DID, NOW))
    with time_machine.travel(at):
        assert checked(document, at).in_time is in_time
        changed = json.dumps({**json.loads(document), "name": "Doctorado"})
        assert refusal(changed) == "its proof does not hold"


def test_a_former_keys_badge_stays_good_and_a_withdrawn_keys_does_not() -> None:
    old = new_key()
    for text in (sign_jwt(PLAIN, old, DID), json.dumps(secure(PLAIN, old, DID, NOW))):
        assert verify(text, did=DID, keys=[KEY.public, old.public], at=NOW).key == old.public
        assert "not one of this issuer's" in refusal(text)


def test_signing_again_gives_the_same_badge() -> None:
    """Ed25519 has no chance in it: a task that runs twice makes the same bytes."""
    assert sign_jwt(PLAIN, KEY, DID) == sign_jwt(PLAIN, KEY, DID)
    assert secure(PLAIN, KEY, DID, NOW) == secure(PLAIN, KEY, DID, NOW + timedelta(milliseconds=400))


def test_keys_come_back_from_their_files() -> None:
    for key in (KEY, OTHER):
        assert BadgeKey.from_pem(key.pem).public == key.public == PublicKey.from_pem(key.public.pem)
    with pytest.raises(KeyUnfit):
        BadgeKey.from_pem(b"no key")
    with pytest.raises(KeyUnfit):
        PublicKey.from_pem("no key")
    with pytest.raises(KeyUnfit):
        new_key("RSA")
    with pytest.raises(KeyUnfit):
        secure(PLAIN, OTHER, DID, NOW)
