"""Every figure in its order, and which of them a kind of report shows. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from lms.reporting.figures import certified, exams, finishing, hours, law, learning, practice, reach, reviews, scoring
from lms.reporting.figures.base import DEFINITIONS_VERSION, Definition

FAMILIES: Final[Mapping[str, tuple[Definition, ...]]] = {
    "reach": reach.DEFINITIONS,
    "finishing": finishing.DEFINITIONS,
    "hours": hours.DEFINITIONS,
    "learning": learning.DEFINITIONS,
    "exams": exams.DEFINITIONS,
    "certified": certified.DEFINITIONS,
    "law": law.DEFINITIONS,
    "scoring": scoring.DEFINITIONS,
    "reviews": reviews.DEFINITIONS,
    "practice": practice.DEFINITIONS,
}
ALL: Final[Mapping[str, Definition]] = {one.id: one for family in FAMILIES.values() for one in family}
PROGRESS: Final[tuple[Definition, ...]] = (
    *reach.DEFINITIONS, *finishing.DEFINITIONS, *hours.DEFINITIONS, *learning.DEFINITIONS, *practice.DEFINITIONS, law.S05,
)  # fmt: skip
CERTIFICATION: Final[tuple[Definition, ...]] = (
    *certified.DEFINITIONS, exams.F09, exams.F09X, exams.F10, exams.F10X, *law.DEFINITIONS, *scoring.DEFINITIONS, exams.F14,
    exams.F14D, exams.F14F, exams.F15, exams.F15R, exams.F15L, practice.F17, practice.F17B,
)  # fmt: skip


def definitions_of(kind: str) -> tuple[Definition, ...]:
    """The figures of a kind of report, in order."""
    return PROGRESS if kind == "progress" else CERTIFICATION


def definitions_json(kind: str) -> dict[str, Any]:
    """The definitions as they are frozen with a report."""
    return {"version": DEFINITIONS_VERSION, "figures": [one.as_json() for one in definitions_of(kind)]}
