"""What each figure of a report means, and how it is counted: words and code side by side. Pure."""

from lms.reporting.figures.base import DEFINITIONS_VERSION, Definition, Figure, Row, Sheet, wilson
from lms.reporting.figures.sheets import (
    CERTIFICATION,
    PROGRESS,
    certification_sheet,
    definitions_json,
    definitions_of,
    progress_sheet,
)

__all__ = [
    "CERTIFICATION",
    "DEFINITIONS_VERSION",
    "PROGRESS",
    "Definition",
    "Figure",
    "Row",
    "Sheet",
    "certification_sheet",
    "definitions_json",
    "definitions_of",
    "progress_sheet",
    "wilson",
]
