"""Files of people who want a false paper to pass, and files of nobody: the answer is never valid, and nothing is raised."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pypdf import PdfReader, PdfWriter

from certificates.signing import opinion
from certificates.signing.checking import check
from certificates.signing.hanko import kept_signer
from certificates.signing.places import find_places
from certificates.signing.reasons import Reason
from tests.certificates.signing.ground import PATHS, fast_paper, plain_pdf, signer, slow_paper

TRUSTED = signer().trusted


def saved_again(change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """A signed paper with an incremental update behind it, made by software that knows how."""
    writer = IncrementalPdfFileWriter(io.BytesIO(slow_paper()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def another_name(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    content = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 500 Td (Otra Persona) Tj ET")
    page["/Contents"] = writer.add_object(content)
    writer.update_container(page)


def a_note(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject({generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText")})
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def a_security_store(writer: IncrementalPdfFileWriter) -> None:
    """What a PDF reader may add itself when it keeps a paper for long: a change all the same."""
    writer.root["/DSS"] = generic.DictionaryObject()
    writer.update_root()


def nothing_at_all(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Lang"] = generic.pdf_string("es")
    writer.update_root()


@pytest.mark.parametrize("change", [another_name, a_note, a_security_store, nothing_at_all])
def test_whatever_is_saved_behind_the_signature_is_a_change(change: Callable[[IncrementalPdfFileWriter], None]) -> None:
    found = check(saved_again(change), TRUSTED)
    assert (found.state, found.why, found.signer_name) == ("invalid", Reason.APPENDED, "Certificados p256 0")


def signed_over(body: bytes) -> bytes:
    """A stranger's signature behind everything, in good order."""
    who = signer(number=5)
    kept = kept_signer(who.certificate, who.chain, who.raw, who.longest)
    wanted = PdfSignatureMetadata(field_name="Another", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    writer.prev.trailer["/Root"].pop("/Perms", None)
    out: bytes = PdfSigner(wanted, kept).sign_pdf(writer).getvalue()
    return out


@pytest.mark.parametrize("change", [None, another_name])
def test_a_stranger_who_signs_over_ours_does_not_hide_that_something_was_added(
    change: Callable[[IncrementalPdfFileWriter], None] | None,
) -> None:
    """Their signature covers the whole file and is sound; ours tells where our paper ended."""
    body = signed_over(slow_paper() if change is None else saved_again(change))
    found = check(body, TRUSTED)
    assert (found.state, found.why, found.fingerprint) == ("invalid", Reason.APPENDED, signer().fingerprint)


def wrapped() -> bytes:
    """Signature wrapping: the signed bytes moved to the end, other content where a reader looks first."""
    body = slow_paper()
    (place,) = find_places(body)
    return plain_pdf("Otra Persona") + body[: place.before] + body[place.before :]


def ranged(body: bytes, numbers: bytes) -> bytes:
    start = body.index(b"/ByteRange")
    stop = body.index(b"]", start) + 1
    return body[:start] + (b"/ByteRange[" + numbers + b"]").ljust(stop - start) + body[stop:]


def other_paper() -> bytes:
    body, donor = slow_paper(number=5), slow_paper()
    (place,), (theirs,) = find_places(body), find_places(donor)
    digits = theirs.der.hex().upper().ljust(2 * place.room, "0")[: 2 * place.room].encode()
    return body[: place.before + 1] + digits + body[place.after - 1 :]


ATTACKS: dict[str, Callable[[], bytes]] = {
    "wrapping": wrapped,
    "a range of nothing": lambda: ranged(slow_paper(), b"0 0 0 0"),
    "a range past the end": lambda: ranged(slow_paper(), b"0 10 20 999999999"),
    "a range that leaves a gap of content": lambda: ranged(slow_paper(), b"0 9 400 %d" % (len(slow_paper()) - 400)),
    "a negative range": lambda: ranged(slow_paper(), b"0 -1 20 5"),
    "a range of many parts": lambda: ranged(slow_paper(), b"0 1 2 3 4 5 6 7"),
    "no contents": lambda: slow_paper().replace(b"/Contents <", b"/Contentz <").replace(b"/Contents<", b"/Contentz<"),
    "null contents": lambda: fast_paper().replace(b"/Contents<3", b"/Contents 0<3"),
    "another type": lambda: slow_paper().replace(b"/Type /Sig", b"/Type /Gis"),
    "an xref that points elsewhere": lambda: slow_paper().replace(b"startxref", b"startxrex"),
    "a broken table": lambda: slow_paper().replace(b"0000000000 65535 f", b"9999999999 65535 f"),
    "a thousand ranges": lambda: slow_paper() + b"/ByteRange [0 1 2 3]" * 1000,
    "our signature on another paper": other_paper,
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_known_tricks_leave_no_file_valid(attack: str) -> None:
    body = ATTACKS[attack]()
    assert body != slow_paper()
    assert check(body, TRUSTED).state == "invalid"


def test_a_paper_that_is_opened_and_saved_by_other_software_is_not_ours_any_more() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(slow_paper())))
    out = io.BytesIO()
    writer.write(out)
    assert check(out.getvalue(), TRUSTED).state == "invalid"


