"""Files of a letter: by content, cleaned of who made them, limited, scanned; in pieces over a bad line; only downloaded."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from assessments.cleaning import Refused, Why, clean
from assessments.errors import FileRefused, LetterHandedIn
from assessments.errors.files import FilePieceTooLarge, PieceOutOfPlace, PieceUnreadable
from assessments.models import Attachment, PartialUpload, Submission
from assessments.services.letter_files import PIECE, Piece, arrived, attach_file, remove_file, sweep_uploads, take_piece
from assessments.sniffing import sniff
from lms.institutions.models import Person
from tests.assessments import files
from tests.assessments.files import WHO
from tests.conftest import House

MADE: dict[str, Callable[[], bytes]] = {
    "a.pdf": files.pdf, "a.png": files.png, "a.jpg": files.jpeg, "a.docx": files.docx, "a.odt": files.odt,
}  # fmt: skip


def cleaned(body: bytes) -> bytes:
    found = sniff(body)
    assert found is not None
    return clean(body, found.content_type).body


def everything_in(body: bytes) -> bytes:
    """All bytes of a file, unpacked."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())


def points(body: bytes) -> bytes:
    return Image.open(io.BytesIO(body)).convert("RGB").tobytes()


# What says who made a file goes, what was made stays


@pytest.mark.parametrize("name", MADE)
def test_nothing_says_who_made_a_file(name: str) -> None:
    body = MADE[name]()
    assert b"Elena" in everything_in(body)
    kept = cleaned(body)
    assert sniff(kept) == sniff(body)
    for secret in (b"Elena", b"EDA", b"2026-11-01", b"00A1", b"00a1"):
        assert secret not in everything_in(kept), secret


@pytest.mark.parametrize("name", MADE)
def test_cleaning_again_changes_nothing_and_gives_the_same_bytes(name: str) -> None:
    body = MADE[name]()
    once = cleaned(body)
    assert cleaned(body) == once
    assert cleaned(once) == once


def test_not_a_point_of_a_picture_changes_and_it_stays_the_right_way_up() -> None:
    for mode in ("RGB", "L", "CMYK"):
        for progressive in (False, True):
            body = files.jpeg(mode=mode, progressive=progressive)
            assert points(cleaned(body)) == points(body)
    assert points(cleaned(files.png())) == points(files.png())
    turned = Image.open(io.BytesIO(cleaned(files.jpeg(turned=8)))).getexif()
    assert dict(turned) == {0x0112: 8}
    assert not Image.open(io.BytesIO(cleaned(files.jpeg(turned=1)))).getexif()


def test_a_pdf_keeps_its_pages_its_note_and_its_photograph() -> None:
    reader = PdfReader(io.BytesIO(cleaned(files.pdf("hola", pages=3))))
    assert len(reader.pages) == 3
    assert reader.metadata is None
    page: Any = reader.pages[0]
    (note,) = [one.get_object() for one in page["/Annots"]]
    assert note["/Contents"] == "Una nota hola"
    (photo,) = page["/Resources"]["/XObject"].values()
    assert points(photo.get_object()._data) == points(files.jpeg())


