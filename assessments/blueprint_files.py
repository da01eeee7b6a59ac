"""A blueprint as a file: its cells, and what judges said of tasks. Pure: reads files, writes nothing.

blueprint: advisor-exam
titles: {es: Examen de asesoría, en: Advice exam}
note: Twelve judges in four countries, round 1.
cells:
- {task: choose-a-sign, weight: 12, difficulty: [1, 2]}
- {domain: contracts, weight: 8}
ratings:
- {judge: ana@example.test, round: 1, task: choose-a-sign, importance: 5, frequency: 4}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from assessments.kinds.reading import STAGES, Checker
from courses.kinds import FileProblem
from lms.kernel.textfiles import Lined

LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class CellEntry:
    """A cell as a file says it."""

    task: str
    domain: str
    stage: str
    weight: Decimal
    easiest: int
    hardest: int


@dataclass(frozen=True, slots=True)
class RatingEntry:
    """What one judge says of one task in a round."""

    judge: str
    round: int
    task: str
    importance: int
    frequency: int
    line: int


@dataclass(frozen=True, slots=True)
class BlueprintFile:
    """All that a file says. Without cells it only brings ratings."""

    key: str
    titles: Mapping[str, str]
    note: str
    cells: tuple[CellEntry, ...] = ()
    ratings: tuple[RatingEntry, ...] = field(default=())


def read_blueprint(path: Path, problems: list[FileProblem]) -> BlueprintFile | None:
    """The file, or None; all mistakes go to `problems`, each with its line."""
    checker = Checker(path.parent, path, problems)
    file = checker.load()
    if file is None:
        return None
    checker.unknown(file, {"blueprint", "titles", "note", "cells", "ratings"})
    found = BlueprintFile(
        checker.key(file, "blueprint"), checker.words(file, "titles"), checker.text(file, "note"),
        tuple(_cell(checker, one) for one in checker.entries(file, "cells")),
        tuple(_rating(checker, one) for one in checker.entries(file, "ratings")),
    )  # fmt: skip
    if not found.cells and not found.ratings:
        checker.say(file.line, _("The file has neither 'cells' nor 'ratings'."))
    return None if problems else found


def _cell(checker: Checker, entry: Lined) -> CellEntry:
    checker.unknown(entry, {"task", "domain", "stage", "weight", "difficulty"})
    if ("task" in entry) == ("domain" in entry):
        checker.say(entry.line, _("A cell names a 'task', or a 'domain'."))
    band = entry.get("difficulty", [1, 3])
    band = band if isinstance(band, list) else [band]
    if not band or len(band) > 2 or any(one not in LEVELS or isinstance(one, bool) for one in band) or band != sorted(band):
        checker.say(entry.line_of("difficulty"), _("'difficulty' is 1, 2 or 3, or the two ends of a band: [1, 2]."))
        band = [1, 3]
    return CellEntry(
        checker.key(entry, "task") if "task" in entry else "", checker.key(entry, "domain") if "domain" in entry else "",
        checker.one_of(entry, "stage", STAGES), Decimal(str(checker.number(entry, "weight", low=0.0001, high=1000) or 0)),
        band[0], band[-1],
    )  # fmt: skip


def _rating(checker: Checker, entry: Lined) -> RatingEntry:
    checker.unknown(entry, {"judge", "round", "task", "importance", "frequency"})
    whole = {
        name: int(checker.number(entry, name, low=low, high=high, default=1) or 0)
        for name, low, high in (("round", 1, 99), ("importance", 1, 5), ("frequency", 1, 5))
    }
    return RatingEntry(checker.text(entry, "judge"), task=checker.key(entry, "task"), line=entry.line, **whole)
