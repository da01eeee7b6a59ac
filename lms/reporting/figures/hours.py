"""F06: hours of learning that were earned. Pure."""

from collections.abc import Iterable
from typing import Final

from lms.reporting.figures.base import Definition, Sheet, words

F06: Final = Definition(
    "F06",
    words("Horas acreditadas", "Hours earned"),
    words(
        "Suma de las horas nominales de las unidades aprobadas dentro del período, clases asistidas incluidas; al lado, la "
        "media por persona. Lo que se reconoció de un aprendizaje previo no suma.",
        "Sum of the nominal hours of the units passed within the period, classes attended included; beside it, the mean per "
        "person. What was recognised from prior learning adds nothing.",
    ),
    kind="sum", key="minutes", unit="hours", scale=60.0, splits="KICG", persons=True,
)  # fmt: skip

DEFINITIONS: Final = (F06,)


def add_hours(sheet: Sheet, minutes: Iterable[tuple[str, int]]) -> None:
    """F06. `minutes`: (code, minutes earned within the period), a line a person."""
    sheet.add(F06, ((code, {"minutes": n}) for code, n in minutes))
