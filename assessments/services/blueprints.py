"""Blueprints: drafted, proposed, approved by a second person, then never changed; the next number takes its place."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.blueprints.weights import by_domain
from assessments.errors.blueprints import (
    BlueprintEmpty,
    BlueprintFrozen,
    BlueprintOpen,
    BlueprintProposed,
    BlueprintTwoPeople,
    CellRefused,
    CellTwice,
    NothingRated,
    ReturnReasonMissing,
    TaskUnknown,
)
from assessments.models import Blueprint, BlueprintCell, BlueprintState, Task
from assessments.selectors.task_analysis import last_ratings, task_weights
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.kernel.canonical import digest
from lms.messages.api import send, send_many

ASKED: Final = "blueprint_asked"
ANSWERED: Final = "blueprint_answered"
OPEN: Final = (BlueprintState.DRAFT, BlueprintState.PROPOSED)


@dataclass(frozen=True, slots=True)
class CellSaid:
    """A cell as its author says it: a domain or a task (whose domain it then has), weight > 0, difficulty 1 … 3."""

    domain: str
    weight: Decimal
    task: str = ""
    stage: str = ""
    easiest: int = 1
    hardest: int = 3


@transaction.atomic
def begin_blueprint(*, key: str, titles: Mapping[str, str], by: int) -> int:
    """The first number of a new blueprint, or the next of one that was approved, with its cells. Raises BlueprintOpen."""
    known = list(Blueprint.objects.select_for_update().filter(key=key).order_by("-number"))
    if known and known[0].state in OPEN:
        raise BlueprintOpen(number=known[0].number)
    made = Blueprint.objects.create(
        key=key, number=known[0].number + 1 if known else 1, titles=dict(titles or (known[0].titles if known else {})), by_id=by
    )
    if known:
        made.note, made.ratings_round, made.judges = known[0].note, known[0].ratings_round, known[0].judges
        made.save(update_fields=["note", "ratings_round", "judges"])
        for cell in known[0].lms_cells.all():
            cell.pk, cell.blueprint = None, made
            cell.save(force_insert=True)
    _audit("blueprint begun", made, by)
    return made.pk


@transaction.atomic
def save_cells(
    *, blueprint_id: int, cells: Sequence[CellSaid], by: int, note: str = "", ratings_round: int = 0, judges: int = 0,
    titles: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Set a draft's cells. `ratings_round`: the weights are those of a round of the task analysis (0: its author's own).

    Raises BlueprintFrozen, BlueprintProposed, BlueprintEmpty, TaskUnknown, CellTwice, CellRefused.
    """
    row = _draft(blueprint_id)
    domains = dict(Task.objects.values_list("key", "domain"))
    made, seen = [], set()
    for number, cell in enumerate(cells, start=1):
        if cell.task and cell.task not in domains:
            raise TaskUnknown(key=cell.task)
        domain = domains.get(cell.task, cell.domain)
        if not domain or cell.weight <= 0 or not 1 <= cell.easiest <= cell.hardest <= 3:
            raise CellRefused(n=number, why=_why(cell, domain))
        same = (domain, cell.task, cell.stage, cell.easiest, cell.hardest)
        if same in seen:
            raise CellTwice(cell=cell.task or domain)
        seen.add(same)
        said = asdict(cell) | {"domain": domain, "weight": cell.weight.quantize(Decimal("0.0001"), ROUND_HALF_UP)}
        made.append(BlueprintCell(blueprint=row, position=number, **said))
    if not made:
        raise BlueprintEmpty
    row.lms_cells.all().delete()
    BlueprintCell.objects.bulk_create(made)
    row.note, row.ratings_round, row.judges = note, ratings_round, judges
    row.titles, row.by_id = dict(titles) if titles else row.titles, by
    row.save(update_fields=["note", "ratings_round", "judges", "titles", "by"])
    _audit("blueprint drafted", row, by, cells=len(made))


def _why(cell: CellSaid, domain: str) -> str:
    if not domain:
        return _("Choose a task, or write a domain.")
    return _("The weight is a number above 0.") if cell.weight <= 0 else _("The difficulty goes from the easier to the harder.")


