"""What a file's signature is worth: states, reasons, times, keys that were changed."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from asn1crypto import cms as asn1
from django.utils import translation
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from certificates.signing import reasons
from certificates.signing.checking import Checked, check
from certificates.signing.hanko import kept_signer
from certificates.signing.keys import STAMP_ROOM, Signer, raw_signer
from certificates.signing.pades import Act, add_timestamp, sign_pdf
from certificates.signing.places import filled, find_places
from certificates.signing.reasons import Reason
from tests.certificates.signing.ground import (
    AT,
    KINDS,
    PATHS,
    SINCE,
    STAMPED,
    YEAR,
    careless,
    certificate,
    key,
    middle,
    plain_pdf,
    root,
    signer,
    slow_paper,
    stamper,
    tampered,
    tsas,
    under_middle,
)

UNSIGNED = plain_pdf()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", PATHS)
def test_a_paper_as_it_left_us_is_valid(kind: str, path: str) -> None:
    one = signer(kind)
    assert check(PATHS[path](kind), one.trusted) == Checked(
        state="valid",
        why=Reason.OK,
        fingerprint=one.fingerprint,
        signer_name=f"Certificados {kind} 0",
        signed_at=AT,
        covers_whole_file=True,
        level="B-B",
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", PATHS)
def test_one_byte_changed_anywhere_is_invalid(kind: str, path: str) -> None:
    body, trusted = PATHS[path](kind), signer(kind).trusted
    (place,) = find_places(body)
    sampled = [0, 1, 9, place.before - 1, place.before, place.before + 1, place.after - 2, place.after - 1, place.after]
    sampled += [len(body) - 1, *range(13, len(body), len(body) // 40)]
    for offset in sampled:
        for by in (1, 0x20, 0x80):
            found = check(tampered(body, offset, by).body, trusted)
            assert found.state == "invalid", (offset, by, found)


def test_one_byte_of_a_time_stamped_paper_changed_is_invalid() -> None:
    body = add_timestamp(slow_paper(**STAMPED), stamper())
    (place,) = find_places(body)
    start, stop = place.before + 1, place.before + 2 * len(place.der)
    reasons_found = {
        check(tampered(body, offset).body, signer().trusted, tsas=tsas()).state for offset in range(start, stop, 97)
    }
    assert reasons_found == {"invalid"}


def test_the_frame_of_a_time_stamp_counts_though_its_signature_does_not_cover_it() -> None:
    """Its set of digest algorithms and its signer's version (RFC 5652): nothing else would notice."""
    body = add_timestamp(slow_paper(**STAMPED), stamper())
    (place,) = find_places(body)
    token = asn1.ContentInfo.load(place.der)["content"]["signer_infos"][0]["unsigned_attrs"][0]["values"][0]
    data = token["content"]
    frames = [data["digest_algorithms"][0].dump(), data["signer_infos"][0].dump()[:7]]  # with version 1 at the end
    for frame in frames:
        first = place.der.index(frame, place.der.index(token.dump()))
        at = place.before + 1 + 2 * (first + len(frame)) - 1  # the last hex digit
        for offset in range(at - 6, at + 1):
            assert check(tampered(body, offset).body, signer().trusted, tsas=tsas()).state == "invalid", offset - at


def emptied(body: bytes) -> bytes:
    (place,) = find_places(body)
    return body[: place.before + 1] + b"0" * (2 * place.room) + body[place.after - 1 :]


def with_empty_field() -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(UNSIGNED))
    append_signature_field(writer, SigFieldSpec("Firma"))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def by_other_software() -> bytes:
    """As most software signs: `adbe.pkcs7.detached`, with a signing time and no ESS attribute."""
    who = signer(number=5)
    kept = kept_signer(who.certificate, who.chain, who.raw, who.longest)
    wanted = PdfSignatureMetadata(field_name="Firma", md_algorithm="sha256", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    signed: bytes = PdfSigner(wanted, kept).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(UNSIGNED))).getvalue()
    return signed


CASES: dict[str, tuple[Any, Reason]] = {
    "nothing": (lambda: b"", Reason.NOT_A_PDF),
    "words": (lambda: b"Not a PDF, and it speaks of none.", Reason.NOT_A_PDF),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(300), Reason.NOT_A_PDF),
    "no signature": (lambda: UNSIGNED, Reason.UNSIGNED),
    "cut before the signature": (lambda: slow_paper()[: len(UNSIGNED) + 20], Reason.UNSIGNED),
    "cut within the signature": (lambda: slow_paper()[: find_places(slow_paper())[0].after - 9], Reason.UNREADABLE),
    "cut behind the signature": (lambda: slow_paper()[:-20], Reason.UNREADABLE),
    "a line more": (lambda: slow_paper() + b"\n", Reason.APPENDED),
    "another paper behind it": (lambda: slow_paper() + UNSIGNED, Reason.APPENDED),
    "another paper before it": (lambda: UNSIGNED + slow_paper(), Reason.UNREADABLE),
    "a stranger's": (lambda: slow_paper(number=5), Reason.UNKNOWN_SIGNER),
    "a form with a field to sign in": (with_empty_field, Reason.UNSIGNED),
    "signed by other software": (by_other_software, Reason.UNKNOWN_SIGNER),
    "signature emptied": (lambda: emptied(slow_paper()), Reason.UNREADABLE),
    "too large": (lambda: slow_paper() + bytes(20 * 1024 * 1024), Reason.TOO_LARGE),
}


