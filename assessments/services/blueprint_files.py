"""A blueprint's file → ratings and a draft. Read first; then one transaction."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.blueprint_files import BlueprintFile, read_blueprint
from assessments.errors.blueprints import BlueprintFileRefused
from assessments.models import Blueprint, BlueprintState
from assessments.services.blueprints import CellSaid, begin_blueprint, propose_blueprint, save_cells
from assessments.services.task_analysis import rate_tasks
from courses.kinds import FileProblem
from lms.institutions.api import person_by_email


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought. `number` is that of the draft, or of what stands already."""

    key: str
    number: int
    cells: int
    ratings: int

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return asdict(self)


def import_blueprint(*, path: Path, by: int, propose: bool = False) -> Imported:
    """Keep the ratings of a file and make its cells the draft of its blueprint. Safe to repeat: what stands already is kept.

    Raises BlueprintFileRefused with every mistake, and what `rate_tasks` and `save_cells` do.
    """
    problems: list[FileProblem] = []
    file = read_blueprint(path, problems)
    judges = {one.judge: person_by_email(one.judge) for one in file.ratings} if file else {}
    problems += [
        FileProblem(path.name, one.line, _("Nobody has the address {who}.").format(who=one.judge))
        for one in (file.ratings if file else ())
        if judges[one.judge] is None
    ]
    if file is None or problems:
        raise BlueprintFileRefused(count=len(problems), problems=tuple(problems))
    return _write(file, {who: pk for who, pk in judges.items() if pk}, by, propose)


@transaction.atomic
def _write(file: BlueprintFile, judges: dict[str, int], by: int, propose: bool) -> Imported:
    kept = 0
    for who, number in dict.fromkeys((one.judge, one.round) for one in file.ratings):
        said = {
            one.task: (one.importance, one.frequency) for one in file.ratings if (one.judge, one.round) == (who, number)
        }  # fmt: skip
        kept += rate_tasks(judge_id=judges[who], round_number=number, ratings=said)
    known = Blueprint.objects.filter(key=file.key).order_by("-number").first()
    if not file.cells:
        return Imported(file.key, known.number if known else 0, 0, kept)
    cells = [CellSaid(one.domain, one.weight, one.task, one.stage, one.easiest, one.hardest) for one in file.cells]
    if known and _same(known, cells):
        return Imported(file.key, known.number, len(cells), kept)
    row = known
    if row is None or row.state in (BlueprintState.APPROVED, BlueprintState.REPLACED):
        row = Blueprint.objects.get(pk=begin_blueprint(key=file.key, titles=file.titles, by=by))
    save_cells(blueprint_id=row.pk, cells=cells, by=by, note=file.note, titles=file.titles)
    if propose:
        propose_blueprint(blueprint_id=row.pk, by=by)
    return Imported(file.key, row.number, len(cells), kept)


def _same(row: Blueprint, cells: list[CellSaid]) -> bool:
    standing = [(one.task, one.stage, one.weight, one.easiest, one.hardest) for one in row.lms_cells.all()]
    domains = [one.domain for one in row.lms_cells.all()]
    said = [(one.task, one.stage, one.weight, one.easiest, one.hardest) for one in cells]
    return standing == said and all(not one.domain or one.domain == there for one, there in zip(cells, domains, strict=True))
