"""The task analysis: which tasks there are, and what judges say of them. What was said is never changed, only said again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.errors.blueprints import RatingOffScale, TaskExists, TaskUnknown
from assessments.models import Task, TaskRating
from lms.audit.api import record_event

SCALE = range(1, 6)


@dataclass(frozen=True, slots=True)
class TaskSaid:
    """A task as an author says it."""

    key: str
    domain: str
    titles: Mapping[str, str]
    stage: str = ""


@transaction.atomic
def add_task(*, task: TaskSaid, by: int | None) -> int:
    """A new task, at the end of its domain. Raises TaskExists."""
    if Task.objects.filter(key=task.key).exists():
        raise TaskExists(key=task.key)
    return _write(task, by)


@transaction.atomic
def save_tasks(*, tasks: Sequence[TaskSaid], by: int | None) -> int:
    """Tasks as a file says them: new ones are added, others brought up to date, none is taken away; how many changed."""
    standing = {one.key: one for one in Task.objects.select_for_update().filter(key__in=[task.key for task in tasks])}
    changed = 0
    for task in tasks:
        row = standing.get(task.key)
        if row is None:
            _write(task, by)
            changed += 1
        elif (row.domain, row.stage, row.titles, row.archived_at) != (task.domain, task.stage, dict(task.titles), None):
            row.domain, row.stage, row.titles, row.archived_at = task.domain, task.stage, dict(task.titles), None
            row.save(update_fields=["domain", "stage", "titles", "archived_at"])
            record_event(act="task changed", subject="task", subject_id=row.pk, actor=by, after={"key": row.key})
            changed += 1
    return changed


def _write(task: TaskSaid, by: int | None) -> int:
    last = Task.objects.filter(domain=task.domain).aggregate(last=Max("position"))["last"] or 0
    row = Task.objects.create(
        key=task.key, domain=task.domain, stage=task.stage, titles=dict(task.titles), position=last + 1
    )  # fmt: skip
    record_event(act="task added", subject="task", subject_id=row.pk, actor=by, after={"key": row.key, "domain": row.domain})
    return row.pk


@transaction.atomic
def archive_task(*, task_id: int, by: int, back: bool = False) -> None:
    """Take a task out of the analysis, or bring it back. What was judged stays. Safe to repeat."""
    row = Task.objects.select_for_update().get(pk=task_id)
    row.archived_at = None if back else row.archived_at or timezone.now()
    row.save(update_fields=["archived_at"])
    record_event(act="task brought back" if back else "task archived", subject="task", subject_id=row.pk, actor=by)


@transaction.atomic
def rate_tasks(
    *, judge_id: int, round_number: int, ratings: Mapping[str, tuple[int, int]], country: str = "", trade: str = ""
) -> int:
    """What a judge says in a round: {task: (importance, frequency)}, both 1 … 5. Only what is new or different is kept.

    Returns how many were kept. Raises TaskUnknown, RatingOffScale; nothing is kept then.
    """
    tasks = dict(Task.objects.filter(key__in=ratings, archived_at=None).values_list("key", "pk"))
    for key, (importance, frequency) in ratings.items():
        if key not in tasks:
            raise TaskUnknown(key=key)
        if importance not in SCALE or frequency not in SCALE:
            raise RatingOffScale(task=key)
    rows = TaskRating.objects.filter(judge_id=judge_id, round=round_number, task__in=tasks.values()).order_by("number")
    last = {row.task_id: row for row in rows}
    made = []
    for key, (importance, frequency) in ratings.items():
        before = last.get(tasks[key])
        if before and (before.importance, before.frequency) == (importance, frequency):
            continue
        made.append(
            TaskRating(
                task_id=tasks[key],
                judge_id=judge_id,
                round=round_number,
                number=before.number + 1 if before else 1,
                importance=importance,
                frequency=frequency,
                country=country,
                trade=trade,
            )
        )
    TaskRating.objects.bulk_create(made)
    if made:
        after = {"round": round_number, "tasks": len(made)}
        record_event(act="tasks rated", subject="person", subject_id=judge_id, actor=judge_id, after=after)
    return len(made)
