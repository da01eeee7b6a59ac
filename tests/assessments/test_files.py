"""Question and case files: every mistake with its line, nothing half imported, and the shipped ones are whole."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from assessments.kinds.case_files import CaseFiles
from assessments.kinds.question_files import QuestionFiles
from assessments.models import Bank, ChoiceQuestion, FactBound, NumericQuestion, Question, QuestionEntry, Rubric
from courses import api as courses
from courses.kinds import FileProblem
from courses.models import Citation
from lms.institutions.models import Person
from tests.assessments.toolkit import CASE, QUESTIONS, write_toolkit


def problems_of(root: Path) -> list[FileProblem]:
    problems: list[FileProblem] = []
    QuestionFiles().read(root, problems)
    CaseFiles().read(root, problems)
    return problems


def test_the_tiny_toolkit_has_no_mistakes(toolkit_root: Path) -> None:
    assert problems_of(toolkit_root) == []


def test_the_shipped_questions_and_cases_have_no_mistakes() -> None:
    assert problems_of(Path(settings.BASE_DIR) / "courses" / "curriculum") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- {id: a, right: true, text: {es: Buscar", "- {id: a, text: {es: Buscar", "has n=0"),
        ("- {id: b, text: {es: Pagar", "- {id: b, right: true, text: {es: Pagar", "has n=2"),
        ("{id: c, text: {es: Esperar, en: Wait}}", "{id: a, text: {es: Esperar, en: Wait}}", "id"),
        ("text: {es: Esperar, en: Wait}", "text: {es: Esperar}", "en"),
        ("text: {es: Esperar, en: Wait}", "text: {es: pagar, en: Wait}", "es"),
        ("kind: numeric", "kind: number", "numeric"),
        ("value: 6", "value: six", "value"),
        ("tolerance: 0", "tolerance: -1", "tolerance"),
        ("fact: trademarks.opposition", "fact: opposition", "topic.name"),
        ("  - {id: d3, text: {es: Una semana, en: A week}}\n", "", "3"),
        ("key: q-number", "key: q-single", "marks.yaml"),
        ("key: q-number", "key: Q Number", "key"),
        ("  kind: single\n", "  kind: single\n  colour: red\n", "colour"),
        ("bank: marks", "bank: [marks]", "bank"),
        ("stem: {es: ¿Cuál es el primer paso?, en: What is the first step?}", "stem: ¿Cuál?", "stem"),
    ],
)
def test_each_mistake_in_a_bank_is_said_with_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in QUESTIONS
    root = write_toolkit(tmp_path, questions=QUESTIONS.replace(old, new))
    problems = problems_of(root)
    assert len(problems) == 1
    assert problems[0].path == "questions/marks.yaml"
    assert 1 <= problems[0].line <= QUESTIONS.count("\n")
    assert (said.removeprefix("has n=") if said.startswith("has") else said) in problems[0].sentence


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight: 40", "weight: 30", "100"),
        ("{n: 2, es: Dos, en: Two}, ", "", "0, 1, 2"),
        ('  PE: {es: "En el Perú {fact:trademarks.opposition}", en: "In Peru {fact:trademarks.opposition}"}\n', "", "PE"),
        ("- {id: a2, question", "- {id: a1, question", "id"),
        ("facts: [trademarks.term]", "facts: [term]", "topic.name"),
        ("task: {es: Escriba la carta., en: Write the letter.}", "task: {es: Escriba la carta.}", "en"),
        ("stage: growth", "stage: adulthood", "stage"),
    ],
)
def test_each_mistake_in_a_case_is_said_with_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CASE
    problems = problems_of(write_toolkit(tmp_path, case=CASE.replace(old, new)))
    assert len(problems) == 1
    assert problems[0].path == "cases/herbs.yaml"
    assert said in problems[0].sentence


@pytest.mark.parametrize("text", ["", "[]", "a: [", "just text", "questions: {}\nbank: x\ntitles: {es: a, en: b}", "bank: 5"])
def test_a_file_that_is_no_bank_at_all_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    assert problems_of(write_toolkit(tmp_path, questions=text))


@pytest.mark.django_db
def test_a_fact_that_no_file_has_is_said_by_the_import(tmp_path: Path) -> None:
    root = write_toolkit(tmp_path, questions=QUESTIONS.replace("fact: trademarks.opposition", "fact: trademarks.nothing"))
    report = courses.import_toolkit(path=root, dry_run=True)
    assert [p.path for p in report.problems] == ["questions/marks.yaml"]
    assert QUESTIONS.splitlines()[report.problems[0].line - 1].strip().startswith("fact:")


@pytest.mark.django_db
def test_an_import_writes_typed_rows_and_a_second_one_writes_nothing(toolkit_root: Path) -> None:
    courses.import_toolkit(path=toolkit_root)
    assert Bank.objects.get().key == "marks"
    assert ChoiceQuestion.objects.count() == 2
    assert NumericQuestion.objects.get().unit == {"es": "meses", "en": "months"}
    bound = FactBound.objects.get()
    assert Citation.objects.filter(version=bound.version, kind="fact", key="trademarks.opposition").exists()
    assert Rubric.objects.count() == 1
    report = courses.import_toolkit(path=toolkit_root)
    assert (report.new, report.changed) == ([], [])
    assert Question.objects.count() == QuestionEntry.objects.count() == 4


@pytest.mark.django_db
def test_an_edit_makes_a_new_version_and_leaves_the_old_row(toolkit_root: Path, programme: dict[str, Person]) -> None:
    courses.import_toolkit(path=toolkit_root)
    edited = QUESTIONS.replace("¿Cuál es el primer paso?", "¿Qué se hace primero?")
    courses.import_toolkit(path=write_toolkit(toolkit_root, questions=edited))
    stems = [q.stem["es"] for q in Question.objects.filter(version__item__key="q-single").order_by("version__number")]
    assert stems == ["¿Cuál es el primer paso?", "¿Qué se hace primero?"]


@pytest.mark.django_db
def test_a_rubrics_wording_that_comes_back_keeps_its_row(toolkit_root: Path) -> None:
    courses.import_toolkit(path=toolkit_root)
    courses.import_toolkit(path=write_toolkit(toolkit_root, case=CASE.replace("Muy bien", "Excelente")))
    courses.import_toolkit(path=write_toolkit(toolkit_root))
    rows: Any = Rubric.objects.values_list("content_hash", "structure_hash")
    assert len(rows) == 2
    assert len({structure for _content, structure in rows}) == 1