@pytest.mark.parametrize("case", CASES)
def test_each_thing_that_is_wrong_has_its_reason(case: str) -> None:
    make, reason = CASES[case]
    found = check(make(), signer().trusted)
    assert found.why is reason
    assert found.state == ("none" if reason in (Reason.UNSIGNED, Reason.NOT_A_PDF) else "invalid")
    assert (found.signed_at, found.covers_whole_file, found.level) == (None, False, "")


def test_who_signed_is_named_only_where_it_is_proved() -> None:
    changed = check(slow_paper() + b"\n", signer().trusted)
    assert (changed.signer_name, changed.fingerprint) == ("Certificados p256 0", signer().fingerprint)
    strange = check(slow_paper(number=5), signer().trusted)
    assert (strange.signer_name, strange.fingerprint) == ("", signer(number=5).fingerprint)
    (place,) = find_places(slow_paper())
    moved = filled(slow_paper(), place, signer().sign_digest(bytes(32)))
    found = check(moved, signer().trusted)
    assert (found.why, found.signer_name, found.signed_at) == (Reason.ALTERED, "Certificados p256 0", None)


def test_our_certificate_with_another_keys_signature_is_forged() -> None:
    real = signer(chain=False)
    thief = careless(real.x509, raw_signer(key("p256", 8)))
    found = check(sign_pdf(UNSIGNED, thief, Act(at=AT)), real.trusted)
    assert (found.why, found.signer_name) == (Reason.FORGED, "")


# --- keys that were changed ---------------------------------------------------------------------------------------------------
def at_work(number: int, since: datetime, until: datetime) -> Signer:
    mine = key("p256", number)
    leaf = under_middle(f"Clave {number}", mine, since=since, until=until)
    return Signer(leaf, raw_signer(mine), [middle(), root()])


OLD = at_work(21, SINCE, SINCE + YEAR)
NEW = at_work(22, SINCE + YEAR - timedelta(days=30), SINCE + 3 * YEAR)


def test_after_a_rotation_the_papers_of_both_keys_are_valid_and_an_unlisted_key_is_nobodys() -> None:
    first = sign_pdf(UNSIGNED, OLD, Act(at=SINCE + timedelta(days=100)))
    second = sign_pdf(UNSIGNED, NEW, Act(at=SINCE + 2 * YEAR))
    both = (*OLD.trusted, *NEW.trusted)
    assert [check(body, both).fingerprint for body in (first, second)] == [OLD.fingerprint, NEW.fingerprint]
    assert [check(body, both).state for body in (first, second)] == ["valid", "valid"]
    assert check(first, NEW.trusted).why is Reason.UNKNOWN_SIGNER
    assert check(second, OLD.trusted).why is Reason.UNKNOWN_SIGNER


def test_a_paper_outlives_the_key_that_signed_it_and_a_signature_made_later_with_it_does_not_count() -> None:
    inside, outside = SINCE + timedelta(days=100), SINCE + YEAR + timedelta(days=1)
    paper = sign_pdf(UNSIGNED, OLD, Act(at=inside))
    assert check(paper, OLD.trusted, at=inside + timedelta(minutes=2)).state == "valid"
    late = sign_pdf(UNSIGNED, OLD, Act(at=outside))
    for at in (None, inside, outside):
        assert check(late, OLD.trusted, at=at).why is Reason.OUT_OF_TIME
    backdated = sign_pdf(UNSIGNED, OLD, Act(at=inside))
    assert check(backdated, OLD.trusted, at=outside).why is Reason.OUT_OF_TIME
    early = sign_pdf(UNSIGNED, OLD, Act(at=SINCE - timedelta(days=1)))
    assert check(early, OLD.trusted).why is Reason.OUT_OF_TIME


def test_an_authority_in_the_list_makes_nobody_a_signer() -> None:
    """The authority's own key, with its own certificate: only keys that we registered sign papers."""
    authority = careless(middle(), raw_signer(key("p256", 101)))
    body = sign_pdf(UNSIGNED, authority, Act(at=AT))
    assert check(body, signer().trusted).why is Reason.UNKNOWN_SIGNER


def test_certificates_beside_the_signers_belong_to_its_chain_or_the_file_was_changed() -> None:
    """A chain without its root can't be held against anything: then its certificates must be listed."""
    one = signer()
    without_root = Signer(one.x509, one.raw, [middle()])
    body = sign_pdf(UNSIGNED, without_root, Act(at=AT))
    assert check(body, without_root.trusted).state == "valid"
    assert check(body, [one.certificate]).why is Reason.FOREIGN_CERTIFICATE
    assert check(slow_paper(), [one.certificate]).state == "valid"


def test_a_development_key_is_told() -> None:
    from certificates.signing.development import _development_certificate

    mine = key("p256", 30)
    one = Signer(_development_certificate(mine, "Prueba", AT), raw_signer(mine))
    found = check(sign_pdf(UNSIGNED, one, Act(at=AT)), one.trusted)
    assert (found.state, found.development) == ("valid", True)


def test_the_callers_own_mistakes_are_raised() -> None:
    with pytest.raises(ValueError, match="aware"):
        check(slow_paper(), signer().trusted, at=AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="parsing"):
        check(slow_paper(), [b"no certificate"])


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert set(reasons.SENTENCES) == set(Reason)
    for reason in Reason:
        with translation.override("en"):
            english = reasons.sentence(reason)
        with translation.override("es"):
            spanish = reasons.sentence(reason)
        assert english != spanish, reason
        assert {english[-1], spanish[-1]} == {"."}


def test_a_file_with_room_and_one_without_are_equally_valid() -> None:
    assert check(slow_paper(room=STAMP_ROOM), signer().trusted).state == "valid"
    assert certificate("x", key("p256")).subject.rfc4514_string() == "CN=x,O=Oficina de Pruebas"
