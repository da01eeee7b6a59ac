"""A cohort's template signs, to the byte, what canonicalising each badge would."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from certificates.badges.achievement import Criterion, credential
from certificates.badges.cohort import CohortTemplate, TemplateUnfit, canonical
from certificates.badges.keys import P256, KeyUnfit, new_key
from certificates.badges.proofs import parts_of, secure, sign_jwt, verify
from tests.certificates.badges.sample import DID, FACTS, NOW, both, cohort, holder

KEY = new_key()
hexes = st.text("0123456789abcdef", min_size=32, max_size=32)
# What N-Quads escape, what Python's splitlines would split, and what the template itself uses as a mark.
words = st.text(st.sampled_from('aé王\u2028\u0085\x0b"\\%s{}<>\n\r\t_: .zz'), max_size=30)


@hypothesis_settings(max_examples=25)
@given(st.integers(1, 131_071), hexes, hexes, words)
def test_whoever_the_holder_and_whatever_the_words(number: int, salt: str, digest: str, text: str) -> None:
    group = cohort(narrative=both(f"Ley {text}", "Law"), hours="40")
    one = holder(number, salt=salt, identity=f"sha256${digest * 2}")
    assert CohortTemplate(group, KEY, expires=True).statements(one) == canonical(credential(group, one))


@pytest.mark.parametrize("language", ["es", "en", "es+en"])
@pytest.mark.parametrize("valid_until", ["", "2029-11-02T05:00:00Z"])
def test_signed_from_the_template_it_is_the_same_document_with_the_same_proof(language: str, valid_until: str) -> None:
    template = CohortTemplate(cohort(language), KEY, expires=bool(valid_until))
    for number in range(1, 6):
        one = holder(number, valid_until=valid_until)
        assert json.loads(template.sign(one, NOW)) == secure(credential(cohort(language), one), KEY, DID, NOW)
        assert template.agrees(one)
        assert template.holds(one, NOW)


@pytest.mark.parametrize("valid_until", ["", "2029-11-02T05:00:00Z"])
def test_its_token_says_what_a_token_made_by_the_library_says(valid_until: str) -> None:
    group = cohort(narrative=both('Ley "chilena" ñ \u2028', "Law"))
    one, template = holder(7, valid_until=valid_until), CohortTemplate(group, KEY, expires=bool(valid_until))
    plain = credential(group, one)
    assert parts_of(template.token(one)) == parts_of(sign_jwt(plain, KEY, DID))
    assert verify(template.token(one), did=DID, keys=[KEY.public], at=NOW).document == plain


def test_numbers_of_blank_nodes_move_from_holder_to_holder() -> None:
    """The reason why replacing text is not enough."""
    template = CohortTemplate(cohort(), KEY, expires=True)
    subjects = {
        line.split()[-2]
        for number in range(40)
        for line in template.statements(holder(number)).splitlines()
        if "#credentialSubject>" in line
    }
    assert len(subjects) > 1


def test_a_template_gone_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    template = CohortTemplate(cohort(), KEY, expires=True)
    monkeypatch.setattr(template, "_fixed", template._fixed[1:])
    assert not template.agrees(holder())
    assert not template.holds(holder(), NOW)


def test_badges_without_an_end_need_their_own() -> None:
    with pytest.raises(TemplateUnfit, match="end"):
        CohortTemplate(cohort(), KEY, expires=True).sign(holder(valid_until=""), NOW)


def test_two_criteria_alike_are_refused() -> None:
    twins = replace(FACTS, courses=(Criterion("one", both("Marcas", "Brands")),) * 2)
    with pytest.raises(TemplateUnfit, match="told apart"):
        CohortTemplate(cohort(achievement=twins), KEY, expires=True)


def test_only_an_ed25519_key_signs() -> None:
    with pytest.raises(KeyUnfit):
        CohortTemplate(cohort(), new_key(P256), expires=True)


def test_its_proof_holds_by_canonicalisation_and_primitives_alone() -> None:
    """vc-di-eddsa §3.3: SHA-256 of the proof's statements, then of the document's; checked without openbadgeslib."""
    signed: dict[str, Any] = json.loads(CohortTemplate(cohort(), KEY, expires=True).sign(holder(), NOW))
    proof = signed.pop("proof")
    value = proof.pop("proofValue")
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for letter in value[1:]:
        number = number * 58 + alphabet.index(letter)
    data = sha256(canonical({**proof, "@context": signed["@context"]}).encode()).digest()
    data += sha256(canonical(signed).encode()).digest()
    KEY.private.public_key().verify(number.to_bytes(64), data)  # type: ignore[call-arg]
    assert value.startswith("z")
