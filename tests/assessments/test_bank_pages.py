"""The question bank in the browser: what is found, what a page says of a question, what many of them become."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Bank, Quiz, QuizSlot
from assessments.question_kinds import question_kinds
from assessments.selectors.bank import Filters, bank_rows, matching
from courses import api as courses
from courses.models import Course, ItemVersion
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from tests.assessments.banking import import_bank, item_id, question
from tests.assessments.toolkit import QUESTIONS

LIST = "/library/questions/"


@pytest.fixture
def bank(tmp_path: Path, programme: dict[str, Person]) -> None:
    said = QUESTIONS.replace(
        "- key: q-bound\n", "- key: q-bound\n  countries: [PE, CO]\n  tags: [señal de alerta]\n  stage: growth\n"
    )
    import_bank(tmp_path, programme["author"], questions=said)


@pytest.fixture
def author(bank: None, programme: dict[str, Person], as_person: Callable[[Person], Client]) -> Client:
    return as_person(programme["author"])


def found(**filters: Any) -> list[str]:
    return list(matching(Filters(**filters)).values_list("item__key", flat=True))


def text(client: Client, url: str, **asked: Any) -> str:
    page = client.get(url, asked)
    assert page.status_code == 200
    return str(page.content.decode())


def page_of(key: str, name: str = "question-page") -> str:
    return reverse(f"lms:assessments:{name}", args=[item_id(key)])


def change(client: Client, *keys: str, sure: bool = True, **said: str) -> Any:
    body = {**said, "item": [item_id(key) for key in keys], **({"sure": "1"} if sure else {})}
    return client.post(reverse("lms:assessments:question-change"), body, follow=True)


def publish(programme: dict[str, Person]) -> Course:
    course = Course.objects.get(key="marks-course")
    countries = ["CO", "PE"]
    courses.publish_course(
        course_id=course.pk, by=programme["author"].pk, approved_by=programme["focal"].pk, countries=countries
    )
    return course


@pytest.mark.django_db
class TestSearch:
    """Words of stem and options in both languages; filters; the page."""

    @pytest.fixture(autouse=True)
    def _bank(self, bank: None) -> None: ...

    @pytest.mark.parametrize(
        ("query", "key"),
        [
            ("oponerse", "q-bound"),  # a word of the stem
            ("OPONERSE", "q-bound"),
            ("oppose", "q-bound"),  # in the other language
            ("años", "q-bound"),  # of an option
            ("anos", "q-bound"),
            ("logotip", "q-multiple"),  # the beginning of a word
            ("marcas", "q-multiple"),  # another form of the word
            ("q-single", "q-single"),  # the key
        ],
    )
    def test_accents_capitals_and_endings_do_not_matter(self, query: str, key: str) -> None:
        assert key in found(q=query)

    def test_every_word_must_be_there_and_feedback_is_not_searched(self) -> None:
        assert found(q="oponerse patente") == []
        assert found(q="Retro-ley") == []

    def test_filters_narrow_together(self) -> None:
        assert found(bank="marks", kind="fact_bound") == ["q-bound"]
        assert found(tag="señal de alerta") == ["q-bound"]
        assert found(tag="SENAL de alerta") == ["q-bound"]
        assert found(tag="señal") == []
        assert "q-bound" in found(country="PE", bank="marks")
        assert found(country="CL", bank="marks") == ["q-multiple", "q-number", "q-single"]
        assert found(stage="growth") == ["q-bound"]
        assert found(difficulty=3, bank="marks") == []
        assert found(life="retired") == []
        assert "q-bound" in found(waits="draft")

    def test_a_wild_query_is_harmless(self) -> None:
        for query in ("%", "_", "'", "\x00", "*" * 500, "ñ", "¿?"):
            found(q=query.replace("\x00", ""))


def test_the_list_asks_ten_queries_at_most_and_as_many_for_more_questions(
    author: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    author.get(LIST)
    with django_assert_max_num_queries(13):  # ten of its own, three of any page
        body = text(author, LIST)
    assert "q-bound" in body
    assert "k-single" in body


def test_the_list_says_what_was_not_found_and_leads_on(author: Client) -> None:
    body = text(author, LIST, q="zzzz")
    assert reverse("lms:assessments:question-import") in body
    assert 'class="empty"' in body
    assert text(author, LIST, page="99", bank="marks")
    assert text(author, LIST, kind="nonsense", difficulty="x", page="-3")


def test_banks_are_counted_by_life(author: Client) -> None:
    change(author, "q-single", act="retire")
    row = next(row for row in bank_rows() if row.key == "marks")
    assert (row.total, dict(row.lives)) == (4, {"operational": 3, "retired": 1})
    assert "?bank=marks&amp;life=retired" in text(author, LIST + "banks/")


def test_a_new_bank_is_begun_once(author: Client) -> None:
    said = {"key": "final-exam", "title_es": "Examen", "title_en": "Exam", "pool": "exam"}
    assert author.post(LIST + "banks/", said).status_code == 302
    assert Bank.objects.get(key="final-exam").pool == "exam"
    assert author.post(LIST + "banks/", said).status_code == 422
    assert author.post(LIST + "banks/", {**said, "key": "Final Exam"}).status_code == 422


def test_every_question_has_a_page_by_country_and_language(author: Client) -> None:
    kinds = set()
    for entry in matching(Filters()).select_related("item__draft"):
        assert entry.item.draft is not None
        kinds.add(entry.item.draft.body["kind"])
        for country, language in (("CL", "es"), ("PE", "en")):
            assert text(author, page_of(entry.item.key), country=country, language=language)
    assert kinds == set(question_kinds())


def test_the_preview_is_the_law_of_the_country_with_the_key_beside(author: Client) -> None:
    peru = text(author, page_of("q-bound"), country="PE", language="es")
    assert "33 días hábiles" in peru
    assert "Ley PE" in peru
    assert "Retro-ley" in peru
    english = text(author, page_of("q-bound"), country="CO", language="en")
    assert "How long is there to oppose?" in english
    assert "31 días hábiles" in english
    assert reverse("lms:courses:fact-detail", args=["trademarks.opposition"]) in peru
    assert "No se hace en" in text(author, page_of("q-bound"), country="CL", language="es")


def test_a_page_tells_every_quiz_and_release_that_holds_it(author: Client, programme: dict[str, Person]) -> None:
    course = Course.objects.get(key="marks-course")
    quiz = Quiz.objects.get(course=course)
    QuizSlot.objects.create(quiz=quiz, position=9, draw={"count": 1, "bank": "marks", "topic": "trademarks"})
    body = text(author, page_of("q-single"))
    assert "La última versión" in body
    assert "Puede salir sorteada" in body
    assert "En versiones publicadas" not in body
    QuizSlot.objects.filter(position=9).delete()
    publish(programme)
    body = text(author, page_of("q-single"))
    assert "En versiones publicadas" in body
    assert '<span class="iso">PE</span>' in body
    assert reverse("lms:assessments:quiz-analysis", args=[quiz.pk]) in body
    unused = text(author, page_of("k-single"))
    assert "Ningún cuestionario la hace" in unused


def test_what_would_happen_is_shown_before_it_happens(author: Client) -> None:
    page = change(author, "q-single", "q-number", sure=False, act="difficulty", difficulty="3")
    assert page.status_code == 200
    assert "Cambiarían 2 preguntas" in page.content.decode()
    assert "Cuestionario" in page.content.decode()  # the quiz that uses them
    assert question("q-single").difficulty == 2


def test_a_change_of_many_is_a_version_of_each_and_is_audited(author: Client) -> None:
    change(author, "q-single", "q-number", act="difficulty", difficulty="3")
    for key in ("q-single", "q-number"):
        assert question(key).difficulty == 3
        draft = question(key).item.draft
        assert draft is not None
        assert (draft.number, draft.body["difficulty"]) == (2, 3)
        assert draft.lms_question.edit == "editorial"
    event = AuditEvent.objects.get(act="questions: difficulty")
    assert event.after["items"] == [item_id("q-single"), item_id("q-number")]


def test_the_same_change_again_does_nothing(author: Client) -> None:
    change(author, "q-single", act="tag", tag="Nueva")
    change(author, "q-single", act="tag", tag="Nueva")
    assert ItemVersion.objects.filter(item=item_id("q-single")).count() == 2


def test_tags_come_and_go_topics_and_stages_are_set(author: Client) -> None:
    change(author, "q-single", "q-bound", act="tag", tag="renovación")
    assert question("q-bound").tags == ["renovación", "señal de alerta"]
    change(author, "q-bound", act="untag", tag="señal de alerta")
    assert question("q-bound").tags == ["renovación"]
    change(author, "q-single", act="stage", stage="export")
    change(author, "q-single", act="topic", topic="designs")
    assert (question("q-single").stage, question("q-single").topic) == ("export", "designs")
    assert question("q-bound").countries == ["CO", "PE"]


def test_all_that_fit_the_filters_are_changed(author: Client) -> None:
    body = {"which": "every", "of-bank": "marks", "of-kind": "", "act": "tag", "tag": "todas"}
    page = author.post(reverse("lms:assessments:question-change"), body)
    assert "Cambiarían 4 preguntas" in page.content.decode()
    author.post(reverse("lms:assessments:question-change"), {**body, "sure": "1"})
    assert len(found(tag="todas")) == 4


def test_what_was_just_done_is_taken_back(author: Client) -> None:
    change(author, "q-single", "q-number", act="stage", stage="export")
    assert "Deshacer" in text(author, LIST) or "question-undo" in text(author, LIST) or "/undo/" in text(author, LIST)
    author.post(reverse("lms:assessments:question-undo"))
    assert (question("q-single").stage, question("q-number").stage) == ("", "")
    assert "/undo/" not in text(author, LIST)
    change(author, "q-single", act="retire")
    author.post(reverse("lms:assessments:question-undo"))
    assert question("q-single").life == "operational"


def test_what_was_changed_since_is_not_taken_back(author: Client) -> None:
    change(author, "q-single", "q-number", act="stage", stage="export")
    kept = dict(author.session["question_bank_undo"])
    change(author, "q-single", act="difficulty", difficulty="3")
    session = author.session
    session["question_bank_undo"] = kept
    session.save()
    author.post(reverse("lms:assessments:question-undo"))
    assert (question("q-single").stage, question("q-number").stage) == ("export", "")


def test_a_question_in_use_does_not_cross_from_practice_to_exams(author: Client) -> None:
    Bank.objects.create(key="final", titles={"es": "Final", "en": "Final"}, pool="exam")
    page = change(author, "q-single", "k-single", sure=False, act="move", bank="final")
    assert "Se usa para practicar" in page.content.decode()
    change(author, "q-single", "k-single", act="move", bank="final")
    assert question("q-single").bank.key == "marks"
    assert question("k-single").bank.key == "final"
    draft = question("k-single").item.draft
    assert draft is not None
    assert draft.body["bank"] == {"key": "final", "titles": {"es": "Final", "en": "Final"}, "pool": "exam"}


def test_a_moved_question_goes_out_in_its_banks_file_and_in_again(author: Client, tmp_path: Path) -> None:
    from courses.services.exporting import export_toolkit

    change(author, "q-single", act="move", bank="kinds")
    export_toolkit(path=tmp_path / "out")
    banks = {path.name: path.read_text() for path in (tmp_path / "out" / "questions").iterdir()}
    assert "key: q-single" in banks["kinds.yaml"]
    assert "key: q-single" not in banks["marks.yaml"]
    report = courses.import_toolkit(path=tmp_path / "out")
    assert question("q-single").bank.key == "kinds"
    assert report.problems == []
    export_toolkit(path=tmp_path / "again")
    assert {p.name: p.read_text() for p in (tmp_path / "again" / "questions").iterdir()} == banks


def test_a_retired_question_stops_the_quiz_that_names_it_and_comes_back(author: Client) -> None:
    page = change(author, "q-single", sure=False, act="retire")
    assert "próxima versión publicada se rechaza" in page.content.decode()
    change(author, "q-single", act="retire")
    assert question("q-single").life == "retired"
    course = Course.objects.get(key="marks-course")
    said = [problem.sentence for problem in courses.problems_of(course.pk, ["CO", "PE"])]
    assert any("q-single" in sentence for sentence in said)
    change(author, "q-single", act="revive")
    assert question("q-single").life == "operational"


def test_nothing_is_done_without_a_choice_or_a_value(author: Client) -> None:
    assert author.post(reverse("lms:assessments:question-change"), {"act": "retire"}).status_code == 302
    change(author, "q-single", act="stage")
    change(author, "q-single", act="explode")
    change(author, "q-single", act="family", family="Two Words")
    change(author, "q-single", act="move", bank="nowhere")
    assert ItemVersion.objects.filter(item=item_id("q-single")).count() == 1


def test_who_may_not_write_reads_only(bank: None, programme: dict[str, Person], as_person: Callable[[Person], Client]) -> None:
    focal = as_person(programme["focal"])
    assert "/change/" not in text(focal, LIST).replace('action="/library/questions/change/"', "")
    assert focal.post(reverse("lms:assessments:question-change"), {"act": "retire"}).status_code == 404
    assert text(focal, page_of("q-single"))
