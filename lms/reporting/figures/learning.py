"""F07, F08: what people thought of a course, and what they gained by it. Anonymous, or pairs without a person. Pure."""

from collections.abc import Iterable
from typing import Any, Final

from lms.reporting.figures.base import Definition, Sheet, ratio_of, words

FEWEST: Final = 5  # pairs under which no mean is told

F07: Final = ratio_of(
    "F07",
    words("Satisfacción (reacción)", "Satisfaction (reaction)"),
    words("Respuestas 4 o 5 de 5 sobre la utilidad.", "Answers 4 or 5 of 5 on usefulness."),
    words(
        "respuestas a las encuestas que cerraron dentro del período; una con menos de cinco no se cuenta.",
        "answers to the surveys that closed within the period; one with fewer than five is not told.",
    ),
    splits="KC",
)
F07R: Final = ratio_of(
    "F07r",
    words("Tasa de respuesta a las encuestas", "Response rate of the surveys"),
    words("Respuestas recibidas.", "Answers received."),
    words("personas a las que se preguntó en esas encuestas.", "people who were asked in those surveys."),
    splits="KC",
)
F08: Final = Definition(
    "F08",
    words("Ganancia (aprendizaje)", "Gain (learning)"),
    words(
        "Media de la prueba posterior menos la previa, en formas paralelas, solo de quienes rindieron ambas; posterior dentro "
        "del período. En puntos porcentuales, con intervalo.",
        "Mean of the test after minus the test before, on parallel forms, only of those who took both; the test after within "
        "the period. In percentage points, with its interval.",
    ),
    kind="mean", key="gain", unit="points", splits="KC",
    source="Student, 1908, Biometrika 6:1–25",
)  # fmt: skip

DEFINITIONS: Final = (F07, F07R, F08)


def add_learning(sheet: Sheet, surveys: Iterable[Any], pairs: Iterable[Any]) -> None:
    """F07 and F08. `surveys`: objects with course, module, asked, answers, good (None: not told).

    `pairs`: objects with course, country, gain. Fewer than five pairs are not told at all.
    """
    told = list(surveys)
    names = [(f"{one.course}/{one.module}" if one.module else one.course, one) for one in told]
    sheet.add(F07, ((name, {"course": one.course, "part": one.good, "of": one.answers}) for name, one in names))
    sheet.add(
        F07R,
        (
            (name, {"course": one.course, "part": one.answers, "of": None if one.answers is None else one.asked})
            for name, one in names
        ),
    )
    gains = sorted((str(one.gain), one.course, one.country) for one in pairs)
    rows = gains if len(gains) >= FEWEST else []
    sheet.add(
        F08,
        (
            (f"{number}", {"course": course, "country": country, "gain": gain})
            for number, (gain, course, country) in enumerate(rows, start=1)
        ),
    )
