"""F01, F02: who was reached, and who was active. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from lms.reporting.figures.base import Definition, Sheet, ratio_of, share_of, words
from lms.reporting.periods import Period

F01: Final = Definition(
    "F01",
    words("Personas inscritas", "People enrolled"),
    words(
        "Personas con una inscripción confirmada dentro del período; cada persona cuenta una vez.",
        "People with an enrolment confirmed within the period; each person counts once.",
    ),
    splits="KICRG", persons=True,
)  # fmt: skip
F01S: Final = Definition(
    "F01s",
    words("Cupos previstos", "Seats planned"),
    words(
        "Cupos de las convocatorias que cerraron dentro del período.", "Seats of the calls that closed within the period."
    ),
    kind="sum", key="seats", unit="seats", splits="KIC", small="none",
)  # fmt: skip
F01A: Final = Definition(
    "F01a",
    words("Postulaciones", "Applications"),
    words("Postulaciones confirmadas a esas convocatorias.", "Applications confirmed to those calls."),
    kind="sum", key="applications", unit="applications", splits="KIC",
)  # fmt: skip
F01C: Final = ratio_of(
    "F01c",
    words("Personas seleccionadas", "People selected"),
    words(
        "Personas que obtuvieron un cupo, también de la lista de espera.", "People who got a seat, also from the waiting list."
    ),
    words("postulaciones confirmadas a esas convocatorias.", "applications confirmed to those calls."),
    splits="KIC",
)
F02: Final = share_of(
    "F02",
    words("Personas activas", "Active people"),
    words(
        "Personas que dentro del período terminaron una lección, guardaron una respuesta, entregaron un trabajo, asistieron a "
        "una clase o registraron una sesión de clínica.",
        "People who within the period finished a lesson, saved an answer, handed in work, attended a class or logged a clinic "
        "session.",
    ),
    words(
        "personas inscritas en algún momento del período.", "people who were enrolled at any time within the period."
    ),
    splits="KIC", persons=True,
)  # fmt: skip

DEFINITIONS: Final = (F01, F01S, F01A, F01C, F02)


def of_enrolment(enrolment: Any) -> dict[str, Any]:
    """What a row says of an enrolment."""
    score = enrolment.score
    return {
        "course": enrolment.course_key, "cohort": enrolment.cohort_key, "country": enrolment.country,
        "score": None if score is None else str(score),
    }  # fmt: skip


def enrolled_in(enrolments: Iterable[Any], period: Period) -> dict[str, Any]:
    """{code: the enrolment that was opened within the period, the last one}."""
    return {one.person_code: one for one in enrolments if period.holds(one.created_at)}


def add_reach(
    sheet: Sheet, enrolments: Sequence[Any], acts: Mapping[str, int], calls: Sequence[Any], period: Period
) -> None:  # fmt: skip
    """F01 with seats, applications and selected; F02. `acts`: {code: recorded acts within the period}.

    `calls`: objects with calls, seats, applications, selected, one an institution.
    """
    sheet.add(F01, ((code, of_enrolment(one)) for code, one in enrolled_in(enrolments, period).items()))
    sheet.add(F01S, (("calls", {"calls": one.calls, "seats": one.seats}) for one in calls))
    sheet.add(F01A, (("calls", {"calls": one.calls, "applications": one.applications}) for one in calls))
    sheet.add(F01C, (("calls", {"part": one.selected, "of": one.applications}) for one in calls))
    there = {
        one.person_code
        for one in enrolments
        if one.created_at < period.end
        and (one.closed_at is None or one.closed_at >= period.start)
        and (one.completed_at is None or one.completed_at >= period.start or one.person_code in acts)
    }
    there |= set(acts)
    sheet.add(F02, ((code, {"acts": acts.get(code, 0), "yes": code in acts}) for code in sorted(there)))
