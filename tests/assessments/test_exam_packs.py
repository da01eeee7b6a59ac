"""Exam questions never ship: what is in the repository, what a private pack brings in, what an export takes out."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

import courses as courses_package
from assessments.errors.exposure import ExamBankKept
from assessments.models import Bank, QuestionEntry
from assessments.services.exporting import export_questions
from courses import api as courses
from courses.services.exporting import export_toolkit
from lms.audit.models import AuditEvent
from lms.institutions.models import Person
from lms.kernel.textfiles import read_yaml
from tests.assessments import exams
from tests.assessments.toolkit import write_toolkit

CURRICULUM = Path(courses_package.__file__).parent / "curriculum"
DEMONSTRATION = {"es": "examen de demostración", "en": "demonstration exam"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def shipped_exams(root: Path) -> list[str]:
    """What is wrong with the banks of a folder that ships."""
    found = []
    for path in sorted((root / "questions").rglob("*.y*ml")):
        file = read_yaml(path.read_text(encoding="utf-8"))
        if file.get("pool") != "exam":
            continue
        titles = {lang: str(words).casefold() for lang, words in dict(file.get("titles") or {}).items()}
        named = all(words in titles.get(lang, "") for lang, words in DEMONSTRATION.items())
        if file.get("demonstration") is not True or not named:
            found.append(path.name)
    return found


def test_no_question_of_an_exam_ships_in_the_repository() -> None:
    assert shipped_exams(CURRICULUM) == []


def test_that_rule_finds_a_bank_that_should_not_be_there(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "secret.yaml").write_text(exams.bank(), encoding="utf-8")
    (tmp_path / "questions" / "unnamed.yaml").write_text(exams.bank(demonstration=True), encoding="utf-8")
    shown = exams.bank(demonstration=True).replace(
        "{es: Examen, en: Exam}", "{es: Examen de demostración, en: Demonstration exam}"
    )
    (tmp_path / "questions" / "shown.yaml").write_text(shown, encoding="utf-8")
    assert shipped_exams(tmp_path) == ["secret.yaml", "unnamed.yaml"]


@pytest.mark.django_db
def test_a_private_pack_comes_in_beside_the_toolkit_and_goes_out_only_when_asked(
    tmp_path: Path, programme: dict[str, Person]
) -> None:
    """The toolkit is read again without the pack, and the exam's questions stay; an export leaves them out."""
    by = programme["author"].pk
    courses.import_toolkit(path=write_toolkit(tmp_path / "toolkit"), by=by)
    pack = tmp_path / "pack" / "questions"
    pack.mkdir(parents=True)
    (pack / "exam-bank.yaml").write_text(exams.bank(), encoding="utf-8")
    report = courses.import_toolkit(path=tmp_path / "pack", by=by)
    assert report.problems == []
    courses.import_toolkit(path=tmp_path / "toolkit", by=by)
    entries = QuestionEntry.objects.filter(bank__key="exam-bank", item__archived_at=None)
    assert entries.count() == 40
    assert set(entries.values_list("life", flat=True)) == {"draft"}
    assert set(entries.exclude(task="").values_list("task", flat=True)) == set(exams.TASKS)
    export_toolkit(path=tmp_path / "public")
    assert [path.name for path in (tmp_path / "public" / "questions").iterdir()] == ["marks.yaml"]
    export_toolkit(path=tmp_path / "private", private=True)
    assert (tmp_path / "private" / "questions" / "exam-bank.yaml").is_file()
    again = courses.import_toolkit(path=tmp_path / "private", by=by)
    assert again.problems == []
    assert entries.count() == 40


@pytest.mark.django_db
def test_an_exams_bank_is_taken_out_by_an_author_only_and_that_is_recorded(
    tmp_path: Path, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    exams.drafted(tmp_path, programme)
    url = reverse("lms:assessments:bank-export", args=["exam-bank", "gift"])
    author = as_person(programme["author"])
    assert author.get(url).status_code == 403
    assert author.get(url, {"exam": "yes"}).status_code == 200
    event = AuditEvent.objects.get(act="exam bank exported")
    assert event.actor == programme["author"].pk
    for role in ("focal", "reviewer", "decider"):
        assert as_person(programme[role]).get(url, {"exam": "yes"}).status_code == 404
    page = author.get(reverse("lms:assessments:bank-list")).content.decode()
    assert "exam=yes" in page
    with pytest.raises(ExamBankKept):
        export_questions(bank_key="exam-bank", form="gift", to=io.BytesIO())
    with pytest.raises(CommandError, match="by the hand of an author"):
        call_command("export_questions", bank="exam-bank", form="gift", output=tmp_path / "out.gift")
    said = io.StringIO()
    call_command("export_questions", bank="exam-bank", form="gift", output=tmp_path / "out.gift", exam=True, stderr=said)
    assert "Keep it apart" in said.getvalue()


@pytest.mark.django_db
def test_a_question_crosses_between_practice_and_exams_only_when_nobody_can_know_it(
    tmp_path: Path, programme: dict[str, Person], as_person: Callable[[Person], Client]
) -> None:
    """An exam's question serves practice only after it was retired; there it begins in use."""
    exams.drafted(tmp_path, programme)
    author = as_person(programme["author"])
    Bank.objects.create(key="drill", titles={"es": "Ejercicios", "en": "Drill"}, pool="practice")
    QuestionEntry.objects.filter(item__key="x-refer-9").update(task="", domain="")
    change = {"act": "move", "bank": "drill", "sure": "1"}
    url = reverse("lms:assessments:question-change")
    (item,) = exams.items("x-pilot-1")
    author.post(url, change | {"item": [item]})
    assert QuestionEntry.objects.get(item=item).bank.key == "exam-bank"
    exams.move_lives(item_ids=[item], to="retired", reason="Se publicó.", by=programme["author"].pk)
    author.post(url, change | {"item": [item]})
    entry = QuestionEntry.objects.get(item=item)
    assert (entry.bank.key, entry.life) == ("drill", "operational")
