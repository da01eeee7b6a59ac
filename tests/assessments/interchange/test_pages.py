"""The author's pages: upload, look, say yes or no; take a bank out."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Bank, QuestionUpload
from assessments.services.uploads import MOST_BYTES
from courses.models import Item
from lms.institutions.models import Person, ProgrammeRole
from tests.assessments.interchange.conftest import bodies
from tests.conftest import make_person

GIFT = "::Uno:: ¿Sí? {T}\n\n::Dos:: ¿Cuántos? {#6}\n"
BAD = GIFT + "\n::Roto:: { =a\n"


@pytest.fixture
def author(programme: dict[str, Person], client: Client) -> Client:
    client.force_login(programme["author"].user)  # type: ignore[arg-type]
    return client


def upload(author: Client, content: str | bytes = GIFT, form: str = "gift", bank: str = "banco") -> str:
    file = SimpleUploadedFile("preguntas.txt", content if isinstance(content, bytes) else content.encode())
    sent = {"file": file, "form": form, "language": "es", "bank": bank}
    answer = author.post(reverse("lms:assessments:question-import"), sent)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_nothing_is_stored_before_the_author_says_yes(author: Client) -> None:
    review = upload(author)
    page = author.get(review).content.decode()
    assert "Uno" in page
    assert "Dos" in page
    assert not Item.objects.filter(kind="question").exists()
    assert not Bank.objects.exists()


def test_a_yes_brings_drafts_in_and_forgets_the_file(author: Client) -> None:
    review = upload(author)
    author.post(f"{review}confirm/")
    assert list(bodies()) == ["banco-uno", "banco-dos"]
    assert not QuestionUpload.objects.exists()
    assert Item.objects.get(key="banco-uno").published_id is None
    assert author.get(review).status_code == 404


def test_a_no_forgets_the_file(author: Client) -> None:
    author.post(f"{upload(author)}drop/")
    assert not QuestionUpload.objects.exists()
    assert bodies() == {}


def test_what_cannot_be_read_is_shown_with_its_line_and_needs_a_word_of_its_own(author: Client) -> None:
    review = upload(author, BAD)
    page = author.get(review, headers={"Accept-Language": "en"}).content.decode()
    assert "Roto" in page
    assert 'name="keep_good"' in page
    assert author.post(f"{review}confirm/").status_code == 422
    assert bodies() == {}
    author.post(f"{review}confirm/", {"keep_good": "1"})
    assert list(bodies()) == ["banco-uno", "banco-dos"]


def test_a_file_that_is_too_large_is_refused(author: Client) -> None:
    file = SimpleUploadedFile("a.txt", b"x" * (MOST_BYTES + 1))
    sent = {"file": file, "form": "gift", "language": "es", "bank": "banco"}
    assert author.post(reverse("lms:assessments:question-import"), sent).status_code == 422
    assert not QuestionUpload.objects.exists()


def test_a_file_of_somebody_else_looks_like_none(author: Client) -> None:
    review = upload(author)
    other = make_person("otra@programme.test", "Otra", "Autora", "PE")
    ProgrammeRole.objects.create(person=other, role="author")
    author.force_login(other.user)  # type: ignore[arg-type]
    assert author.get(review).status_code == 404
    assert author.post(f"{review}confirm/").status_code == 404
    assert author.post(f"{review}drop/").status_code == 404


def test_words_of_a_file_never_become_markup(author: Client) -> None:
    review = upload(author, "::<script>alert(1)</script>:: a <b>b</b> {T}\n\n::<img src=x>:: { =\n")
    assert "<script>alert" not in author.get(review).content.decode()
    assert "<img src=x>" not in author.get(review).content.decode()


def test_a_bank_is_taken_out_and_read_again(author: Client) -> None:
    author.post(f"{upload(author)}confirm/")
    before = bodies()
    for form in ("gift", "moodle-xml", "qti"):
        answer = author.get(reverse("lms:assessments:bank-export", args=["banco", form]))
        assert answer["Content-Disposition"].startswith("attachment")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        page = author.get(upload(author, io.BytesIO(content).getvalue(), form)).content.decode()
        assert "banco-uno" in page
    assert bodies() == before
    assert author.get(reverse("lms:assessments:bank-export", args=["nadie", "gift"])).status_code == 404
    assert author.get(reverse("lms:assessments:bank-export", args=["banco", "doc"])).status_code == 404


@pytest.mark.parametrize("what", ["::Uno::{\n=a", "", "%PDF-1.4 \x00\x01", "<quiz>"])
def test_a_strange_file_is_an_answer_not_an_accident(author: Client, what: str) -> None:
    for form in ("gift", "moodle-xml", "aiken", "qti", "csv"):
        if what:
            assert author.get(upload(author, what, form)).status_code == 200


def test_a_file_of_thousands_is_left_to_the_command(author: Client) -> None:
    review = upload(author, "\n\n".join(f"::N{n}:: ¿{n}? {{T}}" for n in range(1_010)))
    page = author.get(review).content.decode()
    assert "import_questions" in page
    assert author.post(f"{review}confirm/").status_code == 422
    assert bodies() == {}
