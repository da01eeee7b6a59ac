"""manage.py lint_items: the banks that ship keep the rules; what breaks one is named, and the command ends with 1."""

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessments.item_rules import RULES
from assessments.models import Bank, Life, Pool, QuestionEntry, Quiz, QuizSlot, Task
from courses import api as courses
from courses.models import Course
from lms.institutions.models import Person

SHIPPED = settings.BASE_DIR / "courses" / "curriculum"

BAD = """bank: bad
titles: {es: "Mala", en: "Bad"}
pool: practice
questions:
"""
QUESTION = """- key: KEY
  kind: single
  stem: {es: "STEM", en: "What now?"}
  options:
  - {id: a, right: true, text: {es: "Una respuesta muy larga, la más larga", en: "An answer that is by far the longest"}}
  - {id: b, text: {es: "De 3 a 5 años", en: "From 3 to 5 years"}}
  - {id: c, text: {es: "4 años", en: "4 years"}}
  - {id: d, text: {es: "Nunca", en: "Never"}}
"""


def lint(*args: Any, **options: Any) -> tuple[dict[str, Any], bool]:
    """What it says as JSON, and whether it ended well."""
    out = StringIO()
    try:
        call_command("lint_items", *args, json=True, stdout=out, **options)
    except CommandError:
        return json.loads(out.getvalue()), False
    return json.loads(out.getvalue()), True


def bad_bank(folder: Path, n: int = 6) -> Path:
    """A folder with one file, in which much is wrong."""
    stem = "Cuesta 500 soles. ¿Qué hace?"
    questions = "".join(QUESTION.replace("KEY", f"bad-{i}").replace("STEM", stem) for i in range(n))
    (folder / "bad.yaml").write_text(BAD + questions, encoding="utf-8")
    return folder


def test_the_banks_that_ship_keep_the_rules() -> None:
    """Read from files, without a database. What rests on law that is to be confirmed is noted country by country."""
    report, well = lint(SHIPPED)
    assert well
    assert report["failed"] == 0
    assert report["items"] == sum(report["banks"].values()) > 200
    assert {(one["rule"], one["weight"]) for one in report["findings"]} == {("unsure", "note")}
    assert all(one["country"] and one["figures"]["fact"] for one in report["findings"])


def test_what_is_wrong_in_a_folder_of_banks_is_named_before_import(tmp_path: Path) -> None:
    report, well = lint(bad_bank(tmp_path))
    assert not well
    rows = report["findings"]
    assert {row["rule"] for row in rows} == {"longest", "position", "absolutes", "overlap", "retyped", "stage", "task"}
    assert all(set(row) == {"bank", "rule", "item", "country", "language", "weight", "sentence", "figures"} for row in rows)
    longest = next(row for row in rows if row["rule"] == "longest" and row["language"] == "es")
    assert (longest["bank"], longest["item"], longest["figures"]["n"], longest["figures"]["of"]) == ("bad", "", 6, 6)
    assert next(row for row in rows if row["rule"] == "position")["figures"]["counts"] == [6, 0, 0, 0]
    assert next(row for row in rows if row["rule"] == "retyped")["figures"] == {"field": "stem", "numbers": ["500 soles"]}


def test_it_speaks_both_languages(tmp_path: Path) -> None:
    said = {}
    for language in ("es", "en"):
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("lint_items", bad_bank(tmp_path, 1), language=language, stdout=out)
        said[language] = out.getvalue()
    assert "bad: bad-0: La pregunta no dice a qué etapa de un negocio pertenece. [stage]" in said["es"]
    assert "bad: bad-0: The question names no stage of a business. [stage]" in said["en"]


def test_a_mistake_in_a_file_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("bank: bad\nquestions: 3\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad\.yaml:2: "):
        call_command("lint_items", tmp_path)
    with pytest.raises(CommandError, match="nowhere"):
        call_command("lint_items", tmp_path / "nowhere")


@pytest.fixture
def imported(programme: dict[str, Person]) -> Person:
    """The curriculum, in the database."""
    courses.import_toolkit(path=SHIPPED, by=programme["author"].pk)
    return programme["author"]


def test_the_banks_of_the_database_are_looked_at_as_they_would_be_frozen(imported: Person) -> None:
    """The same as from the files; a bank can be named; one that is not there is said so."""
    report, well = lint()
    assert well, [row for row in report["findings"] if row["weight"] == "fail"]
    assert report == lint(SHIPPED)[0]
    assert lint(bank=["secrets"])[0]["banks"] == {"secrets": report["banks"]["secrets"]}
    with pytest.raises(CommandError, match="nothing-here"):
        call_command("lint_items", bank=["nothing-here"])
    assert Task.objects.count() == (SHIPPED / "tasks.yaml").read_text("utf-8").count("\n- key: ") >= 12
    assert set(QuestionEntry.objects.values_list("task", flat=True)) == set(Task.objects.values_list("key", flat=True))


def test_importing_the_curriculum_twice_changes_nothing(imported: Person) -> None:
    again = courses.import_toolkit(path=SHIPPED, by=imported.pk)
    assert not again.new
    assert not again.changed


def test_a_scored_question_of_an_exam_may_not_rest_on_law_to_be_confirmed(imported: Person) -> None:
    """In an exam that is in use it fails; on trial, or in practice, it is a note."""
    entry = QuestionEntry.objects.get(item__key="brands-where")
    exam = Bank.objects.create(key="exam", titles={"es": "Examen", "en": "Exam"}, pool=Pool.EXAM)
    for life, weight in ((Life.OPERATIONAL, "fail"), (Life.PILOT, "note")):
        QuestionEntry.objects.filter(pk=entry.pk).update(bank=exam, life=life)
        report, well = lint(bank=["exam"])
        found = [(row["country"], row["weight"]) for row in report["findings"] if row["rule"] == "unsure"]
        assert found == [(country, weight) for country in ("CL", "CO", "MX", "PE")]
        assert well is (weight == "note")


def test_the_authors_order_counts_where_a_quiz_shows_it(imported: Person, tmp_path: Path) -> None:
    """Eight keys that stand first: as long as every quiz shuffles nobody sees it; one that does not is enough."""
    folder = tmp_path / "toolkit" / "questions"
    shutil.copytree(SHIPPED / "questions", folder)
    text = "".join(
        QUESTION.replace("KEY", f"first-{i}")
        .replace("STEM", "¿Qué hace?")
        .replace("  stem", "  stage: idea\n  task: go-abroad\n  stem")
        for i in range(8)
    )
    (folder / "first.yaml").write_text(BAD.replace("bad", "first") + text, encoding="utf-8")
    courses.import_toolkit(path=folder.parent, by=imported.pk)
    assert "position" in {row["rule"] for row in lint(bank=["first"])[0]["findings"]}
    quiz = Quiz.objects.create(course=Course.objects.order_by("pk")[0], key="all-first", kind="quiz", position=98)
    entries = QuestionEntry.objects.filter(bank__key="first").order_by("item__key")
    QuizSlot.objects.bulk_create(QuizSlot(quiz=quiz, position=n, entry=one) for n, one in enumerate(entries, start=1))
    assert "position" not in {row["rule"] for row in lint(bank=["first"])[0]["findings"]}
    Quiz.objects.filter(pk=quiz.pk).update(shuffle=False)
    assert "position" in {row["rule"] for row in lint(bank=["first"])[0]["findings"]}


def test_every_rule_has_its_name_in_one_order() -> None:
    assert len(set(RULES)) == len(RULES) == 9
