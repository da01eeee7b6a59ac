"""Tasks rated, weights taken over, a blueprint approved by two people, coverage seen, questions moved through their lives."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from assessments.errors.blueprints import BlueprintTwoPeople
from assessments.errors.exposure import MoveNotThere, MoveReasonMissing
from assessments.models import Blueprint, BlueprintCell, LifeMove, QuestionEntry, Task, TaskRating
from assessments.selectors.pool_figures import pool_rows, resting_by_drift
from assessments.services.blueprints import approve_blueprint, propose_blueprint
from assessments.services.lives import forget_reasons, move_life, rest_drifting
from assessments.services.task_analysis import TaskSaid, save_tasks
from lms.institutions.models import Person
from lms.messages.models import Message
from tests.assessments import exams
from tests.conftest import House

pytestmark = pytest.mark.django_db
People = dict[str, Person]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def browser(programme: People, as_person: Callable[[Person], Client]) -> Callable[[str], Client]:
    """A person of the programme, who reads English."""

    def made(role: str) -> Client:
        person = programme[role]
        Person.objects.filter(pk=person.pk).update(language="en")
        person.refresh_from_db()
        return as_person(person)

    return made


def page(client: Client, name: str, *args: object, **said: str) -> str:
    url = reverse(f"lms:assessments:{name}", args=args)
    return client.get(url, said).content.decode()


def mails(kind: str) -> list[int]:
    """Who is written to."""
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("person_id", flat=True))


def act(client: Client, name: str, *args: object, **said: object) -> str:
    answer = client.post(reverse(f"lms:assessments:{name}", args=args), said, follow=True)
    return answer.content.decode()


def test_judges_rate_tasks_and_a_blueprint_takes_their_weights(browser: Callable[[str], Client], programme: People) -> None:
    author, focal = browser("author"), browser("focal")
    for task, domain in exams.TASKS.items():
        act(author, "task-list", key=task, domain=domain, title_es=f"Tarea {task}", title_en=f"Task {task}")
    assert Task.objects.count() == 4
    rating = {"listen": (5, 4), "search": (4, 3), "apply": (4, 2), "refer": (5, 1)}
    for judge in (author, focal):
        said = {f"importance-{task}": str(one) for task, (one, _two) in rating.items()}
        act(judge, "task-rate", **said, **{f"frequency-{task}": str(two) for task, (_one, two) in rating.items()})
    assert TaskRating.objects.count() == 8
    seen = page(focal, "task-list")
    assert "2 judges rated" in seen
    assert "With fewer than 5 judges" in seen
    act(author, "blueprint-list", key="advisor", title_es="Examen", title_en="Exam")
    row = Blueprint.objects.get()
    act(author, "blueprint-take", row.pk, round="1", by="task")
    weights = {cell.task: cell.weight for cell in BlueprintCell.objects.all()}  # 20, 12, 8, 5 of 45
    assert weights == {
        "listen": Decimal("44.4444"), "search": Decimal("26.6667"), "apply": Decimal("17.7778"), "refer": Decimal("11.1111"),
    }  # fmt: skip
    row.refresh_from_db()
    assert (row.ratings_round, row.judges) == (1, 2)
    assert "by 2 judges" in page(author, "blueprint-detail", row.pk)


def test_a_judge_who_thinks_again_is_kept_both_times_and_half_a_rating_not_at_all(browser: Callable[[str], Client]) -> None:
    author = browser("author")
    act(author, "task-list", key="listen", domain="diagnosis", title_es="Escuchar", title_en="Listen")
    for importance in ("2", "5", "5"):
        act(author, "task-rate", **{"importance-listen": importance, "frequency-listen": "3"})
    assert list(TaskRating.objects.order_by("number").values_list("number", "importance")) == [(1, 2), (2, 5)]
    assert "only one of the two" in act(author, "task-rate", **{"importance-listen": "4", "frequency-listen": ""})
    assert TaskRating.objects.count() == 2


def test_a_blueprint_is_approved_by_a_second_person_and_never_changed(
    browser: Callable[[str], Client], programme: People
) -> None:
    author, reviewer = browser("author"), browser("reviewer")
    act(author, "task-list", key="listen", domain="diagnosis", title_es="Escuchar", title_en="Listen")
    act(author, "blueprint-list", key="advisor", title_es="Examen", title_en="Exam")
    row = Blueprint.objects.get()
    refused = act(author, "blueprint-edit", row.pk, **{"task-1": "listen", "weight-1": "dos"})
    assert "Row 1: The weight is a number above 0." in refused
    act(author, "blueprint-edit", row.pk, **{"task-1": "listen", "weight-1": "2,5", "domain-2": "help", "weight-2": "1"})
    assert [(cell.task, cell.domain, cell.weight) for cell in row.lms_cells.all()] == [
        ("listen", "diagnosis", Decimal("2.5")), ("", "help", Decimal(1)),
    ]  # fmt: skip
    act(author, "blueprint-act", row.pk, act="propose")
    assert mails("blueprint_asked") == [programme["reviewer"].pk]
    with pytest.raises(BlueprintTwoPeople):
        approve_blueprint(blueprint_id=row.pk, by=programme["author"].pk)
    assert "It waits for approval" in act(author, "blueprint-edit", row.pk, **{"domain-1": "help", "weight-1": "1"})
    assert "A blueprint waits for a second person" in reviewer.get(reverse("lms:home:home")).content.decode()
    act(reviewer, "blueprint-act", row.pk, act="approve")
    row.refresh_from_db()
    assert (row.state, row.approved_by_id, len(row.digest)) == ("approved", programme["reviewer"].pk, 64)
    assert "never changed" in act(author, "blueprint-edit", row.pk, **{"domain-1": "help", "weight-1": "1"})
    act(author, "blueprint-act", row.pk, act="next")
    second = Blueprint.objects.get(number=2)
    assert second.lms_cells.count() == 2
    propose_blueprint(blueprint_id=second.pk, by=programme["author"].pk)
    assert "Say what has to change" in act(reviewer, "blueprint-act", second.pk, act="return")
    act(reviewer, "blueprint-act", second.pk, act="approve")
    assert mails("blueprint_answered") == [programme["author"].pk] * 2
    row.refresh_from_db()
    assert row.state == "replaced"


def test_the_coverage_matrix_shows_cells_by_countries_and_how_hard_sheets_are(
    tmp_path: Path, programme: People, browser: Callable[[str], Client]
) -> None:
    course = exams.drafted(tmp_path, programme, exams.EXAM.replace("blueprint: advisor", "blueprint: advisor, pilots: 2"))
    quiz, author = exams.exam_of(course), browser("author")
    seen = page(author, "quiz-coverage", quiz.pk)
    assert "Task listen" in seen
    assert "9 / 9" in seen
    assert "9 / 6" in seen
    assert "Every cell has three times what a sheet takes" in seen
    assert "On trial: asked, not scored" in seen
    assert "Standard deviation" in seen
    move_life(item_id=exams.items("x-listen-1")[0], to="resting", reason="Se revisa.", by=programme["author"].pk)
    assert "8 / 9" in page(author, "quiz-coverage", quiz.pk)
    assert reverse("lms:assessments:quiz-coverage", args=[quiz.pk]) in page(author, "quiz-draft", quiz.pk)


def test_a_question_moves_by_the_table_with_a_reason(
    tmp_path: Path, programme: People, browser: Callable[[str], Client]
) -> None:
    """Draft → trial → use; not from draft to use; retired never comes back to an exam."""
    from courses import api as courses

    courses.import_toolkit(path=exams.write_exam(tmp_path), by=programme["author"].pk)
    by, author = programme["author"].pk, browser("author")
    (item,) = exams.items("x-listen-1")
    entry = QuestionEntry.objects.get(item=item)
    assert entry.life == "draft"
    with pytest.raises(MoveNotThere):
        move_life(item_id=item, to="operational", reason="Ya.", by=by)
    with pytest.raises(MoveReasonMissing):
        move_life(item_id=item, to="pilot", reason="  ", by=by)
    seen = act(author, "bank-pool", "exam-bank", item=exams.items("x-listen"), to="pilot", reason="Revisadas por dos personas.")
    assert "9 questions are now «On trial»" in seen
    seen = act(author, "bank-pool", "exam-bank", item=exams.items("x-"), to="operational", reason="Cifras buenas.")
    assert "9 questions are now «In use»" in seen
    assert "can&#x27;t become «In use»" in seen
    act(author, "question-life", item, to="retired", reason="Hay una mejor.")
    assert "can&#x27;t become" in act(author, "question-life", item, to="operational", reason="Otra vez.")
    steps = list(LifeMove.objects.filter(entry=entry).order_by("pk").values_list("before", "after", "by"))
    assert steps == [("draft", "pilot", by), ("pilot", "operational", by), ("operational", "retired", by)]
    assert "Hay una mejor." in page(author, "question-page", item)
    every = {"every": "1", "to": "pilot", "reason": "Todas las que quedan."}
    author.post(reverse("lms:assessments:bank-pool", args=["exam-bank"]) + "?life=draft", every)
    assert not QuestionEntry.objects.filter(bank__key="exam-bank", life="draft").exists()
    change = {"act": "revive", "item": [item], "sure": "1"}
    author.post(reverse("lms:assessments:question-change"), change)
    entry.refresh_from_db()
    assert entry.life == "retired"


def answered(entry: QuestionEntry, course: object, house: House, *, first: int, n: int, right: int) -> None:
    """So many answers to one question, `right` of them right; only its own slot matters here."""
    from assessments.models import Attempt, SlotResult

    quiz = exams.exam_of(course)  # type: ignore[arg-type]
    question = entry.item.published.lms_question  # type: ignore[union-attr]
    version = quiz.lms_unit_versions.latest("number")
    for number in range(first, first + n):
        made = Attempt.objects.create(
            enrolment=exams.enrolled(course, house, number), unit=quiz, unit_version=version, number=1, state="submitted",  # type: ignore[arg-type]
            sheet={"certifying": True, "slots": [], "country": "PE"}, law_as_of=timezone.localdate(),
            submitted_at=timezone.now(), started_at=timezone.now(), fraction=1,
        )  # fmt: skip
        SlotResult.objects.create(attempt=made, slot=1, question=question, fraction=int(number < first + right))


def test_a_question_that_became_too_easy_rests_until_a_person_decides(
    tmp_path: Path, programme: People, andes: House, browser: Callable[[str], Client]
) -> None:
    with time_machine.travel("2026-05-01T12:00:00+00:00", tick=False) as clock:
        course = exams.exam_course(tmp_path, programme)
        entry, other = (QuestionEntry.objects.get(item__key=key) for key in ("x-listen-1", "x-listen-2"))
        answered(entry, course, andes, first=1, n=30, right=12)
        answered(other, course, andes, first=100, n=30, right=12)
        assert rest_drifting(now=timezone.now()) == 0
        clock.shift(timedelta(days=120))
        answered(entry, course, andes, first=200, n=30, right=27)
        answered(other, course, andes, first=300, n=30, right=15)  # by a tenth: no more than chance
        assert rest_drifting(now=timezone.now()) == 1
        assert rest_drifting(now=timezone.now()) == 0
        entry.refresh_from_db()
        other.refresh_from_db()
        assert (entry.life, other.life) == ("resting", "operational")
        assert resting_by_drift() == [entry.item_id]
        assert {programme["author"].pk, programme["reviewer"].pk} <= set(mails("exam_items_rest"))
        move = LifeMove.objects.filter(entry=entry).latest("pk")
        assert (move.by_id, move.reason) == (None, "drift")
        assert (move.figures["earlier"], move.figures["lately"], move.figures["rise"]) == (0.4, 0.9, 0.5)
        assert move.figures["low"] > 0
        reviewer = browser("reviewer")
        assert "An exam question became easier" in reviewer.get(reverse("lms:home:home")).content.decode()
        seen = page(reviewer, "resting-list")
        assert "Before 40" in seen
        assert "waits for you" in seen
        act(reviewer, "question-life", entry.item_id, to="operational", reason="Se enseñó mejor; no se filtró.")
        entry.refresh_from_db()
        assert entry.life == "operational"
        assert resting_by_drift() == []
        assert rest_drifting(now=timezone.now()) == 0  # what was before the decision was looked at


def test_the_pool_page_says_how_often_each_was_shown(
    tmp_path: Path, programme: People, andes: House, browser: Callable[[str], Client]
) -> None:
    course = exams.exam_course(tmp_path, programme)
    for number in range(4):
        exams.sit(exams.enrolled(course, andes, number), exams.exam_of(course))
    rows = pool_rows()
    assert sum(row.shown for row in rows) == 32
    assert max(row.rate or 0 for row in rows) <= 0.5
    assert "For exams" in page(browser("author"), "bank-list")
    assert "Answered rightly" in page(browser("author"), "bank-pool", "exam-bank")


def test_nobody_without_a_role_in_the_library_sees_an_exams_bank(
    tmp_path: Path, programme: People, andes: House, as_person: Callable[[Person], Client]
) -> None:
    exams.drafted(tmp_path, programme)
    for person in (andes.advisor, andes.facilitator, andes.coordinator, andes.assessor):
        client = as_person(person)
        for name, args in (("bank-pool", ["exam-bank"]), ("resting-list", []), ("blueprint-list", [])):
            assert client.get(reverse(f"lms:assessments:{name}", args=args)).status_code == 404
    assert as_person(andes.facilitator).get(reverse("lms:assessments:task-rate")).status_code == 200


FILE = """\
blueprint: advisor
titles: {es: Examen, en: Exam}
note: Dos juezas.
cells:
- {task: listen, weight: 3, difficulty: [1, 2]}
- {domain: marks, weight: 2.5}
ratings:
- {judge: author@programme.test, task: listen, importance: 5, frequency: 4}
- {judge: author@programme.test, task: search, importance: 3, frequency: 3}
"""


def test_a_blueprint_comes_from_a_file_too(tmp_path: Path, programme: People) -> None:
    save_tasks(tasks=[TaskSaid(task, domain, {"es": task, "en": task}) for task, domain in exams.TASKS.items()], by=None)
    path, by = tmp_path / "advisor.yaml", programme["author"]
    path.write_text(FILE.replace("author@programme.test", by.email), encoding="utf-8")
    for kept in (2, 0):
        said = io.StringIO()
        call_command("import_blueprint", path, by=by.email, propose=True, json=True, stdout=said)
        assert json.loads(said.getvalue()) == {"key": "advisor", "number": 1, "cells": 2, "ratings": kept}
    row = Blueprint.objects.get()
    assert row.state == "proposed"
    approve_blueprint(blueprint_id=row.pk, by=programme["reviewer"].pk)
    path.write_text(FILE.replace("author@programme.test", by.email).replace("weight: 3", "weight: 4"), encoding="utf-8")
    call_command("import_blueprint", path, by=by.email, stdout=io.StringIO())
    assert Blueprint.objects.get(number=2).state == "draft"


def test_a_blueprints_file_says_its_mistakes_with_their_lines(tmp_path: Path, programme: People) -> None:
    path = tmp_path / "advisor.yaml"
    wrong = FILE.replace("{domain: marks, weight: 2.5}", "{task: listen, domain: marks, weight: 0, difficulty: [3, 1]}")
    path.write_text(wrong.replace("author@programme.test", "nobody@example.test"), encoding="utf-8")
    said = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was kept"):
        call_command("import_blueprint", path, by=programme["author"].email, stderr=said)
    assert said.getvalue().count("advisor.yaml:6") == 3
    assert TaskRating.objects.count() == 0


def test_what_an_erased_person_wrote_about_a_question_goes_and_the_move_stays(tmp_path: Path, programme: People) -> None:
    exams.drafted(tmp_path, programme)
    forget_reasons(person_id=programme["author"].pk)
    forget_reasons(person_id=programme["author"].pk)
    assert set(LifeMove.objects.values_list("reason", flat=True)) == {""}
    assert LifeMove.objects.count() == 76
