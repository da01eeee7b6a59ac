"""From the award to the file: drawn, signed, checked by others; in chunks, on both paths, and one bad paper harms no other."""

import hashlib
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates import keyring, papers
from certificates.models import Award, Certificate, Layout, Prefix, SigningKey
from certificates.services import drawing, layouts
from certificates.services.claiming import claim_chunk
from certificates.services.drawing import draw_certificate, draw_chunk, draw_due
from certificates.signing.checking import check
from lms.audit.api import broken_line
from lms.audit.models import AuditEvent, BookEntry
from lms.institutions.models import Person
from lms.jobs.models import Job
from lms.messages.models import Message
from tests.certificates.conftest import Programme
from tests.conftest import House

Group = Callable[[int], list[Certificate]]


@pytest.fixture(autouse=True)
def _no_layout_is_kept() -> Iterator[None]:
    """Each test has a database of its own, and so a memory of its own."""
    layouts.forget_layouts()
    yield
    layouts.forget_layouts()


@pytest.fixture
def group(programme_: Programme, andes: House) -> Group:
    """`group(5)`: so many people of one institution whose certificates wait, in order."""

    def make(count: int) -> list[Certificate]:
        before = Person.objects.count()
        for number in range(count):
            name = f"Ñusta Quispe {number}"
            person = Person.objects.create(
                email=f"n{before + number}@andes.test", certificate_name=name, country="PE", language="es"
            )
            programme_.complete_all(person, andes.institution)
        return list(Certificate.objects.order_by("pk"))

    return make


@pytest.fixture
def few_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "WORTH", 3)


def whole(row: Certificate) -> bytes:
    row.refresh_from_db()
    return (bytes(row.prefix.bytes) if row.prefix else b"") + bytes(row.tail or b"")


def texts(body: bytes) -> str:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def test_a_single_award_is_drawn_one_by_one_signed_and_found_valid(award: Award) -> None:
    (row,) = Certificate.objects.all()
    assert draw_certificate(certificate_id=row.pk)
    body = whole(row)
    found = check(body, keyring.trusted(), at=row.issued_at)
    assert (found.state, found.covers_whole_file, found.level) == ("valid", True, "B-B")
    assert row.sha256 == hashlib.sha256(body).hexdigest()
    assert row.prefix is None
    assert row.key is not None
    assert found.fingerprint == row.key.fingerprint
    assert row.design_version is not None
    assert "Elena De Andes" in texts(body)
    assert not Layout.objects.exists()


def test_a_paper_signed_with_a_development_key_says_so(award: Award) -> None:
    (row,) = Certificate.objects.all()
    draw_certificate(certificate_id=row.pk)
    assert "DEMOSTRACIÓN" in texts(whole(row))
    assert SigningKey.objects.get().development


def test_without_a_key_everything_waits_and_no_attempt_is_used(award: Award, settings: Any, tmp_path: Path) -> None:
    settings.LMS = {**settings.LMS, "CERTIFICATE_KEY": str(tmp_path / "none.pem")}
    assert draw_chunk() == []
    (row,) = Certificate.objects.all()
    assert (row.state, row.attempts) == ("pending", 0)


def test_many_alike_are_stamped_on_one_layout_and_each_is_whole_and_valid(group: Group, few_are_worth_it: None) -> None:
    rows = group(6)
    assert sorted(draw_chunk()) == [row.pk for row in rows]
    prefix = Prefix.objects.get()
    assert prefix.sha256 == hashlib.sha256(bytes(prefix.bytes)).hexdigest()
    for number, row in enumerate(rows):
        body = whole(row)
        assert row.prefix_id == prefix.pk
        assert row.sha256 == hashlib.sha256(body).hexdigest()
        assert f"Ñusta Quispe {number}" in texts(body)
        assert check(body, keyring.trusted(), at=row.issued_at).state == "valid"
    assert max(len(bytes(row.tail or b"")) for row in rows) < 12_000


def test_a_lone_paper_takes_the_layout_that_is_there_already(
    group: Group, few_are_worth_it: None, programme_: Programme, andes: House
) -> None:
    group(3)
    draw_due()
    award = programme_.complete_all(andes.advisor, andes.institution)
    draw_due()
    assert Certificate.objects.get(award=award).prefix is not None
    assert Layout.objects.count() == 1


