"""Reading the CMS of a signed paper, strictly: only what we would have written ourselves, byte for byte, is read at all.

A CMS has bytes that its signature does not cover (versions, sets of algorithms, certificates beside the signer's). So it is
taken apart, each part is held against what it must be, and the whole is built again: one byte more, less or other, and it is
refused.
Sources: RFC 5652 §5 (SignedData), RFC 5035 §3 (ESS signing-certificate-v2), ETSI EN 319 142-1 §6.3 (PAdES B-B).
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import algos, tsp
from asn1crypto import cms as asn1

_SHA256: Final = frozenset(
    algos.DigestAlgorithm(value).dump() for value in ({"algorithm": "sha256"}, {"algorithm": "sha256", "parameters": None})
)
_SIGNATURES: Final = {
    algos.SignedDigestAlgorithm({"algorithm": name}).dump(): kind
    for name, kind in (("sha256_ecdsa", "ES256"), ("sha256_rsa", "RS256"), ("rsassa_pkcs1v15", "RS256"))
}

_ONE: Final = b"\x02\x01\x01"  # version 1
_DATA: Final = asn1.ContentType("data").dump()
_SIGNED_DATA: Final = asn1.ContentType("signed_data").dump()
_OIDS: Final = tsp.SigningCertificateV2  # importing tsp teaches asn1crypto the attributes of RFC 5035 and RFC 3161


class Unreadable(Exception):
    """Not the CMS of a paper."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the CMS of a paper says. Nothing of it is verified yet but its form."""

    certificate: bytes  # of the signer, DER
    others: tuple[bytes, ...]  # the other certificates that came with it
    digest: bytes  # SHA-256 of what /ByteRange covers
    attributes: bytes  # what the signature is over: the signed attributes as a SET OF (RFC 5652 §5.4)
    signature: bytes
    algorithm: str  # ES256 or RS256
    token: bytes  # a time stamp (RFC 3161), or nothing


def read_seal(der: bytes) -> Seal:
    """Take a CMS apart. Raises Unreadable for anything that we would not have written, whatever the bytes are."""
    try:
        return _read(asn1.ContentInfo.load(der, strict=True), der)
    except Unreadable:
        raise
    except Exception as broken:  # a stranger's bytes: asn1crypto raises ValueError, TypeError, KeyError, RecursionError …
        raise Unreadable(f"{type(broken).__name__}: {broken}") from broken


def certificates_in(der: bytes) -> tuple[bytes, ...]:
    """The certificates in any CMS, ours or a stranger's, as they are: nothing is verified. None where it can't be read."""
    try:
        data = asn1.ContentInfo.load(der)["content"]
        return tuple(one.chosen.dump() for one in data["certificates"] if one.name == "certificate")
    except Exception:  # a stranger's bytes
        return ()


def _must(holds: object, what: str) -> None:
    if not holds:
        raise Unreadable(what)


def _read(info: Any, der: bytes) -> Seal:
    _must(info["content_type"].native == "signed_data", "not signed data")
    data = info["content"]
    _must(data["version"].native == "v1", "version")
    _must([one.dump() in _SHA256 for one in data["digest_algorithms"]] == [True], "digest algorithms")
    content = data["encap_content_info"]
    _must(content["content_type"].native == "data" and content["content"].native is None, "content")
    _must(len(data["crls"]) == 0 and len(data["signer_infos"]) == 1, "signers")
    signer = data["signer_infos"][0]
    _must(signer["version"].native == "v1" and signer["digest_algorithm"].dump() in _SHA256, "signer")
    algorithm = _SIGNATURES.get(signer["signature_algorithm"].dump(), "")
    _must(algorithm, "signature algorithm")
    signed = signer["signed_attrs"].dump()  # before its parts are looked at: the very bytes
    unsigned = signer["unsigned_attrs"].dump() if signer["unsigned_attrs"].native is not None else b""
    certificate, others = _certificates(data, signer)
    digest = _attributes(signer["signed_attrs"], certificate)
    _must(_built(data, signer, signed, unsigned, [certificate, *others]) == der, "encoding")
    attributes = b"\x31" + signed[1:]  # as a SET OF, not [0]
    return Seal(certificate, others, digest, attributes, signer["signature"].native, algorithm, _token(signer))