# --- bombs: what costs a parser its time never reaches one --------------------------------------------------------------------
BOMBS: dict[str, bytes] = {
    "nested arrays": b"%PDF-1.7\n1 0 obj" + b"[" * 2_000_000 + b"/ByteRange",
    "many objects": b"%PDF-1.7\n" + b"1 0 obj<</Type/Sig>>endobj\n" * 100_000,
    "many ranges": b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]\n" * 200_000,
    "spaces": b"%PDF-1.7\n/ByteRange" + b" " * 5_000_000 + b"[",
    "many names and spaces": b"%PDF-1.7\n" + (b"/ByteRange" + b" " * 200) * 20_000,
    "a zip bomb": b"%PDF-1.7\n/Type/Sig stream\n" + zlib.compress(bytes(40_000_000)) + b"\nendstream",
    "a deep CMS": b"%PDF-1.7\n/ByteRange [0 42 9999999 0]",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_answered_without_a_pdf_parser(bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinion, "PdfFileReader", _no_parser)
    assert check(BOMBS[bomb], TRUSTED).state == "invalid"


def _no_parser(*args: Any) -> None:
    raise AssertionError("a stranger's file reached the parser")


def test_only_files_that_we_signed_whole_reach_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinion, "PdfFileReader", _no_parser)
    for body in (slow_paper(number=5), slow_paper() + b"\n", plain_pdf(), wrapped(), b""):
        assert check(body, TRUSTED).state in ("invalid", "none")


def deep(depth: int) -> bytes:
    """A CMS as deep as a CMS can be in its place."""
    value = b""
    for _ in range(depth):
        size = len(value)
        value = b"\x30" + (bytes((size,)) if size < 128 else b"\x82" + size.to_bytes(2, "big")) + value
    return value


@pytest.mark.parametrize("depth", [10, 300, 5000])
def test_a_deep_cms_is_answered(depth: int) -> None:
    digits = deep(depth).hex().upper().encode()
    head = b"%PDF-1.7\n/Type/Sig/ByteRange [0 100 @@@@@@@@@ 0]".ljust(100)
    after = 100 + 2 + len(digits)
    body = head.replace(b"@@@@@@@@@", b"%09d" % after) + b"<" + digits + b">"
    assert find_places(body)
    assert check(body, TRUSTED).why is Reason.UNREADABLE


# --- any bytes at all ---------------------------------------------------------------------------------------------------------
ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ANY
@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-1.7\n", b"/ByteRange [0 1 2 3]", b"/Contents <3082"]))
def test_any_bytes_get_an_answer_and_are_not_valid(body: bytes, head: bytes) -> None:
    assert check(head + body, TRUSTED).state in ("none", "invalid")


@st.composite
def mangled(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """(a paper as it was, the same with pieces cut, doubled, overwritten or put in)."""
    paper = PATHS[draw(st.sampled_from(sorted(PATHS)))]("p256")
    body = bytearray(paper)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        stop = min(len(body), start + draw(st.integers(0, 300)))
        piece = draw(st.one_of(st.binary(max_size=40), st.just(bytes(body[start:stop])), st.just(b"")))
        body[start : draw(st.sampled_from([start, stop]))] = piece
    return paper, bytes(body)


@ANY
@given(mangled())
def test_a_mangled_paper_is_valid_only_when_it_is_the_paper_still(pair: tuple[bytes, bytes]) -> None:
    paper, body = pair
    assert (check(body, TRUSTED).state == "valid") == (body == paper)
