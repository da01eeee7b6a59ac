"""The register's head: signed so that whoever kept one can hold the register to it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from certificates.signing.heads import Head, HeadRefused, sign_head, verify_head
from certificates.signing.keys import raw_signer
from tests.certificates.signing.ground import DER, KINDS, PEM, SINCE, YEAR, careless, key, middle, signer

HEAD = Head("certificates", date(2026, 11, 2), 1289, "ab" * 32)


def encoded(value: Any) -> str:
    body = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
    return urlsafe_b64encode(body).rstrip(b"=").decode()


def decoded(text: str) -> Any:
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def signed(header: Any, payload: Any, kind: str = "p256") -> str:
    """A JWS of whatever one likes, with a good signature of our key."""
    one = signer(kind)
    text = f"{encoded(header)}.{encoded(payload)}"
    raw = one.raw(text.encode())
    if kind == "p256":
        raw = b"".join(half.to_bytes(32, "big") for half in decode_dss_signature(raw))
    return f"{text}.{encoded(raw)}"


GOOD = decoded(sign_head(HEAD, signer()).split(".")[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_head_comes_back_with_the_fingerprint_of_its_key(kind: str) -> None:
    everybody = [signer(one).certificate for one in KINDS]
    assert verify_head(sign_head(HEAD, signer(kind)), everybody) == (HEAD, signer(kind).fingerprint)
    empty = Head("certificates", HEAD.day, 0, "")
    assert verify_head(sign_head(empty, signer(kind)), everybody)[0] == empty


@pytest.mark.parametrize("kind", KINDS)
def test_another_library_verifies_it_too(kind: str) -> None:
    jws = sign_head(HEAD, signer(kind))
    public = signer(kind).public_key_pem
    payload = jwt.PyJWS().decode(jws, public, algorithms=[signer(kind).algorithm])
    assert payload == HEAD.payload()
    assert json.loads(payload) == {"book": "certificates", "day": "2026-11-02", "head": "ab" * 32, "number": 1289}


def test_each_letter_counts() -> None:
    jws = sign_head(HEAD, signer())
    for place in range(len(jws)):
        for letter in "Aa-.":
            if letter != jws[place]:
                with pytest.raises(HeadRefused):
                    verify_head(jws[:place] + letter + jws[place + 1 :], [signer().certificate])


PAYLOAD = json.loads(HEAD.payload())
REFUSED: dict[str, tuple[Callable[[], str], str]] = {
    "no JWS": (lambda: "", "not a compact JWS"),
    "two parts": (lambda: "a.b", "not a compact JWS"),
    "padding": (lambda: sign_head(HEAD, signer()) + "=", "not a compact JWS"),
    "very long": (lambda: "a" * 5000, "not a compact JWS"),
    "a stranger's": (lambda: sign_head(HEAD, signer(number=5)), "not known"),
    "another header": (lambda: signed({**GOOD, "crit": []}, PAYLOAD), "the header"),
    "another type": (lambda: signed({**GOOD, "typ": "JWT"}, PAYLOAD), "the header"),
    "alg none": (lambda: signed({**GOOD, "alg": "none"}, PAYLOAD), "the header"),
    "alg of another key": (lambda: signed({**GOOD, "alg": "RS256"}, PAYLOAD), "the header"),
    "no key named": (lambda: signed({"alg": "ES256", "typ": GOOD["typ"]}, PAYLOAD), "not known"),
    "another claim": (lambda: signed(GOOD, {**PAYLOAD, "note": ""}), "more than a head"),
    "a claim less": (lambda: signed(GOOD, {"book": "certificates"}), "not say what a head says"),
    "no such day": (lambda: signed(GOOD, {**PAYLOAD, "day": "2026-11-31"}), "not say what a head says"),
    "number as text": (lambda: signed(GOOD, {**PAYLOAD, "number": "1289"}), "in another way"),
    "not canonical": (lambda: signed(GOOD, HEAD.payload() + b" "), "in another way"),
    "a day without a certificate": (
        lambda: sign_head(Head("certificates", (SINCE + 6 * YEAR).date(), 1, "ab" * 32), signer()),
        "not valid on that day",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_a_head_of_ours_is_refused_with_a_reason(case: str) -> None:
    make, words = REFUSED[case]
    with pytest.raises(HeadRefused, match=words):
        verify_head(make(), [signer().certificate])


def test_an_authority_signs_no_head() -> None:
    authority = careless(middle(), raw_signer(key("p256", 101)))
    vars(authority).update(fingerprint=signer_fingerprint(), algorithm="ES256")
    with pytest.raises(HeadRefused, match="the header"):
        verify_head(sign_head(HEAD, authority), [middle().public_bytes(DER)])


def signer_fingerprint() -> str:
    from certificates.signing.keys import fingerprint

    return fingerprint(middle().public_bytes(DER))


@pytest.mark.parametrize(("number", "head"), [(-1, ""), (0, "ab" * 32), (3, ""), (3, "AB" * 32), (3, "ab" * 20)])
def test_a_head_that_no_book_can_have_is_not_made(number: int, head: str) -> None:
    with pytest.raises(ValueError, match="head"):
        Head("certificates", HEAD.day, number, head)


@given(st.text(max_size=300))
def test_any_text_is_refused_and_nothing_else_is_raised(text: str) -> None:
    for candidate in (text, f"{text}.{text}.{text}", f"{encoded(GOOD)}.{text}.{text}"):
        with pytest.raises(HeadRefused):
            verify_head(candidate, [signer().certificate])


def test_a_rotation_keeps_old_heads() -> None:
    assert signer().x509.public_bytes(PEM) != signer(number=1).x509.public_bytes(PEM)
    heads = [sign_head(Head("certificates", HEAD.day + timedelta(days=n), n + 1, "ab" * 32), signer(number=n)) for n in (0, 1)]
    both = [signer(number=n).certificate for n in (0, 1)]
    assert [verify_head(one, both)[0].number for one in heads] == [1, 2]