def _certificates(data: Any, signer: Any) -> tuple[bytes, tuple[bytes, ...]]:
    """The signer's certificate, named by issuer and number, and the others; DER."""
    _must(all(one.name == "certificate" for one in data["certificates"]), "certificates")
    found = {one.chosen.dump(): one.chosen for one in data["certificates"]}
    _must(len(found) == len(data["certificates"]), "certificates")
    _must(signer["sid"].name == "issuer_and_serial_number", "signer id")
    sid = signer["sid"].chosen.dump()
    mine = [der for der, one in found.items() if _named(one["tbs_certificate"]) == sid]
    _must(len(mine) == 1, "signer's certificate")
    return mine[0], tuple(der for der in found if der != mine[0])


def _named(certificate: Any) -> bytes:
    """IssuerAndSerialNumber of a certificate, DER."""
    return _tlv(0x30, certificate["issuer"].dump(), certificate["serial_number"].dump())


def _attributes(signed: Any, certificate: bytes) -> bytes:
    """The digest that is signed. ESS signing-certificate-v2 must name the signer's certificate first, by SHA-256."""
    values = {one["type"].native: one["values"] for one in signed}
    _must(len(values) == len(signed) and all(len(one) == 1 for one in values.values()), "attributes")
    _must(values["content_type"][0].native == "data", "content type")
    first = values["signing_certificate_v2"][0]["certs"][0]
    _must(first["hash_algorithm"]["algorithm"].native == "sha256", "certificate hash")
    _must(first["cert_hash"].native == hashlib.sha256(certificate).digest(), "certificate named")
    digest = values["message_digest"][0].native
    _must(len(digest) == 32, "digest")
    return bytes(digest)


def _token(signer: Any) -> bytes:
    unsigned = signer["unsigned_attrs"]
    if unsigned.native is None:
        return b""
    _must(len(unsigned) == 1 and unsigned[0]["type"].native == "signature_time_stamp_token", "unsigned attributes")
    _must(len(unsigned[0]["values"]) == 1, "time stamps")
    return _framed(unsigned[0]["values"][0])


def _framed(token: Any) -> bytes:
    """A time stamp whose frame fits what it frames (RFC 5652 §5.1, §5.3): the authority's signature does not cover it."""
    data = token["content"]
    _must(data["version"].native == "v3" and len(data["signer_infos"]) == 1, "time stamp")
    signer = data["signer_infos"][0]
    named = {"issuer_and_serial_number": "v1", "subject_key_identifier": "v3"}
    _must(signer["version"].native == named[signer["sid"].name], "time stamp's signer")
    used, listed = signer["digest_algorithm"], list(data["digest_algorithms"])
    _must(used["algorithm"].dump() in [one["algorithm"].dump() for one in listed], "time stamp's digest")
    # without parameters: absent or NULL, both are to be taken (RFC 5754 §2)
    _must(all(one["parameters"].dump() in (b"", b"\x05\x00") for one in (used, *listed)), "time stamp's digest")
    return bytes(token.dump())


def _built(data: Any, signer: Any, signed: bytes, unsigned: bytes, certificates: list[bytes]) -> bytes:
    """The same CMS, its frame written anew (DER) around the parts that are verified by themselves."""
    algorithms = signer["digest_algorithm"].dump(), signer["signature_algorithm"].dump()
    signature = _tlv(0x04, signer["signature"].native)
    one = _tlv(0x30, _ONE, signer["sid"].chosen.dump(), algorithms[0], signed, algorithms[1], signature, unsigned)
    sets = _tlv(0x31, data["digest_algorithms"][0].dump()), _tlv(0xA0, *sorted(certificates)), _tlv(0x31, one)
    whole = _tlv(0x30, _ONE, sets[0], _tlv(0x30, _DATA), sets[1], sets[2])
    return _tlv(0x30, _SIGNED_DATA, _tlv(0xA0, whole))


def _tlv(tag: int, *parts: bytes) -> bytes:
    """A DER value: tag, shortest length, contents (X.690 §10.1)."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + body
