"""The CMS: what pyHanko makes, with nothing changed but the digest and the signature."""

import asyncio
import hashlib
from typing import Any

import pytest
from asn1crypto import cms

from certificates.signing.hanko import finish, kept_signer
from certificates.signing.keys import STAMP_ROOM, verify_raw
from certificates.signing.reading import Unreadable, read_seal
from tests.certificates.signing.ground import KINDS, signer

DIGEST = hashlib.sha256(b"a paper").digest()


def signer_info(der: bytes) -> Any:
    return cms.ContentInfo.load(der, strict=True)["content"]["signer_infos"][0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("chain", [True, False])
def test_the_template_writes_what_pyhanko_writes(kind: str, chain: bool) -> None:
    one = signer(kind, chain=chain)
    ours = cms.ContentInfo.load(one.sign_digest(DIGEST))
    work = kept_signer(one.certificate, one.chain, one.raw, one.longest).async_sign(DIGEST, "sha256", use_pades=True)
    theirs = finish(work)
    for info in (ours, theirs):
        info["content"]["signer_infos"][0]["signature"] = b"the same"
    assert ours.dump() == theirs.dump()


@pytest.mark.parametrize("kind", KINDS)
def test_the_signature_is_the_keys_over_the_three_attributes_of_b_b_in_der_order(kind: str) -> None:
    one = signer(kind)
    der = one.sign_digest(DIGEST)
    attributes = signer_info(der)["signed_attrs"]
    assert [each["type"].native for each in attributes] == ["content_type", "message_digest", "signing_certificate_v2"]
    encoded = [each.dump() for each in attributes]
    assert encoded == sorted(encoded)
    seal = read_seal(der)
    assert seal.digest == DIGEST
    assert {seal.certificate, *seal.others} == set(one.trusted)
    verify_raw(one.x509, seal.signature, seal.attributes)


def test_order_does_not_depend_on_the_digest() -> None:
    for digest in (bytes(32), b"\xff" * 32):
        encoded = [each.dump() for each in signer_info(signer().sign_digest(digest))["signed_attrs"]]
        assert encoded == sorted(encoded)


@pytest.mark.parametrize("kind", KINDS)
def test_every_signature_fits_into_the_same_room_whatever_its_length(kind: str) -> None:
    one = signer(kind)
    room = one.reserved
    signed = [one.sign_digest(hashlib.sha256(bytes((number,))).digest()) for number in range(120)]
    lengths = {len(read_seal(der).signature) for der in signed}
    assert lengths == {256} if kind == "rsa" else len(lengths) > 1  # DER of r and s: 70 to 72 bytes, seldom fewer
    assert max(len(der) for der in signed) <= room == one.reserved
    assert all(verify_raw(one.x509, seal.signature, seal.attributes) is None for seal in map(read_seal, signed))


def test_room_for_a_time_stamp_is_set_aside_where_it_is_asked_for() -> None:
    assert signer(room=STAMP_ROOM).reserved == signer().reserved + STAMP_ROOM
    assert len(signer(room=STAMP_ROOM).sign_digest(DIGEST)) <= signer().reserved


@pytest.mark.parametrize("digest", [b"", bytes(20), bytes(33), bytes(64)])
def test_only_a_sha256_is_signed(digest: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        signer().sign_digest(digest)


def test_a_signer_works_inside_an_event_loop_too() -> None:
    fresh = signer(number=3)

    async def inside() -> bytes:
        return fresh.sign_digest(DIGEST)

    assert read_seal(asyncio.run(inside())).digest == DIGEST


@pytest.mark.parametrize("kind", KINDS)
def test_no_byte_of_the_cms_is_free(kind: str) -> None:
    """Change any byte: it is refused, or what it changed is something that is verified."""
    one = signer(kind)
    der = one.sign_digest(DIGEST)
    seal = read_seal(der)
    for offset in range(len(der)):
        changed = der[:offset] + bytes((der[offset] ^ 1,)) + der[offset + 1 :]
        try:
            other = read_seal(changed)
        except Unreadable:
            continue
        assert other != seal, offset


@pytest.mark.parametrize("body", [b"", b"\x30", b"\x30\x80\x00\x00", b"\x30" * 300, b"\x04\x00", b"\x30\x03\x02\x01\x01"])
def test_what_is_no_cms_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_seal(body)
