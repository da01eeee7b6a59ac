"""What judges said of tasks, summed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.blueprints.weights import Rating, Weight, by_domain, weights
from assessments.models import Task, TaskRating


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its weight in a round; None when nobody rated it."""

    id: int
    key: str
    domain: str
    stage: str
    titles: Mapping[str, str]
    archived: bool
    weight: Weight | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """One round of the task analysis. `domains`: percent of the exam. `judges`: how many took part; `trades`: their roles, with
    how many of each."""

    round: int
    rounds: tuple[int, ...]
    rows: tuple[TaskRow, ...]
    domains: Mapping[str, float]
    judges: int
    trades: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]


def last_ratings(round_number: int) -> list[TaskRating]:
    """The rating that counts of each judge and task in a round. One query."""
    rows = TaskRating.objects.filter(round=round_number, task__archived_at=None).select_related("task").order_by("number")
    return list({(row.task_id, row.judge_id): row for row in rows}.values())


def task_weights(round_number: int) -> list[Weight]:
    """The weights of a round, by task. One query."""
    return weights(Rating(row.task.key, row.judge_id, row.importance, row.frequency) for row in last_ratings(round_number))


def rounds() -> tuple[int, ...]:
    """The rounds in which somebody rated, the last first. One query."""
    return tuple(TaskRating.objects.order_by("-round").values_list("round", flat=True).distinct())


def analysis(round_number: int | None = None) -> Analysis:
    """A round (without one: the last), task by task. Three queries."""
    known = rounds()
    number = round_number or (known[0] if known else 1)
    rated = last_ratings(number)
    found = {one.task: one for one in weights(Rating(r.task.key, r.judge_id, r.importance, r.frequency) for r in rated)}
    tasks = list(Task.objects.order_by("domain", "position", "key"))
    rows = tuple(
        TaskRow(one.pk, one.key, one.domain, one.stage, one.titles, one.archived_at is not None, found.get(one.key))
        for one in tasks
    )
    domains = by_domain({key: one.percent for key, one in found.items()}, {one.key: one.domain for one in tasks})
    judges = {row.judge_id: (row.trade, row.country) for row in rated}
    return Analysis(
        number, known, rows, domains, len(judges), _counted([trade for trade, _country in judges.values()]),
        _counted([country for _trade, country in judges.values()]),
    )  # fmt: skip


def _counted(words: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((word, words.count(word)) for word in set(words) if word))


def own_ratings(judge_id: int, round_number: int) -> dict[str, tuple[int, int]]:
    """{task: (importance, frequency)} as this judge last said in a round. One query."""
    rows = TaskRating.objects.filter(judge_id=judge_id, round=round_number).order_by("number")
    return {key: (imp, freq) for key, imp, freq in rows.values_list("task__key", "importance", "frequency")}
