"""Signing a finished PDF, and the second pass that adds a time stamp."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader, PdfWriter

from certificates.signing.checking import check
from certificates.signing.keys import STAMP_ROOM
from certificates.signing.pades import Act, CannotSign, add_evidence, add_timestamp, sign_pdf
from certificates.signing.places import find_places
from tests.certificates.signing.ground import (
    AT,
    KINDS,
    PATHS,
    STAMPED,
    evidence,
    plain_pdf,
    signer,
    slow_paper,
    stamper,
    tampered,
    tsas,
)

ACT = Act(at=AT, reason="Certificado emitido por la institución", location="Lima", contact="https://example.org/verify/")


def signature(body: bytes) -> Any:
    return PdfFileReader(io.BytesIO(body)).embedded_signatures[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_paper_is_the_same_paper_with_a_signature_behind_it(kind: str) -> None:
    plain = plain_pdf()
    body = sign_pdf(plain, signer(kind), ACT)
    assert body.startswith(plain)
    assert PdfReader(io.BytesIO(body)).pages[0].extract_text() == PdfReader(io.BytesIO(plain)).pages[0].extract_text()
    assert check(body, signer(kind).trusted).level == "B-B"


def test_it_is_an_invisible_certification_that_allows_no_change_and_says_why_and_when() -> None:
    found = signature(sign_pdf(plain_pdf(), signer(), ACT))
    assert found.field_name == "Signature"
    assert [float(side) for side in found.sig_field["/Rect"]] == [0, 0, 0, 0]
    assert found.docmdp_level.value == 1
    said = found.sig_object
    assert said["/SubFilter"] == "/ETSI.CAdES.detached"
    assert (said["/Reason"], said["/Location"], said["/ContactInfo"]) == (ACT.reason, ACT.location, ACT.contact)
    assert found.self_reported_timestamp == AT
    assert found.reader.root["/Perms"]["/DocMDP"]["/Type"] == "/Sig"
    assert "/Reason" not in signature(sign_pdf(plain_pdf(), signer(), Act(at=AT))).sig_object


def test_what_the_paper_says_of_itself_stays() -> None:
    before, after = PdfReader(io.BytesIO(plain_pdf())), PdfReader(io.BytesIO(sign_pdf(plain_pdf(), signer(), ACT)))
    assert after.metadata == before.metadata
    assert after.root_object.get("/Lang") == before.root_object.get("/Lang") == "es"
    assert "/Metadata" not in after.root_object


def test_papers_of_several_pages_are_signed_whole() -> None:
    body = sign_pdf(plain_pdf("Expediente", 7), signer(), ACT)
    assert len(PdfReader(io.BytesIO(body)).pages) == 7
    assert check(body, signer().trusted).covers_whole_file


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain_pdf())))
    writer.encrypt("secreto", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (slow_paper, "signed already"),
        (encrypted, "encrypted"),
        (lambda: b"", "Error"),
        (lambda: b"%PDF-1.7\nnothing\n%%EOF", "Error"),
        (lambda: plain_pdf()[:-200], "Error"),
    ],
)
def test_what_can_t_be_signed_is_refused(make: Any, words: str) -> None:
    with pytest.raises(CannotSign, match=words):
        sign_pdf(make(), signer(), ACT)


# --- time stamps --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", PATHS)
def test_the_second_pass_makes_b_t_of_either_path_without_a_byte_more(kind: str, path: str) -> None:
    body = PATHS[path](kind, **STAMPED)
    stamped = add_timestamp(body, stamper())
    (place,) = find_places(body)
    assert len(stamped) == len(body)
    assert stamped[: place.before] == body[: place.before]
    assert stamped[place.after :] == body[place.after :]
    trusted = signer(kind, room=STAMP_ROOM).trusted
    found = check(stamped, trusted, tsas=tsas())
    assert (found.state, found.level, found.signed_at) == ("valid", "B-T", AT + timedelta(minutes=3))
    assert check(body, trusted, tsas=tsas()).level == "B-B"


def test_a_time_stamp_of_a_service_that_we_do_not_know_proves_no_time() -> None:
    body = add_timestamp(slow_paper(**STAMPED), stamper())
    found = check(body, signer().trusted)
    assert (found.state, found.level, found.signed_at) == ("valid", "B-B", AT)


def test_the_second_pass_may_be_repeated() -> None:
    body = add_timestamp(slow_paper(**STAMPED), stamper())
    assert add_timestamp(body, stamper(AT + timedelta(days=2))) == body


def test_without_room_or_service_the_paper_stays_and_the_caller_hears_why() -> None:
    with pytest.raises(CannotSign, match="no room for the time stamp: the signature has"):
        add_timestamp(slow_paper(), stamper())
    silent = stamper()
    silent.request_tsa_response = _fails  # type: ignore[method-assign]
    with pytest.raises(CannotSign, match="no time stamp: OSError: the line is dead"):
        add_timestamp(slow_paper(**STAMPED), silent)
    for body in (plain_pdf(), slow_paper(**STAMPED) + b"\n", b""):
        with pytest.raises(CannotSign, match="no signature covers the whole file"):
            add_timestamp(body, stamper())


def _fails(request: object) -> Any:
    raise OSError("the line is dead")


def test_b_lt_carries_its_evidence_among_the_signed_bytes() -> None:
    body = sign_pdf(plain_pdf(), signer(room=STAMP_ROOM), ACT, stamper=stamper(), evidence=evidence())
    found = check(body, signer().trusted, tsas=tsas())
    assert (found.state, found.level) == ("valid", "B-LT")
    assert found.covers_whole_file
    store = PdfFileReader(io.BytesIO(body)).root["/DSS"]
    assert len(store["/CRLs"]) == 2
    assert len(store["/Certs"]) >= 3


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("stamped", [False, True])
def test_the_second_pass_makes_b_lt_of_either_path_behind_the_same_bytes(path: str, stamped: bool) -> None:
    one = signer(room=STAMP_ROOM)
    before = PATHS[path](**STAMPED)
    before = add_timestamp(before, stamper()) if stamped else before
    body = add_evidence(before, one, ACT, stamper=stamper(), evidence=evidence())
    assert body.startswith(before)
    found = check(body, one.trusted, tsas=tsas())
    assert (found.state, found.level, found.covers_whole_file) == ("valid", "B-LT", True)
    assert len(PdfFileReader(io.BytesIO(body)).embedded_signatures) == 1
    assert signature(body).docmdp_level.value == 1
    for changed in (tampered(body, 40).body, tampered(body, len(before) + 40).body, body + b"\n"):
        assert check(changed, one.trusted, tsas=tsas()).state == "invalid"


def test_only_a_paper_that_this_key_signed_as_it_stands_gets_evidence() -> None:
    for body in (plain_pdf(), slow_paper(**STAMPED) + b"\n", slow_paper(number=5, **STAMPED)):
        with pytest.raises(CannotSign, match="not one that this key has signed"):
            add_evidence(body, signer(room=STAMP_ROOM), ACT, stamper=stamper(), evidence=evidence())


def test_evidence_needs_a_time_stamp_and_must_hold() -> None:
    with pytest.raises(CannotSign, match="no level of PAdES"):
        sign_pdf(plain_pdf(), signer(room=STAMP_ROOM), ACT, evidence=evidence())
    stranger = signer(chain=False, room=STAMP_ROOM)
    with pytest.raises(CannotSign):
        sign_pdf(plain_pdf(), stranger, ACT, stamper=stamper(), evidence=evidence())


def test_the_hour_is_the_callers() -> None:
    later = replace(ACT, at=AT + timedelta(days=30))
    assert check(sign_pdf(plain_pdf(), signer(), later), signer().trusted).signed_at == later.at
