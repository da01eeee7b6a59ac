"""Others' software says the same: poppler's pdfsig, OpenSSL's CAdES check, pyHanko from our root alone."""

import io
import subprocess
from functools import partial
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.signing.keys import STAMP_ROOM
from certificates.signing.pades import Act, add_evidence, add_timestamp, detached, sign_pdf
from tests.certificates.signing.ground import (
    AT,
    DER,
    KINDS,
    PATHS,
    PEM,
    STAMPED,
    evidence,
    plain_pdf,
    root,
    signer,
    stamper,
    tampered,
)

pytestmark = pytest.mark.verifiers


def long_term() -> bytes:
    return sign_pdf(plain_pdf(), signer(room=STAMP_ROOM), Act(at=AT), stamper=stamper(), evidence=evidence())


def long_term_later() -> bytes:
    paper = PATHS["fast"](**STAMPED)
    return add_evidence(paper, signer(room=STAMP_ROOM), Act(at=AT), stamper=stamper(), evidence=evidence())


PAPERS = {f"{path} {kind}": partial(PATHS[path], kind) for path in PATHS for kind in KINDS}
LEVELS = {
    **PAPERS,
    "B-T": lambda: add_timestamp(PATHS["fast"](**STAMPED), stamper()),
    "B-LT": long_term,
    "B-LT later": long_term_later,
}
BYTE = 12  # of what is signed, in each of them


def said(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("paper", LEVELS)
def test_poppler_says_valid_and_total(paper: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(LEVELS[paper]())
    words = said("pdfsig", "-nocert", file)
    assert "Signature is Valid." in words
    assert "Total document signed" in words
    assert "ETSI.CAdES.detached" in words
    file.write_bytes(tampered(file.read_bytes(), BYTE).body)
    assert "Signature is Valid." not in said("pdfsig", "-nocert", file)


@pytest.mark.parametrize("paper", LEVELS)
def test_openssl_verifies_the_cades_signature_up_to_our_root(paper: str, tmp_path: Path) -> None:
    cms, signed = detached(LEVELS[paper]())
    (tmp_path / "cms.der").write_bytes(cms)
    (tmp_path / "signed").write_bytes(signed)
    (tmp_path / "root.pem").write_bytes(root().public_bytes(PEM))
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", tmp_path / "cms.der"]
    command += ["-content", tmp_path / "signed", "-CAfile", tmp_path / "root.pem", "-purpose", "any"]
    command += ["-attime", str(int(AT.timestamp())), "-out", tmp_path / "out"]
    assert "CAdES Verification successful" in said(*command)
    assert (tmp_path / "out").read_bytes() == signed
    (tmp_path / "signed").write_bytes(tampered(signed, BYTE).body)
    assert "successful" not in said(*command)


@pytest.mark.parametrize("paper", PAPERS)
def test_pyhanko_trusts_it_from_our_root_alone(paper: str) -> None:
    reader = PdfFileReader(io.BytesIO(LEVELS[paper]()))
    context = ValidationContext(trust_roots=[asn1.Certificate.load(root().public_bytes(DER))], moment=AT, allow_fetching=False)
    status = validate_pdf_signature(reader.embedded_signatures[0], context)
    assert status.bottom_line
    assert status.summary() == "INTACT:TRUSTED,UNTOUCHED"
