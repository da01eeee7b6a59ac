"""A task, a blueprint that waits for a second person, a bank of an exam with one question, a certifying quiz; what is sent."""

from typing import Any

from assessments.models import Blueprint, BlueprintCell, Quiz, Task, TaskRating
from assessments.services.bank_changes import begin_bank
from assessments.services.lives import move_life
from assessments.services.question_editing import begin_question
from courses.models import Course

WORDS: dict[str, Any] = {
    "kind": "true_false", "difficulty": 2, "stem": {"es": "Es una patente.", "en": "It is a patent."}, "answer": False,
}  # fmt: skip


def blueprint_samples(name: str, author: int) -> dict[str, Any]:
    """They belong to no institution; each house of the walk has its own."""
    key = f"blue-{name}"
    task = Task.objects.create(key=key, domain="marks", titles={"es": "Escuchar", "en": "Listen"})
    TaskRating.objects.create(task=task, judge_id=author, importance=4, frequency=3)
    row = Blueprint.objects.create(key=key, titles={"es": "Examen", "en": "Exam"}, by_id=author)
    BlueprintCell.objects.create(blueprint=row, position=1, domain="marks", task=key, weight=1)
    begin_bank(key=key, titles={"es": "Examen", "en": "Exam"}, pool="exam", by=author)
    item = begin_question(key=key, bank_key=key, entry=WORDS, by=author)
    move_life(item_id=item, to="pilot", reason="Revisada.", by=author)
    course = Course.objects.create(key=key, titles={"es": "Examen", "en": "Exam"})
    quiz = Quiz.objects.create(
        course=course,
        key="exam",
        kind="quiz",
        titles={"es": "Examen", "en": "Exam"},
        certifying=True,
        blueprint=key,
        position=1,
    )
    return {
        "task_id": task.pk, "blueprint_id": row.pk, "exam_bank_key": key, "exam_item_id": item, "exam_quiz_id": quiz.pk,
    }  # fmt: skip


def blueprint_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """{url name: body}, valid for `blueprint_samples`."""
    task = samples["exam_bank_key"]
    return {
        "lms:assessments:task-list": {"key": "blue-new", "domain": "marks", "title_es": "Uno", "title_en": "One"},
        "lms:assessments:task-rate": {f"importance-{task}": "3", f"frequency-{task}": "2"},
        "lms:assessments:blueprint-list": {"key": "blue-new", "title_es": "Uno", "title_en": "One"},
        "lms:assessments:blueprint-edit": {"task-1": task, "weight-1": "2", "easiest-1": "1", "hardest-1": "3"},
        "lms:assessments:blueprint-take": {"round": "1"},
        "lms:assessments:blueprint-act": {"act": "return", "reason": "Falta un dominio."},
        "lms:assessments:bank-pool": {"item": [samples["exam_item_id"]], "to": "operational", "reason": "Cifras buenas."},
        "lms:assessments:question-life": {"to": "operational", "reason": "Cifras buenas."},
    }
