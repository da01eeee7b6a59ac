"""Blueprints as their pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.kinds.cells import blueprinted, cell_in_words
from assessments.models import Blueprint, QuizSlot, Task


@dataclass(frozen=True, slots=True)
class Filling:
    """A quiz that fills a blueprint, with how many questions its sheets draw."""

    unit_id: int
    titles: Mapping[str, str]
    items: int


@dataclass(frozen=True, slots=True)
class BlueprintRow:
    """One number of a blueprint in the list."""

    id: int
    key: str
    number: int
    titles: Mapping[str, str]
    state: str
    cells: int
    at: datetime
    approved_at: datetime | None
    quizzes: tuple[Filling, ...]


def states() -> dict[str, str]:
    """Where a blueprint stands, in words."""
    return {
        "draft": _("Being written"), "proposed": _("Waits for a second person"), "approved": _("Approved"),
        "replaced": _("Replaced by a later number"),
    }  # fmt: skip


def fillings() -> dict[str, list[Filling]]:
    """{blueprint: the quizzes whose drafts fill it}. One query."""
    slots = QuizSlot.objects.filter(quiz__archived_at=None, quiz__certifying=True, draw__isnull=False).exclude(
        quiz__blueprint=""
    )
    found: dict[str, list[Filling]] = {}
    rows: Any = slots.order_by("quiz__position").values_list("quiz__blueprint", "quiz_id", "quiz__titles", "draw")
    for key, unit, titles, draw in rows:
        found.setdefault(key, []).append(Filling(unit, titles, int(draw["count"])))
    return found


def blueprint_rows() -> list[BlueprintRow]:
    """Every number of every blueprint, by key, the last first. Three queries."""
    using = fillings()
    rows = Blueprint.objects.prefetch_related("lms_cells").order_by("key", "-number")
    return [
        BlueprintRow(
            one.pk, one.key, one.number, one.titles, one.state, len(one.lms_cells.all()), one.at, one.approved_at,
            tuple(using.get(one.key, ())) if one.state == "approved" else (),
        )
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell in words: its share of the sheet in percent and what it gets on the sheet of each quiz that fills it."""

    words: str
    domain: str
    weight: Decimal
    share: float
    gets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BlueprintPage:
    """One number with its cells."""

    row: Blueprint
    state: str
    lines: tuple[CellLine, ...]
    quizzes: tuple[Filling, ...]
    by: str
    approved_by: str


def blueprint_page(row: Blueprint) -> BlueprintPage:
    """A blueprint, which came with its two people. Three queries."""
    tasks = list(Task.objects.values_list("key", "domain", "titles"))
    held = blueprinted(row, {key: domain for key, domain, _t in tasks})
    titles = {key: words for key, _d, words in tasks}
    quizzes = tuple(fillings().get(row.key, ()))
    shared = [{cell.position: n for cell, n in held.shared_out(one.items)} for one in quizzes]
    whole = sum((cell.weight for cell in held.cells), Decimal(0))
    lines = tuple(
        CellLine(
            cell_in_words(cell.said(), titles), cell.domain, cell.weight, float(100 * cell.weight / whole),
            tuple(one[cell.position] for one in shared),
        )
        for cell in held.cells
    )  # fmt: skip
    approved = row.approved_by.full_name if row.approved_by else ""
    return BlueprintPage(row, states()[row.state], lines, quizzes, row.by.full_name, approved)
