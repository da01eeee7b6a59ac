"""The fast path looks like the slow path to the pixel, on names of many scripts and lengths; tagged, lasting, signable."""

import hashlib
import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from certificates.papers import NotStampable, digest_of, draw, shipped, stamp, whole
from certificates.papers.samples import LONG_NAME
from tests.certificates.papers.ground import differing, layout, picture, read_qr, roles_of, values, words_of
from tests.legs import preflight_classpath

AT = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)
NAMES = [
    "Ng", "Ana Paredes Solís", "José Ángel Muñoz", "Begoña Íñiguez Güell", "Łukasz Søndergård O’Connor", "Nguyễn Thị Ánh Tuyết",
    "Ñusta Ülker Çelik İpek", "Zoë Ĉapek-Ŭaĵo",
    "Þórunn Æsa Guðmundsdóttir", "Ștefan Țărănescu", "Győző Őrsi", "Ħaġar Ċiantar",
    "Dvořáková Žofie Šárka", "Jose\u0301 Mun\u0303oz", "WWWWWWWWWWWWWWWWWWWW", "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
    "María de los Ángeles Villavicencio Montalvo Etcheverry", "Wolfeschlegelsteinhausenbergerdorffwelche",
    LONG_NAME, LONG_NAME[:90],
    "Ñáñez K'iche' Qʼanjobʼal", "Tūī Māhia Ngāti-Whātua",
]  # fmt: skip


def fast(paper: str = "certificate", language: str = "es", **changed: Any) -> bytes:
    found = layout(paper, language)
    return whole(found, stamp(found, values(language, paper=paper, **changed), at=AT))


@pytest.mark.parametrize("name", NAMES)
def test_both_paths_look_the_same(name: str) -> None:
    slow = draw(shipped("certificate"), values(name=name), at=AT)
    assert differing(fast(name=name), slow) == 0
    assert differing(fast(name=name), slow, more_than=48) < 20  # the edge of a letter, a quarter of a pixel aside


@pytest.mark.parametrize(
    ("paper", "language"),
    [("certificate", "en"), *[(paper, "es+en") for paper in ("certificate", "enrolment", "attendance", "hours", "card")]],
)
def test_every_shipped_paper_of_one_page_is_compiled_and_looks_the_same(paper: str, language: str) -> None:
    for name in ("Ana Paredes Solís", LONG_NAME):
        slow = draw(shipped(paper), values(language, paper=paper, name=name), at=AT)
        assert differing(fast(paper, language, name=name), slow) == 0


def test_name_and_number_are_text_and_the_code_is_read_from_seventy_two_dots_an_inch() -> None:
    pdf = fast(name="Łukasz Ñáñez")
    assert "Łukasz Ñáñez" in words_of(pdf)
    assert "7K4M-2Q9X-H3VD-8RTA-C" in words_of(pdf)
    assert read_qr(pdf) == [str(values()["qr"])]
    other = "https://asesores.example.org/verify/ZZZZ2Q9XH3VD8RTAC/"
    assert read_qr(fast(qr=other)) == [other]


def test_a_name_on_two_lines_is_one_name_for_who_reads_aloud() -> None:
    assert LONG_NAME in words_of(fast(name=LONG_NAME))


def test_it_says_its_language_its_title_and_its_structure() -> None:
    pdf = fast()
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "es"  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value  # type: ignore[index]
    found = PdfReader(io.BytesIO(pdf)).metadata
    assert found is not None
    assert found.title == "Certificado de aprobación · 7K4M-2Q9X-H3VD-8RTA-C"
    roles = roles_of(pdf)
    assert roles[0] == "Document"
    assert roles.index("H1") < roles.index("H2")
    assert roles.count("H1") == 1
    assert {"Figure", "Link"} <= set(roles)
    assert roles == roles_of(draw(shipped("certificate"), values()))


