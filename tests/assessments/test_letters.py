"""The advice letter: asked, written in two tabs, handed in once, taken back in time; files by content, never inline."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments import letters, sniffing
from assessments.errors import (
    CaseNotFound,
    LetterHandedIn,
    LetterIncomplete,
    LetterWaits,
    UnknownBlock,
    UnknownQuestionToAsk,
    WithdrawTooLate,
)
from assessments.models import Attachment, CaseStudy, Quiz, Submission, SubmissionState
from assessments.services.letter_files import attach_file
from assessments.services.letters import ask, open_letter, save_letter, submit_letter, withdraw_letter
from assessments.services.scoring_letters import claim_letter, release_lease
from courses.models import Enrolment, OutcomeRecord, UnitProgress
from lms.institutions.models import Person
from tests.assessments import files
from tests.assessments.conftest import LETTER
from tests.conftest import House

PDF = files.pdf()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 21 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40 + b"\xff\xd9"


def archive(**files: bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/"), content)
    return body.getvalue()


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<o/>"})


def url(name: str, *args: Any) -> str:
    return reverse(f"lms:assessments:{name}", args=args)


# Reading and asking


def test_the_case_shows_the_countrys_law_and_not_what_assessors_look_for(
    elena: Client, enrolment: Enrolment, case: CaseStudy
) -> None:
    html = elena.get(url("case-detail", enrolment.pk, case.pk)).content.decode()
    assert "Son 33 días hábiles en PE" in html
    assert "30 días" not in html
    assert "<strong>hierbas</strong>" in html
    for secret in ("secreto", "Respuesta-guardada", "Promete el registro", "Ve los problemas"):
        assert secret not in html


def test_an_answer_shows_when_asked_and_the_asking_is_recorded_once(
    elena: Client, enrolment: Enrolment, case: CaseStudy
) -> None:
    for _n in range(2):
        elena.post(url("case-ask", enrolment.pk, case.pk), {"question": "a1"})
    html = elena.get(url("case-detail", enrolment.pk, case.pk)).content.decode()
    assert "Respuesta-guardada-uno" in html
    assert "Respuesta-guardada-dos" not in html
    assert [one["id"] for one in Submission.objects.get().asked] == ["a1"]


def test_a_question_that_the_case_does_not_have_is_refused(enrolment: Enrolment, case: CaseStudy) -> None:
    with pytest.raises(UnknownQuestionToAsk):
        ask(enrolment_id=enrolment.pk, unit_id=case.pk, question="zz")
    assert not Submission.objects.exists()


def test_a_quiz_is_no_case(enrolment: Enrolment, quiz: Quiz) -> None:
    with pytest.raises(CaseNotFound):
        open_letter(enrolment_id=enrolment.pk, unit_id=quiz.pk)


# Writing


def test_opening_twice_gives_the_one_draft(draft: Submission) -> None:
    assert open_letter(enrolment_id=draft.enrolment_id, unit_id=draft.unit_id) == draft.pk
    assert UnitProgress.objects.get(unit_id=draft.unit_id).code == "case_open"


def test_two_tabs_may_write_two_parts(draft: Submission) -> None:
    one = save_letter(letter_id=draft.pk, blocks={"issues": "uno"}, revision=0)
    two = save_letter(letter_id=draft.pk, blocks={"advice": "dos"}, revision=0)
    assert (one.conflicts, two.conflicts, two.revision) == ({}, {}, 2)
    draft.refresh_from_db()
    assert draft.letter == {"issues": "uno", "advice": "dos"}


def test_two_tabs_on_one_part_the_second_is_told_and_nothing_is_lost(draft: Submission) -> None:
    save_letter(letter_id=draft.pk, blocks={"issues": "primero"}, revision=0)
    second = save_letter(letter_id=draft.pk, blocks={"issues": "segundo", "advice": "otro"}, revision=0)
    assert second.conflicts == {"issues": "primero"}
    draft.refresh_from_db()
    assert draft.letter == {"issues": "primero", "advice": "otro"}
    again = save_letter(letter_id=draft.pk, blocks={"issues": "los dos"}, revision=second.revision)
    assert again.conflicts == {}


def test_the_same_text_again_is_nothing_new(draft: Submission) -> None:
    save_letter(letter_id=draft.pk, blocks={"issues": "uno"}, revision=0)
    again = save_letter(letter_id=draft.pk, blocks={"issues": "uno\r\n"}, revision=0)
    assert (again.revision, again.conflicts) == (1, {})


def test_an_unknown_part_or_one_too_long_is_refused(draft: Submission) -> None:
    with pytest.raises(UnknownBlock):
        save_letter(letter_id=draft.pk, blocks={"score": "100"}, revision=0)
    from assessments.errors import TooManyWords

    with pytest.raises(TooManyWords):
        save_letter(letter_id=draft.pk, blocks={"help": "x" * 4001}, revision=0)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ([{"what": "a", "who": "b", "when": "c", "cost": "none"}], [{"what": "a", "who": "b", "when": "c", "cost": "none"}]),
        ([{"what": "", "who": "", "when": "", "cost": ""}], []),
        ([{"what": "a", "cost": "a fortune"}], [{"what": "a", "who": "", "when": "", "cost": ""}]),
        ("text", []),
        ([1, None, "x"], []),
        ([{"what": 5, "who": ["b"]}], []),
    ],
)
def test_steps_are_rows_of_texts(value: Any, kept: Any) -> None:
    assert letters.clean_block("steps", value) == kept


def test_words_are_counted_as_people_do() -> None:
    assert letters.words_in("Una marca, dos logotipos: ¿y 3 socios?") == 7
    assert letters.words_in(None) == 0
    assert letters.words_of(LETTER) == 22


def test_autosave_answers_with_the_revision_and_the_words(elena: Client, draft: Submission) -> None:
    def autosave(**body: Any) -> Any:
        return elena.post(
            url("submission-block", draft.pk),
            json.dumps(body),
            content_type="application/json",
            headers={"accept": "application/json"},
        )

    saved = autosave(block="issues", value="uno dos", revision=0).json()
    assert (saved["before"], saved["revision"], saved["total"]) == (0, 1, "2 palabras")
    assert "2 palabras" in saved["aid"]
    stale = autosave(block="issues", value="tres", revision=0)
    assert stale.status_code == 409
    assert stale.json()["newer"] == "uno dos"
    for broken in (
        {},
        {"block": "issues"},
        {"block": "zz", "value": "", "revision": 0},
        {"block": "issues", "value": "x" * 13_000},
    ):
        assert autosave(**broken).status_code == 422


def test_a_letter_from_writing_to_handing_in_without_javascript(elena: Client, draft: Submission) -> None:
    sent = {
        "revision": "0", "issues": LETTER["issues"], "advice": LETTER["advice"], "help": LETTER["help"], "lawyer": "",
        "step-what": ["Buscar", ""], "step-who": ["La asesora", ""], "step-when": ["Lunes", ""], "step-cost": ["none", ""],
    }  # fmt: skip
    assert elena.post(url("submission-save", draft.pk), sent | {"go": "stay"}).url == url("submission-form", draft.pk)
    missing = elena.get(url("submission-review", draft.pk))
    assert missing.status_code == 200
    assert 'href="#lawyer"' in missing.content.decode()
    assert LETTER["advice"] in missing.content.decode()
    sent |= {"lawyer": LETTER["lawyer"], "revision": "1", "go": "review"}
    review = elena.post(url("submission-save", draft.pk), sent, follow=True)
    assert review.redirect_chain[0][0] == url("submission-review", draft.pk)
    assert LETTER["lawyer"] in review.content.decode()
    for _n in range(2):
        done = elena.post(url("submission-submit", draft.pk), follow=True)
    assert done.status_code == 200
    draft.refresh_from_db()
    assert draft.state == SubmissionState.SUBMITTED
    assert OutcomeRecord.objects.filter(key=f"submission:{draft.pk}:submitted").count() == 1


def test_a_stale_page_shows_both_texts(elena: Client, draft: Submission) -> None:
    save_letter(letter_id=draft.pk, blocks={"issues": "texto de la otra ventana"}, revision=0)
    reply = elena.post(url("submission-save", draft.pk), {"revision": "0", "issues": "mi propio texto", "go": "stay"})
    html = reply.content.decode()
    assert reply.status_code == 409
    assert "texto de la otra ventana" in html
    assert "mi propio texto</textarea>" in html
    assert 'name="revision" value="1"' in html


def test_what_is_written_is_shown_as_text_never_run(elena: Client, draft: Submission) -> None:
    save_letter(letter_id=draft.pk, blocks=LETTER | {"issues": "<script>alert(1)</script>"}, revision=0)
    for name in ("submission-form", "submission-review"):
        assert "<script>alert" not in elena.get(url(name, draft.pk)).content.decode()


# Handing in and taking back


def test_an_incomplete_letter_is_not_handed_in(draft: Submission) -> None:
    save_letter(letter_id=draft.pk, blocks=LETTER | {"steps": [{"what": "Buscar"}]}, revision=0)
    with pytest.raises(LetterIncomplete):
        submit_letter(letter_id=draft.pk)


def test_a_letter_that_waits_can_be_read_and_not_changed(handed_in: Submission) -> None:
    progress = UnitProgress.objects.get(unit_id=handed_in.unit_id)
    assert (progress.state, progress.waits_on, progress.code) == ("waiting", "assessor", "case_waiting")
    with pytest.raises(LetterHandedIn):
        save_letter(letter_id=handed_in.pk, blocks={"issues": "otro"}, revision=99)
    with pytest.raises(LetterHandedIn):
        attach_file(letter_id=handed_in.pk, name="a.pdf", body=PDF)
    with pytest.raises(LetterWaits):
        open_letter(enrolment_id=handed_in.enrolment_id, unit_id=handed_in.unit_id)


def test_taking_a_letter_back_keeps_text_and_files_for_the_next(elena: Client, draft: Submission) -> None:
    save_letter(letter_id=draft.pk, blocks=LETTER, revision=0)
    attach_file(letter_id=draft.pk, name="a.pdf", body=PDF)
    submit_letter(letter_id=draft.pk)
    for _n in range(2):
        assert elena.post(url("submission-withdraw", draft.pk)).status_code == 302
    assert UnitProgress.objects.get(unit_id=draft.unit_id).code == "case_withdrawn"
    next_one = Submission.objects.get(pk=open_letter(enrolment_id=draft.enrolment_id, unit_id=draft.unit_id))
    assert (next_one.number, next_one.letter, next_one.ref != draft.ref) == (2, LETTER, True)
    assert Attachment.objects.filter(submission=next_one).count() == 1


def test_a_letter_cannot_be_taken_back_while_somebody_scores_it(handed_in: Submission, andes: House) -> None:
    lease = claim_letter(submission_id=handed_in.pk, assessor_id=andes.assessor.pk)
    with pytest.raises(WithdrawTooLate):
        withdraw_letter(letter_id=handed_in.pk)
    release_lease(allocation_id=lease, assessor_id=andes.assessor.pk)
    withdraw_letter(letter_id=handed_in.pk)


# Files


@pytest.mark.parametrize(("body", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")])
def test_papers_and_pictures_are_known_by_their_content(body: bytes, kind: str) -> None:
    found = sniffing.sniff(body)
    assert found is not None
    assert found.content_type == kind


def test_office_documents_are_known_by_what_is_in_the_archive() -> None:
    docx, odt = sniffing.sniff(DOCX), sniffing.sniff(ODT)
    assert docx is not None
    assert odt is not None
    assert (docx.extension, odt.extension) == (".docx", ".odt")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"MZ\x90\x00", b"<html><script>alert(1)</script></html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a",
        b"%PDF-1.4 without an end", b"\x89PNG\r\n\x1a\nbroken", b"PK\x03\x04broken", archive(anything=b"x"),
        archive(**{"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"x"}),
        archive(**{"[Content_Types].xml": b"", "word/document.xml": b"", "../../etc/passwd": b"x"}),
        archive(mimetype=b"application/epub+zip", **{"content.xml": b""}),
    ],
)  # fmt: skip
def test_everything_else_is_refused(body: bytes) -> None:
    assert sniffing.sniff(body) is None


def test_an_archive_bomb_is_refused_without_unpacking_it() -> None:
    bomb = archive(**{"[Content_Types].xml": b"", "word/document.xml": b"\0" * (101 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert sniffing.sniff(bomb) is None


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fakepath\\carta.exe", "carta.pdf"),
        ("carta\r\nX-Evil: 1.pdf", "cartaX-Evil 1.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("", "archivo.pdf"),
        ("...", "archivo.pdf"),
        ("ñandú y más.PDF", "ñandú y más.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_files_name_is_cleaned(name: str, safe: str) -> None:
    assert sniffing.safe_name(name, ".pdf") == safe


def upload(client: Client, draft: Submission, name: str, body: bytes) -> Any:
    return client.post(
        url("submission-save", draft.pk), {"revision": "0", "go": "stay", "file": SimpleUploadedFile(name, body, "image/png")}
    )


def test_a_file_is_kept_by_its_content_whatever_its_name_says(elena: Client, draft: Submission) -> None:
    assert upload(elena, draft, "foto.exe", PDF).status_code == 302
    file = Attachment.objects.get()
    assert (file.name, file.content_type) == ("foto.pdf", "application/pdf")
    got = elena.get(url("attachment-download", draft.pk, file.ref))
    assert got.content == bytes(file.body)
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]


def test_a_disguised_file_is_refused_with_a_sentence_and_the_text_stays(elena: Client, draft: Submission) -> None:
    reply = elena.post(
        url("submission-save", draft.pk),
        {"revision": "0", "issues": "mi texto", "go": "stay", "file": SimpleUploadedFile("foto.png", b"<script>1</script>")},
    )
    assert reply.status_code == 422
    assert "foto.png" in reply.content.decode()
    assert "mi texto</textarea>" in reply.content.decode()
    assert not Attachment.objects.exists()
    draft.refresh_from_db()
    assert draft.letter["issues"] == "mi texto"


def test_a_huge_file_is_refused(elena: Client, draft: Submission, settings: Any) -> None:
    settings.LMS = {**settings.LMS, "UPLOAD_MAX_BYTES": 1024}
    assert upload(elena, draft, "a.pdf", b"%PDF-1.4" + b" " * 2000 + b"%%EOF").status_code == 422
    assert not Attachment.objects.exists()


def test_five_files_at_most_and_the_same_one_once(draft: Submission) -> None:
    for n in range(5):
        attach_file(letter_id=draft.pk, name="a.pdf", body=files.pdf(pages=n + 1))
    attach_file(letter_id=draft.pk, name="again.pdf", body=PDF)
    assert Attachment.objects.count() == 5
    from assessments.errors import FileRefused

    with pytest.raises(FileRefused):
        attach_file(letter_id=draft.pk, name="six.pdf", body=files.pdf(pages=7))


def test_a_removed_file_is_gone_from_the_page(elena: Client, draft: Submission) -> None:
    ref = attach_file(letter_id=draft.pk, name="a.pdf", body=PDF)
    elena.post(url("submission-save", draft.pk), {"revision": "0", "remove": ref})
    assert elena.get(url("attachment-download", draft.pk, ref)).status_code == 404


# Who may


@pytest.mark.parametrize("name", ["submission-form", "submission-review", "submission-detail"])
def test_nobody_else_opens_a_letter(
    as_person: Callable[[Person], Client], andes: House, sur: House, draft: Submission, name: str
) -> None:
    for person in (andes.advisor2, andes.facilitator, andes.assessor, andes.coordinator, sur.advisor, sur.assessor):
        assert as_person(person).get(url(name, draft.pk)).status_code == 404


@pytest.mark.parametrize("name", ["submission-save", "submission-block", "submission-submit", "submission-withdraw"])
def test_nobody_else_writes_a_letter(
    as_person: Callable[[Person], Client], andes: House, sur: House, draft: Submission, name: str
) -> None:
    for person in (andes.advisor2, sur.advisor, andes.facilitator):
        assert as_person(person).post(url(name, draft.pk)).status_code == 404
    draft.refresh_from_db()
    assert (draft.state, draft.letter) == (SubmissionState.DRAFT, {})


def test_nobody_else_takes_a_file_and_a_file_is_not_reached_by_another_letter(
    as_person: Callable[[Person], Client], sur: House, chilean: Enrolment, case: CaseStudy, draft: Submission
) -> None:
    ref = attach_file(letter_id=draft.pk, name="a.pdf", body=PDF)
    other = open_letter(enrolment_id=chilean.pk, unit_id=case.pk)
    stranger = as_person(sur.advisor)
    assert stranger.get(url("attachment-download", draft.pk, ref)).status_code == 404
    assert stranger.get(url("attachment-download", other, ref)).status_code == 404
    stranger.post(url("submission-save", other), {"revision": "0", "remove": ref})
    assert Attachment.objects.get(ref=ref).removed_at is None