def test_a_document_keeps_its_words_and_its_relations_lead_somewhere() -> None:
    with zipfile.ZipFile(io.BytesIO(cleaned(files.docx()))) as word:
        names = set(word.namelist())
        assert b"Estimada do" in word.read("word/document.xml")
        assert "añadido".encode() in word.read("word/document.xml")
        assert "¿Seguro?".encode() in word.read("word/comments.xml")
        assert b'percent="100"' in word.read("word/settings.xml")
        assert names.isdisjoint({"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "word/people.xml"})
        assert b"people" not in word.read("[Content_Types].xml")
        assert b"people" not in word.read("word/_rels/document.xml.rels")
        assert b"customXml" not in word.read("word/_rels/document.xml.rels")
        assert b"media/image1.jpeg" in word.read("word/_rels/document.xml.rels")
        assert b"docProps" not in word.read("_rels/.rels")
        assert {info.date_time for info in word.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with zipfile.ZipFile(io.BytesIO(cleaned(files.odt()))) as text:
        assert text.infolist()[0].filename == "mimetype"
        assert text.infolist()[0].compress_type == zipfile.ZIP_STORED
        content = text.read("content.xml").decode()
        assert "Estimada doña Rosa:" in content
        assert "¿Seguro?" in content
        assert "script" not in content
        assert b"Thumbnails" not in text.read("META-INF/manifest.xml")


def test_words_that_look_like_what_goes_stay_where_they_are_words() -> None:
    said = 'w:author="x" y dc:creator, rsid'
    with zipfile.ZipFile(io.BytesIO(cleaned(files.docx(said)))) as word:
        assert said.encode() in word.read("word/document.xml")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (files.pdf(change=files.runs_script), Why.RUNS),
        (files.pdf(change=files.launches), Why.RUNS),
        (files.pdf(change=lambda writer: writer.add_attachment("a.txt", b"x")), Why.HOLDS),
        (files.pdf(change=lambda writer: writer.encrypt("secreto")), Why.LOCKED),
        (files.pdf().replace(b"/Pages", b"/Gapes"), Why.BROKEN),
        (files.pdf()[:400] + b"%%EOF", Why.BROKEN),
        (files.docx(more={"word/embeddings/a.xlsx": b"x"}), Why.HOLDS),
        (files.docx(more={"word/footnotes.xml": b'<!DOCTYPE x [<!ENTITY y "z">]><x/>'}), Why.BROKEN),
        (files.odt(more={"Object 1": b"x"}), Why.HOLDS),
        (files.odt(more={"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), Why.LOCKED),
        (files.docx(more={"word/media/b.png": files.png()[:60]}), Why.BROKEN),
        (files.png().replace(b"\x00\x00\x00\x1e\x00\x00\x00\x14", b"\x00\x00\xff\xff\x00\x00\xff\xff"), Why.BROKEN),
        (files.jpeg()[:300] + b"\xff\xd9", Why.BROKEN),
    ],
)  # fmt: skip
def test_what_must_not_be_kept_is_refused(body: bytes, why: Why) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(body)
    assert refused.value.why == why


def test_a_picture_of_too_many_points_is_refused_before_anybody_opens_it() -> None:
    body = bytearray(files.jpeg())
    frame = body.rindex(b"\xff\xc0")
    body[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    with pytest.raises(Refused) as refused:
        cleaned(bytes(body))
    assert refused.value.why == Why.HUGE


@pytest.mark.parametrize("name", MADE)
def test_a_damaged_file_is_refused_or_read_and_never_anything_else(name: str) -> None:
    whole = MADE[name]()
    for seed in range(60):
        body = bytearray(whole)
        for n in range(1 + seed % 7):
            body[(seed * 7919 + n * 104729) % len(body)] ^= 1 << (seed % 8)
        found = sniff(bytes(body))
        if found:
            try:
                clean(bytes(body), found.content_type)
            except Refused:
                continue


# Attaching


def test_a_file_is_kept_clean_with_its_pages(draft: Submission) -> None:
    ref = attach_file(letter_id=draft.pk, name=f"Carta de {WHO}.exe", body=files.pdf(pages=3))
    file = Attachment.objects.get(ref=ref)
    assert (file.content_type, file.pages, file.size) == ("application/pdf", 3, len(bytes(file.body)))
    assert b"Elena" not in bytes(file.body)
    assert attach_file(letter_id=draft.pk, name="otra.pdf", body=files.pdf(pages=3)) == ref
    docx = attach_file(letter_id=draft.pk, name="b.docx", body=files.docx(pages=4))
    assert Attachment.objects.get(ref=docx).pages == 4


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (files.pdf(pages=5), "5 páginas"),
        (files.docx(pages=9), "9 páginas"),
        (files.odt(pages=9), "9 páginas"),
        (files.pdf(change=lambda writer: writer.encrypt("x")), "contraseña"),
        (files.pdf(change=files.runs_script), "ejecuta"),
        (files.docx(more={"word/embeddings/a.xlsx": b"x"}), "otros archivos"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "documento antiguo de Word"),
        (b"#!/bin/sh\nrm -rf /\n", "Cuenta el contenido"),
        (files.png()[:80] + b"IEND\xaeB`\x82", "dañado"),
    ],
)
def test_each_refusal_is_a_sentence_and_nothing_is_kept(draft: Submission, settings: Any, body: bytes, said: str) -> None:
    settings.LMS = {**settings.LMS, "UPLOAD_MAX_PAGES": 4}
    with pytest.raises(FileRefused, match=said):
        attach_file(letter_id=draft.pk, name="foto.jpg", body=body)
    assert not Attachment.objects.exists()


def finds_nothing(body: bytes) -> None:
    assert body


def finds_something(body: bytes) -> str:
    return "Eicar-Test-Signature"


def breaks(body: bytes) -> None:
    raise TimeoutError("no answer from the scanner")


def test_a_scanner_is_asked_before_anything_is_opened(draft: Submission, settings: Any) -> None:
    here = __name__
    settings.LMS = {**settings.LMS, "UPLOAD_SCAN": f"{here}.finds_nothing"}
    attach_file(letter_id=draft.pk, name="a.png", body=files.png(1))
    settings.LMS = {**settings.LMS, "UPLOAD_SCAN": f"{here}.finds_something"}
    with pytest.raises(FileRefused, match="Eicar-Test-Signature"):
        attach_file(letter_id=draft.pk, name="b.png", body=files.png(2))
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("path", ["breaks", "not_there"])
def test_a_scanner_that_fails_lets_nothing_through(draft: Submission, settings: Any, path: str) -> None:
    settings.LMS = {**settings.LMS, "UPLOAD_SCAN": f"{__name__}.{path}"}
    with pytest.raises(FileRefused, match="No se guardó nada"):
        attach_file(letter_id=draft.pk, name="a.png", body=files.png())
    assert not Attachment.objects.exists()
    found = [one.id for one in run_checks(tags=["lms"]) if one.id == "lms.E033"]
    assert found == (["lms.E033"] if path == "not_there" else [])


def test_nothing_is_attached_to_a_letter_that_was_handed_in(handed_in: Submission) -> None:
    with pytest.raises(LetterHandedIn):
        attach_file(letter_id=handed_in.pk, name="a.png", body=files.png())
    with pytest.raises(LetterHandedIn):
        take(handed_in, files.png(), 0, 10)


def test_a_letter_takes_five_files_and_what_is_removed_makes_room(draft: Submission) -> None:
    refs = [attach_file(letter_id=draft.pk, name="a.png", body=files.png(n)) for n in range(5)]
    with pytest.raises(FileRefused, match="5"):
        attach_file(letter_id=draft.pk, name="a.png", body=files.png(6))
    remove_file(letter_id=draft.pk, ref=refs[0])
    attach_file(letter_id=draft.pk, name="a.png", body=files.png(6))


@pytest.mark.parametrize("name", MADE)
def test_a_download_is_saved_and_never_shown_or_run(elena: Client, draft: Submission, name: str) -> None:
    ref = attach_file(letter_id=draft.pk, name=name, body=MADE[name]())
    reply = elena.get(reverse("lms:assessments:attachment-download", args=[draft.pk, ref]))
    assert reply["Content-Disposition"].startswith("attachment")
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply["Content-Security-Policy"]
    assert "default-src 'none'" in reply["Content-Security-Policy"]
    assert reply["Cache-Control"] == "private, no-store"
    assert reply.content == cleaned(MADE[name]())


# In pieces


def take(letter: Submission, body: bytes, start: int, end: int, **more: Any) -> Any:
    values: dict[str, Any] = {
        "client_id": "c1",
        "name": "a.png",
        "size": len(body),
        "offset": start,
        "body": body[start:end],
    } | more
    return take_piece(letter_id=letter.pk, piece=Piece(**values))


BODY = files.pdf("mucho texto " * 10_000)
assert len(BODY) < PIECE


def test_a_file_arrives_in_pieces_and_is_kept_once(draft: Submission) -> None:
    third = len(BODY) // 3
    assert take(draft, BODY, 0, third).received == third
    assert arrived(letter_id=draft.pk, client_id="c1").received == third
    assert not take(draft, BODY, third, 2 * third).done
    assert take(draft, BODY, 2 * third, len(BODY)).done
    assert Attachment.objects.get().name == "a.pdf"
    again = take(draft, BODY, 2 * third, len(BODY))
    assert again.done
    assert arrived(letter_id=draft.pk, client_id="c1").done
    assert Attachment.objects.count() == 1
    assert bytes(PartialUpload.objects.get().body) == b""


def test_a_file_that_was_removed_can_be_sent_again(draft: Submission) -> None:
    take(draft, BODY, 0, len(BODY))
    remove_file(letter_id=draft.pk, ref=str(Attachment.objects.get().ref))
    assert take(draft, BODY, 0, len(BODY) // 2).received == len(BODY) // 2
    assert take(draft, BODY, len(BODY) // 2, len(BODY)).done
    assert Attachment.objects.filter(removed_at=None).count() == 1


def test_an_answer_that_got_lost_costs_nothing_and_a_gap_is_refused_with_where_to_go_on(draft: Submission) -> None:
    take(draft, BODY, 0, 500)
    assert take(draft, BODY, 0, 500).received == 500
    with pytest.raises(PieceOutOfPlace) as apart:
        take(draft, BODY, 600, 900)
    assert apart.value.received == 500
    with pytest.raises(PieceOutOfPlace):
        take(draft, BODY, 400, 900)
    assert take(draft, BODY, 500, len(BODY)).done


def test_a_stop_between_the_last_piece_and_keeping_goes_on(draft: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(**_facts: Any) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("assessments.services.letter_files.attach_file", stops)
        with pytest.raises(KeyboardInterrupt):
            take(draft, BODY, 0, len(BODY))
    assert not arrived(letter_id=draft.pk, client_id="c1").done
    assert take(draft, BODY, len(BODY), len(BODY)).done
    assert Attachment.objects.count() == 1


def test_a_file_that_is_refused_at_its_end_leaves_nothing(draft: Submission) -> None:
    body = b"no es nada " * 40
    with pytest.raises(FileRefused):
        take(draft, body, 0, len(body))
    assert not PartialUpload.objects.exists()


def test_pieces_that_make_no_sense_are_refused(draft: Submission, settings: Any) -> None:
    for wrong in ({"client_id": ""}, {"client_id": "x" * 65}, {"size": 0}, {"offset": -1}):
        with pytest.raises(PieceUnreadable):
            take(draft, BODY, 0, 10, **wrong)
    with pytest.raises(FilePieceTooLarge):
        take(draft, b"x" * (PIECE + 1), 0, PIECE + 1)
    take(draft, BODY, 0, 10)
    with pytest.raises(PieceUnreadable):
        take(draft, BODY, 10, 20, size=len(BODY) + 1)
    settings.LMS = {**settings.LMS, "UPLOAD_MAX_BYTES": 1024}
    with pytest.raises(FileRefused):
        take(draft, BODY, 0, 10, client_id="c2")


def test_as_many_files_are_on_their_way_as_a_letter_takes(draft: Submission) -> None:
    for n in range(7):
        take(draft, BODY, 0, 10, client_id=f"c{n}")
    assert sorted(PartialUpload.objects.values_list("client_id", flat=True)) == ["c2", "c3", "c4", "c5", "c6"]


def test_what_stopped_a_day_ago_is_forgotten(draft: Submission) -> None:
    take(draft, BODY, 0, 10)
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert sweep_uploads() == 0
        take(draft, BODY, 10, 20)
    with time_machine.travel(timezone.now() + timedelta(hours=46)):
        assert sweep_uploads() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=48)):
        assert sweep_uploads() == 1
    assert not PartialUpload.objects.exists()


def test_the_pages_answers_say_where_to_go_on(
    elena: Client, draft: Submission, as_person: Callable[[Person], Client], andes: House
) -> None:
    url = reverse("lms:assessments:letter-piece", args=[draft.pk])

    def post(client: Client, start: int, end: int, **more: Any) -> Any:
        piece = io.BytesIO(BODY[start:end])
        piece.name = "piece"
        sent = {"client_id": "c1", "name": "carta.pdf", "size": len(BODY), "offset": start, "piece": piece} | more
        return client.post(url, sent, headers={"accept": "application/json"})

    assert post(elena, 0, 700).json() == {"received": 700, "size": len(BODY), "done": False}
    apart = post(elena, 900, 1000)
    assert (apart.status_code, apart.json()["received"]) == (409, 700)
    assert elena.get(url, {"client_id": "c1"}).json()["received"] == 700
    assert elena.get(url, {"client_id": "zz"}).json() == {"received": 0, "size": 0, "done": False}
    assert post(elena, 700, 800, offset="x").status_code == 422
    done = post(elena, 700, len(BODY)).json()
    assert done["done"]
    assert done["sentence"] == "El archivo quedó adjunto."
    assert post(as_person(andes.advisor2), 0, 10).status_code == 404
    assert elena.get(reverse("lms:assessments:submission-form", args=[draft.pk])).content.decode().count("carta.pdf") >= 1
