"""F13: how long a letter waits for its result. Pure."""

from collections.abc import Iterable
from typing import Final

from lms.reporting.figures.base import Sheet, share_of, words

DUE_DAYS: Final = 15

F13: Final = share_of(
    "F13",
    words("Casos evaluados en 15 días o menos", "Cases assessed within 15 days"),
    words(
        "Casos con resultado en 15 días corridos o menos desde la entrega; al lado, mediana y percentil 90 de los días.",
        "Cases with a result within 15 calendar days of submission; beside it, median and 90th percentile of the days.",
    ),
    words("casos con resultado dentro del período.", "cases with a result within the period."),
    key="days", unit="days", splits="KI", source="R. J. Hyndman & Y. Fan, 1996, Am. Stat. 50:361–365",
)  # fmt: skip

DEFINITIONS: Final = (F13,)


def add_scoring(sheet: Sheet, scorings: Iterable[tuple[str, str, int]]) -> None:
    """F13. `scorings`: (ref, unit key, days from submission to release)."""
    sheet.add(F13, ((ref, {"unit": unit, "days": days, "yes": days <= DUE_DAYS}) for ref, unit, days in scorings))
