"""The hook that proves that badges need no network does see who asks."""

import socket
import urllib.request

import pytest
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.contexts import UnknownContextError, load_context

from certificates.badges.achievement import credential
from certificates.badges.keys import new_key
from certificates.badges.proofs import ProofInvalid, secure
from tests.certificates.badges.sample import DID, NOW, cohort, holder


def test_a_look_up_of_a_name_is_seen(asked: list[str]) -> None:
    with pytest.raises(OSError, match=r".*"):
        socket.getaddrinfo("name.invalid", 443)
    assert asked
    asked.clear()


def test_a_request_is_seen(asked: list[str]) -> None:
    with pytest.raises(OSError, match=r".*"):
        urllib.request.urlopen("http://127.0.0.1:1/", timeout=1)
    assert any(event.startswith("socket.connect") for event in asked)
    asked.clear()


def test_a_verifier_that_resolves_the_issuer_by_itself_would_be_seen(asked: list[str]) -> None:
    with pytest.raises(Exception, match="could not fetch"):
        OB3Verifier.for_issuer_did("did:web:name.invalid")
    assert asked
    asked.clear()


def test_a_context_that_is_not_bundled_is_refused_and_not_fetched(asked: list[str]) -> None:
    with pytest.raises(UnknownContextError):
        load_context("https://example.org/context.json")
    document = credential(cohort(), holder())
    document["@context"].append("https://example.org/context.json")
    with pytest.raises(ProofInvalid):
        secure(document, new_key(), DID, NOW)
    assert not asked