@transaction.atomic
def take_weights(*, blueprint_id: int, round_number: int, by: int, tasks: bool = True) -> None:
    """Make a draft's cells from a round of the task analysis: one a task, or one a domain; in percent of the sheet.

    Raises NothingRated, BlueprintFrozen, BlueprintProposed.
    """
    row = _draft(blueprint_id)
    found = {one.task: one.share for one in task_weights(round_number)}
    if not found:
        raise NothingRated
    domains = dict(Task.objects.values_list("key", "domain"))
    if tasks:
        cells = [CellSaid(domains[task], _percent(share), task) for task, share in found.items()]
    else:
        cells = [CellSaid(domain, _percent(share)) for domain, share in by_domain(found, domains).items()]
    judges = len({rating.judge_id for rating in last_ratings(round_number)})
    ordered = sorted(cells, key=lambda cell: (cell.domain, -cell.weight, cell.task))
    save_cells(
        blueprint_id=blueprint_id, cells=ordered, by=by, note=row.note, ratings_round=round_number, judges=judges,
    )  # fmt: skip


def _percent(share: float) -> Decimal:
    return max(Decimal(str(round(100 * share, 4))), Decimal("0.0001"))


@transaction.atomic
def propose_blueprint(*, blueprint_id: int, by: int) -> None:
    """Hand a draft to a second person. Safe to repeat. Raises BlueprintFrozen, BlueprintEmpty."""
    row = _open(blueprint_id)
    if not row.lms_cells.exists():
        raise BlueprintEmpty
    if row.state == BlueprintState.DRAFT:
        row.state, row.by_id = BlueprintState.PROPOSED, by
        row.save(update_fields=["state", "by"])
        event = _audit("blueprint proposed", row, by)
        params = {"blueprint_id": row.pk, "titles": row.titles, "cells": row.lms_cells.count()}
        reviewers = [person for person in institutions.programme_people("reviewer") if person != by]
        send_many(kind=ASKED, speaks_of=f"blueprint:{row.pk}:{event}", params_by_person=dict.fromkeys(reviewers, params))


@transaction.atomic
def return_blueprint(*, blueprint_id: int, by: int, reason: str) -> None:
    """Give a proposal back to be changed; its maker takes it back without a reason.

    Raises BlueprintFrozen, ReturnReasonMissing.
    """
    row = _open(blueprint_id)
    if not reason.strip() and by != row.by_id:
        raise ReturnReasonMissing
    row.state = BlueprintState.DRAFT
    row.save(update_fields=["state"])
    event = _audit("blueprint returned", row, by, reason=reason.strip()[:500])
    if by != row.by_id:
        _answer(row, event, approved=False, reason=reason.strip()[:500])


@transaction.atomic
def approve_blueprint(*, blueprint_id: int, by: int) -> None:
    """Freeze a proposal; it replaces the number approved before, for what is published from now on.

    Safe to repeat. Raises BlueprintTwoPeople, BlueprintFrozen (it is not proposed).
    """
    row = Blueprint.objects.select_for_update().get(pk=blueprint_id)
    if row.state == BlueprintState.APPROVED:
        return
    if row.state != BlueprintState.PROPOSED:
        raise BlueprintFrozen
    if row.by_id == by:
        raise BlueprintTwoPeople
    Blueprint.objects.filter(key=row.key, state=BlueprintState.APPROVED).update(state=BlueprintState.REPLACED)
    row.state, row.approved_by_id, row.approved_at = BlueprintState.APPROVED, by, timezone.now()
    row.digest = digest([_cell(cell) for cell in row.lms_cells.all()])
    row.save(update_fields=["state", "approved_by", "approved_at", "digest"])
    _answer(row, _audit("blueprint approved", row, by, digest=row.digest), approved=True)


def _answer(row: Blueprint, event: int, *, approved: bool, reason: str = "") -> None:
    """Its maker hears what the second person said."""
    params = {"blueprint_id": row.pk, "titles": row.titles, "approved": approved, "reason": reason}
    send(person_id=row.by_id, kind=ANSWERED, speaks_of=f"blueprint:{row.pk}:{event}", params=params)


def _cell(cell: BlueprintCell) -> dict[str, Any]:
    names = ("position", "domain", "task", "stage", "easiest", "hardest")
    return {name: getattr(cell, name) for name in names} | {"weight": format(cell.weight, "f")}


def _open(blueprint_id: int) -> Blueprint:
    row = Blueprint.objects.select_for_update().get(pk=blueprint_id)
    if row.state not in OPEN:
        raise BlueprintFrozen
    return row


def _draft(blueprint_id: int) -> Blueprint:
    row = _open(blueprint_id)
    if row.state == BlueprintState.PROPOSED:
        raise BlueprintProposed
    return row


def _audit(act: str, row: Blueprint, by: int, reason: str = "", **after: Any) -> int:
    return record_event(
        act=act, subject="blueprint", subject_id=row.pk, actor=by, reason=reason,
        after={"key": row.key, "number": row.number, "state": row.state, **after},
    )  # fmt: skip
