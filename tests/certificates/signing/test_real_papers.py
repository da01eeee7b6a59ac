"""Papers as they are drawn and stamped here, signed by our signers: both paths, every level, everybody agrees."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

from certificates.papers import draw, shipped, stamp, whole
from certificates.signing.checking import check
from certificates.signing.keys import STAMP_ROOM
from certificates.signing.pades import add_timestamp, detached
from tests.certificates.papers.ground import layout, values
from tests.certificates.signing.ground import AT, KINDS, PEM, root, signer, stamper, tampered, tsas


@cache
def drawn(paper: str, kind: str) -> bytes:
    one = signer(kind)
    return draw(shipped(paper), values(paper=paper), sign=one.sign_digest, reserved=one.reserved, at=AT)


@cache
def stamped(kind: str, room: int = 0) -> bytes:
    one, found = signer(kind, room=room), layout()
    return whole(found, stamp(found, values(), sign=one.sign_digest, reserved=one.reserved, at=AT))


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_and_a_stamped_certificate_are_valid_signatures(kind: str) -> None:
    for body in (drawn("certificate", kind), stamped(kind)):
        found = check(body, signer(kind).trusted)
        assert (found.state, found.level, found.signed_at, found.covers_whole_file) == ("valid", "B-B", AT, True)


def test_a_transcript_of_several_pages_is_signed_whole() -> None:
    assert check(drawn("transcript", "p256"), signer().trusted).state == "valid"


def test_ten_bytes_anywhere_in_a_real_paper_changed_one_at_a_time_are_told() -> None:
    body = stamped("p256")
    for offset in range(17, len(body), len(body) // 10):
        assert check(tampered(body, offset).body, signer().trusted).state == "invalid", offset


def test_a_stamped_paper_gets_its_time_stamp_in_the_second_pass() -> None:
    body = stamped("p256", STAMP_ROOM)
    after = add_timestamp(body, stamper())
    assert len(after) == len(body)
    assert after.startswith(layout().prefix)
    assert check(after, signer().trusted, tsas=tsas()).level == "B-T"


@pytest.mark.verifiers
@pytest.mark.parametrize("kind", KINDS)
def test_poppler_and_openssl_agree_on_real_papers(kind: str, tmp_path: Path) -> None:
    for body in (drawn("certificate", kind), stamped(kind)):
        (tmp_path / "paper.pdf").write_bytes(body)
        cms, signed = detached(body)
        for name, content in {"cms": cms, "signed": signed, "root.pem": root().public_bytes(PEM)}.items():
            (tmp_path / name).write_bytes(content)
        said = subprocess.run(["pdfsig", "-nocert", "paper.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "Signature is Valid." in said.stdout
        assert "Total document signed" in said.stdout
        verify = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "cms", "-content", "signed"]
        verify += ["-CAfile", "root.pem", "-purpose", "any", "-attime", str(int(AT.timestamp())), "-out", "out"]
        done = subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "CAdES Verification successful" in done.stderr