def test_a_transcript_is_a_table_with_headings_on_several_pages() -> None:
    pdf = draw(shipped("transcript"), values(paper="transcript", long=True), at=AT)
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 2
    roles = roles_of(pdf)
    assert (roles.count("Table"), roles.count("TH")) == (1, 6)
    assert roles.count("TR") == 1 + 26 + 1
    words = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert all("Módulo" in page and "7K4M-2Q9X-H3VD-8RTA-C" in page for page in words)
    assert ["Página 1 / 2" in words[0], "Página 2 / 2" in words[1]] == [True, True]
    assert read_qr(pdf, page=1) == [str(values()["qr"])]


def test_the_same_values_give_the_same_bytes() -> None:
    assert fast() == fast()
    assert draw(shipped("card"), values(paper="card"), at=AT) == draw(shipped("card"), values(paper="card"), at=AT)


def test_a_tail_is_small_and_its_digest_needs_no_whole_file() -> None:
    found = layout()
    end = stamp(found, values(), at=AT)
    assert len(end) < 8000
    assert digest_of(found, end) == hashlib.sha256(found.prefix + end).hexdigest()


@pytest.mark.parametrize("slow", [False, True])
def test_the_signature_covers_all_but_itself(slow: bool) -> None:
    seen: list[bytes] = []

    def sign(digest: bytes) -> bytes:
        seen.append(digest)
        return b"\x30\x82" + digest

    if slow:
        pdf = draw(shipped("certificate"), values(), sign=sign, reserved=60, at=AT)
    else:
        pdf = whole(layout(), stamp(layout(), values(), sign=sign, reserved=60, at=AT))
    found = re.search(rb"/ByteRange\[(\d+) (\d+) (\d+) (\d+)", pdf)
    assert found
    start, before, after, rest = (int(number) for number in found.groups())
    assert (start, after + rest) == (0, len(pdf))
    hole = pdf[before:after]
    assert (hole[:1], hole[-1:]) == (b"<", b">")
    assert bytes.fromhex(hole[1:-1].decode())[: 2 + 32] == b"\x30\x82" + seen[0]
    assert len(hole) == 2 * 60 + 2
    assert hashlib.sha256(pdf[:before] + pdf[after:]).digest() == seen[0]
    assert len(seen) == 1


def test_a_signature_that_has_no_room_or_no_moment_is_an_error() -> None:
    with pytest.raises(ValueError, match="reserved"):
        stamp(layout(), values(), sign=lambda _digest: bytes(61), reserved=60, at=AT)
    with pytest.raises(ValueError, match="moment"):
        stamp(layout(), values(), sign=lambda _digest: b"", reserved=60)


def test_a_layout_of_other_shape_is_not_stamped() -> None:
    with pytest.raises(NotStampable):
        stamp(layout(), values(hours=""))


def test_a_sample_says_so_on_its_face() -> None:
    plain = draw(shipped("certificate"), values())
    marked = draw(shipped("certificate"), values(warning="Muestra sin valor"))
    assert "Muestra sin valor" in words_of(marked)
    assert picture(plain).size == picture(marked).size


@pytest.mark.pdfa
@pytest.mark.parametrize(
    ("paper", "language"),
    [
        ("certificate", "es"),
        *[(paper, "es+en") for paper in ("certificate", "transcript", "enrolment", "attendance", "hours", "card")],
    ],
)
def test_others_call_it_sound_and_valid_pdf_a_1b(paper: str, language: str, tmp_path: Path) -> None:
    """qpdf --check finds nothing; PDFBox preflight says PDF/A-1b (ISO 19005-1)."""
    signed: Any = {"sign": lambda digest: b"\x30\x03\x02\x01\x00", "reserved": 40, "at": AT}
    files = {"slow": draw(shipped(paper), values(language, paper=paper, long=True), **signed)}
    if paper != "transcript":
        found = layout(paper, language)
        files["fast"] = whole(found, stamp(found, values(language, paper=paper), **signed))
    for name, body in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(body)
        checked = subprocess.run(
            [shutil.which("qpdf") or "qpdf", "--check", tmp_path / f"{name}.pdf"], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
    command = ["java", "-cp", preflight_classpath(), "org.apache.pdfbox.preflight.Validator_A1b"]
    for name in files:
        said = subprocess.run([*command, tmp_path / f"{name}.pdf"], capture_output=True, text=True, check=False)
        assert "is a valid PDF/A-1b file" in said.stdout, said.stdout
