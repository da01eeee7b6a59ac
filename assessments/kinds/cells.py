"""Approved blueprints as publishing looks at them: cells, and which question belongs to which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.blueprints.allocation import allocate
from assessments.models import Blueprint, BlueprintState, QuestionEntry, Task
from courses import api as courses
from lms.kernel.words import in_language


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a domain, or one task, within a band of difficulty (1 … 3)."""

    position: int
    domain: str
    task: str
    stage: str
    weight: Decimal
    easiest: int
    hardest: int

    def fits(self, entry: QuestionEntry, domains: Mapping[str, str]) -> bool:
        """Whether a question belongs here. One that names a task and no domain is of its task's domain."""
        within = self.easiest <= entry.difficulty <= self.hardest and self.stage in ("", entry.stage)
        if self.task:
            return within and entry.task == self.task
        return within and (entry.domain or domains.get(entry.task, "")) == self.domain

    def said(self) -> dict[str, Any]:
        """As a frozen quiz says it."""
        return {
            "n": self.position, "domain": self.domain, "task": self.task, "stage": self.stage,
            "difficulty": [self.easiest, self.hardest],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blueprinted:
    """An approved blueprint with its cells, and {task: domain} of all tasks."""

    key: str
    number: int
    cells: tuple[Cell, ...]
    domains: Mapping[str, str]

    def shared_out(self, items: int) -> list[tuple[Cell, int]]:
        """Each cell with how many questions of a sheet of `items` it gets; they sum to it."""
        if not self.cells:
            return []
        return list(zip(self.cells, allocate([cell.weight for cell in self.cells], items), strict=True))


def approved_blueprints(keys: Collection[str]) -> dict[str, Blueprinted]:
    """Those of `keys` that have an approved number, by key. Three queries, none for no keys."""
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    rows = Blueprint.objects.filter(key__in=wanted, state=BlueprintState.APPROVED).prefetch_related("lms_cells")
    domains = dict(Task.objects.values_list("key", "domain"))
    return {row.key: blueprinted(row, domains) for row in rows}


def blueprinted(row: Blueprint, domains: Mapping[str, str]) -> Blueprinted:
    """A blueprint of any state with its cells."""
    cells = (
        Cell(one.position, one.domain, one.task, one.stage, one.weight, one.easiest, one.hardest) for one in row.lms_cells.all()
    )
    return Blueprinted(row.key, row.number, tuple(cells), domains)


def cell_in_words(cell: Mapping[str, Any], titles: Mapping[str, Mapping[str, str]]) -> str:
    """«Brands: choosing a sign · growth · medium to hard», from `Cell.said()` and {task: its titles}."""
    task = str(cell["task"])
    easiest, hardest = (int(level) for level in cell["difficulty"])
    words = [in_language(titles[task]) if task in titles else task] if task else [cell["domain"]]
    if cell["stage"]:
        words.append(courses.stage_in_words(cell["stage"]))
    levels = {1: _("easy"), 2: _("medium"), 3: _("hard")}
    if (easiest, hardest) != (1, 3):
        words.append(levels[easiest] if easiest == hardest else f"{levels[easiest]}–{levels[hardest]}")
    return " · ".join(words)