def test_a_layout_is_read_from_the_database_by_a_process_that_did_not_compile_it(
    group: Group, few_are_worth_it: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = group(4)
    draw_chunk(limit=3)
    layouts.forget_layouts()
    monkeypatch.setattr(papers, "compile_design", lambda *a, **k: pytest.fail("compiled again"))
    draw_due()
    assert check(whole(rows[-1]), keyring.trusted()).state == "valid"
    assert rows[-1].prefix is not None


def test_a_name_that_does_not_fit_takes_the_slow_path_alone(group: Group, few_are_worth_it: None) -> None:
    rows = group(4)
    odd = rows[1]
    monkey = papers.stamp

    def stamp(layout: Any, values: Any, **more: Any) -> bytes:
        if "Quispe 1" in values["name"]:
            raise papers.NotStampable("too long")
        return monkey(layout, values, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers, "stamp", stamp)
        draw_due()
    assert [one.prefix is None for one in Certificate.objects.select_related("prefix").order_by("pk")] == [
        False, True, False, False,
    ]  # fmt: skip
    assert check(whole(odd), keyring.trusted()).state == "valid"


def test_one_that_can_not_be_drawn_keeps_no_other_back(group: Group) -> None:
    rows = group(3)
    Certificate.objects.filter(pk=rows[1].pk).update(fields={"language": "es"})  # not a certificate's fields
    assert sorted(draw_chunk()) == [rows[0].pk, rows[2].pk]
    bad = Certificate.objects.get(pk=rows[1].pk)
    assert (bad.state, bad.attempts) == ("pending", 1)
    assert bad.problem.startswith("drawing:")
    assert bad.lease_until is not None


def test_one_that_can_not_be_stored_keeps_no_other_back(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = group(3)
    draw = drawing.drawn

    def same_hash(sheet: Any, *more: Any) -> Any:
        done = draw(sheet, *more)
        from dataclasses import replace

        return replace(done, sha256="a" * 64) if sheet.row.pk != rows[2].pk else done

    monkeypatch.setattr(drawing, "drawn", same_hash)
    assert draw_chunk() == [rows[0].pk, rows[2].pk]
    assert Certificate.objects.get(pk=rows[1].pk).problem.startswith("drawing:IntegrityError")
    assert BookEntry.objects.filter(act="certificate.issued").count() == 2


def test_a_chunk_is_written_with_all_that_goes_with_it_each_once(group: Group, few_are_worth_it: None) -> None:
    rows = group(5)
    draw_chunk()
    assert draw_chunk() == []
    lines = BookEntry.objects.filter(act="certificate.issued").order_by("number")
    hashes = dict(Certificate.objects.values_list("serial", "sha256"))
    assert {line.subject: line.digest for line in lines} == hashes
    assert broken_line(book="certificates") is None
    assert AuditEvent.objects.filter(act="certificate.issued").count() == len(rows)
    letters = Message.objects.filter(kind="certificate_ready")
    assert {letter.speaks_of for letter in letters} == {f"certificate:{row.pk}" for row in rows}
    assert Job.objects.filter(kind="messages.send").count() == len(rows)


def test_a_chunk_takes_the_same_number_of_queries_whatever_its_size(group: Group, few_are_worth_it: None) -> None:
    group(3)
    draw_due()
    counts = []
    for size in (4, 12):
        group(size)
        with CaptureQueriesContext(connection) as seen:
            assert len(draw_chunk()) == size
        counts.append(len([one for one in seen.captured_queries if "issued_at" not in one["sql"].partition("WHERE")[0]]))
    assert counts[0] == counts[1] <= 60


def test_one_begun_twice_without_an_end_is_taken_alone(group: Group) -> None:
    rows = group(4)
    Certificate.objects.filter(pk=rows[0].pk).update(attempts=2)
    assert [one.certificate_id for one in claim_chunk()] == [row.pk for row in rows[1:]]
    assert [one.certificate_id for one in claim_chunk()] == [rows[0].pk]
    assert claim_chunk() == []


def test_a_bell_begins_with_its_certificate_and_else_with_the_oldest(group: Group) -> None:
    rows = group(4)
    assert [one.certificate_id for one in claim_chunk(first=rows[2].pk)] == [rows[2].pk, rows[3].pk]
    assert [one.certificate_id for one in claim_chunk(first=rows[2].pk)] == [rows[0].pk, rows[1].pk]


@pytest.mark.verifiers
@pytest.mark.parametrize("path", ["slow", "fast"])
def test_pdfsig_and_openssl_find_both_paths_valid(
    group: Group, path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from certificates.signing.pades import detached

    monkeypatch.setattr(drawing, "WORTH", 2 if path == "fast" else 100)
    row = group(2)[0]
    draw_due()
    body = whole(row)
    assert (row.prefix is not None) == (path == "fast")
    (tmp_path / "paper.pdf").write_bytes(body)
    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "paper.pdf"], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    cms, signed = detached(body)
    (tmp_path / "cms").write_bytes(cms)
    (tmp_path / "signed").write_bytes(signed)
    assert row.key is not None
    (tmp_path / "ca.pem").write_text(row.key.certificate)
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "cms", "-content", "signed"]
    done = subprocess.run(
        [*command, "-CAfile", "ca.pem", "-purpose", "any", "-out", "out"], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "successful" in done.stderr, done.stderr
    if shutil.which("qpdf"):
        assert subprocess.run(["qpdf", "--check", tmp_path / "paper.pdf"], capture_output=True, check=False).returncode == 0
