"""What each figure of a report means, and how it is counted: words and code side by side. Pure.

One module a family (`reach`, `finishing`, `hours`, …): its definitions and, beside them, what counts them. `catalogue` has all
of them in order; docs/figures.md is written from it (`manage.py write_figures`).
"""

from lms.reporting.figures.base import DEFINITIONS_VERSION, Definition, Figure, Row, Sheet, figure_of, share_figure
from lms.reporting.figures.catalogue import ALL, CERTIFICATION, FAMILIES, PROGRESS, definitions_json, definitions_of
from lms.reporting.figures.certified import balance
from lms.reporting.figures.intervals import overlap, wilson
from lms.reporting.figures.sheets import (
    Agreement,
    CertificationFacts,
    ProgressFacts,
    certification_sheet,
    progress_sheet,
)

__all__ = [
    "ALL", "CERTIFICATION", "DEFINITIONS_VERSION", "FAMILIES", "PROGRESS", "Agreement", "CertificationFacts", "Definition",
    "Figure", "ProgressFacts", "Row", "Sheet", "balance", "certification_sheet", "definitions_json", "definitions_of",
    "figure_of", "overlap", "progress_sheet", "share_figure", "wilson",
]  # fmt: skip
