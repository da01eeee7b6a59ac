"""F09, F10, F14, F15: first sittings, decisions, agreement of assessors, soundness of exams. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from lms.reporting.figures.base import Definition, Sheet, ratio_of, share_of, words
from lms.reporting.periods import Period

YEARLY_UNDER: Final = 60  # double-scored scripts of a period under which agreement is told of the rolling year

F09: Final = share_of(
    "F09",
    words("Aprueban al primer intento", "Pass at the first attempt"),
    words("Primeros intentos que alcanzaron el mínimo.", "First attempts that reached the minimum."),
    words(
        "primeros intentos de cuestionario con resultado entregados dentro del período; los anulados se cuentan aparte.",
        "first quiz attempts with a result submitted within the period; annulled ones are counted apart.",
    ),
    splits="KIG",
)
F09X: Final = Definition(
    "F09x",
    words("Intentos anulados", "Annulled attempts"),
    words(
        "Intentos entregados dentro del período que se anularon.", "Attempts submitted within the period that were annulled."
    ),
    splits="KI",
)
F10: Final = share_of(
    "F10",
    words("Decisiones de certificación: otorgadas", "Certification decisions: granted"),
    words("Certificados otorgados.", "Certificates granted."),
    words(
        "decisiones dentro del período: otorgado, negado (un impedimento que decidieron dos personas) o aplazado (cursos "
        "terminados y algo pendiente al cierre).",
        "decisions within the period: granted, refused (a bar decided by two people) or deferred (courses completed and "
        "something open at the close).",
    ),
    splits="KIG",
)
F10X: Final = Definition(
    "F10x",
    words("Excepciones", "Exceptions"),
    words(
        "Excepciones de un requisito que se pusieron en vigor dentro del período.",
        "Exceptions from a requirement that were put in force within the period.",
    ),
    splits="KI",
)
F14: Final = Definition(
    "F14",
    words("Acuerdo entre evaluadores (país)", "Agreement between assessors (country)"),
    words(
        "Kappa ponderado (cuadrático) de los casos con doble evaluación del país, reunido sobre los criterios, con intervalo y "
        "número de pares; del año móvil si en el período hay menos de 60.",
        "Weighted kappa (quadratic) of the country's double-scored cases, pooled over criteria, with interval and number of "
        "pairs; of the rolling year if there are fewer than 60 in the period.",
    ),
    kind="pooled", key="kappa", unit="kappa", period="rolling", splits="K", small="none", scope="country",
    source="J. Cohen, 1968, Psychol. Bull. 70:213–220; J. L. Fleiss, J. Cohen & B. S. Everitt, 1969, ibid. 72:323–327",
)  # fmt: skip
F14D: Final = ratio_of(
    "F14d",
    words("Casos con doble evaluación (país)", "Double-scored cases (country)"),
    words("Casos que evaluaron dos personas a ciegas.", "Cases that two people scored blind."),
    words("casos del país con resultado dentro del período.", "cases of the country with a result within the period."),
    period="rolling", splits="K", scope="country",
)  # fmt: skip
F14F: Final = ratio_of(
    "F14f",
    words("Señales de alerta en desacuerdo (país)", "Red flags disagreed (country)"),
    words(
        "Casos en que solo una de las dos personas vio una señal de alerta.",
        "Cases in which only one of the two saw a red flag.",
    ),
    words("casos del país con doble evaluación.", "double-scored cases of the country."),
    period="rolling", splits="K", scope="country",
)  # fmt: skip
F15: Final = Definition(
    "F15",
    words("Solidez del examen (país)", "Soundness of the exam (country)"),
    words(
        "Por examen, en el año móvil: consistencia de la decisión en el corte (P0) y error estándar de medición en el corte; "
        "nada bajo el mínimo de personas que el método pide.",
        "By exam, in the rolling year: consistency of the decision at the cut (P0) and standard error of measurement at the "
        "cut; nothing under the number of people that the method asks for.",
    ),
    period="rolling", splits="K", small="none", scope="country",
    source="S. A. Livingston & C. Lewis, 1995, J. Educ. Meas. 32:179–197",
)  # fmt: skip
F15R: Final = Definition(
    "F15r",
    words("Preguntas de examen en reposo", "Exam questions at rest"),
    words(
        "Preguntas de examen que descansan, al momento del cálculo.", "Exam questions that rest, when this was computed."
    ),
    kind="sum", key="items", unit="items", period="stock", splits="K", small="none", scope="country",
)  # fmt: skip
F15L: Final = ratio_of(
    "F15l",
    words("Responden con la ley de otro país", "Answer with another country's law"),
    words("Respuestas que valen en otro país.", "Answers that hold in another country."),
    words(
        "respuestas del año móvil a preguntas que ofrecían una así; menos de diez no se cuentan.",
        "answers of the rolling year to questions that offered one; fewer than ten are not told.",
    ),
    period="rolling", splits="K", scope="country",
)  # fmt: skip

DEFINITIONS: Final = (F09, F09X, F10, F10X, F14, F14D, F14F, F15, F15R, F15L)


def add_sittings(sheet: Sheet, attempts: Sequence[tuple[str, str, bool]], annulled: Sequence[tuple[str, str]]) -> None:
    """F09. `attempts`: (code, unit key, passed); `annulled`: (code, unit key)."""
    sheet.add(F09, ((code, {"unit": unit, "yes": passed}) for code, unit, passed in attempts))
    sheet.add(F09X, ((code, {"unit": unit}) for code, unit in annulled))


def add_decisions(
    sheet: Sheet, granted: Iterable[Any], pending: Iterable[tuple[str, Any]], rulings: Sequence[Any], period: Period
) -> None:  # fmt: skip
    """F10. `granted`: (serial, values) of the awards of the period; `pending`: (code, values) as F11p, of which those whose
    courses are all done are deferred; `rulings`: objects with person_code, credential, country, kind (barred, exempt),
    decided_at.
    """
    mine = [one for one in rulings if period.holds(one.decided_at)]
    rows = [(serial, {**values, "decision": "granted", "yes": True}) for serial, values in granted]
    rows += [
        (one.person_code, {"credential": one.credential, "country": one.country, "decision": "refused", "yes": False})
        for one in mine
        if one.kind == "barred"
    ]
    rows += [
        (code, {"credential": values["credential"], "country": values["country"], "decision": "deferred", "yes": False})
        for code, values in pending
        if values["reason"] != "courses"
    ]
    sheet.add(F10, rows)
    exempt = (one for one in mine if one.kind == "exempt")
    sheet.add(F10X, ((one.person_code, {"credential": one.credential, "country": one.country}) for one in exempt))


def add_agreement(sheet: Sheet, agreement: Any) -> None:
    """F14. `agreement`: criteria [(case, criterion, n, kappa, low, high)] and cases [(case, released, double, flags apart)]."""
    sheet.add(
        F14,
        (
            (case, {"criterion": criterion, "n": n, "kappa": kappa, "low": low, "high": high})
            for case, criterion, n, kappa, low, high in agreement.criteria
        ),
    )
    sheet.add(F14D, ((case, {"part": double, "of": released}) for case, released, double, _apart in agreement.cases))
    sheet.add(F14F, ((case, {"part": apart, "of": double}) for case, _released, double, apart in agreement.cases))


def add_soundness(
    sheet: Sheet, exams: Iterable[tuple[str, int, float | None, float | None]], resting: Iterable[tuple[str, int]],
    foreign: Iterable[tuple[str, int, int]],
) -> None:  # fmt: skip
    """F15. `exams`: (unit key, people, P0, SEM), shares 0 … 1; `resting`: (bank, questions at rest); `foreign`: (fact,
    answers with another law, answers)."""
    sheet.add(
        F15,
        (
            (unit, {"n": n, "consistency": _three(p0), "error": _three(error)})
            for unit, n, p0, error in exams
        ),
    )  # fmt: skip
    sheet.add(F15R, ((bank, {"items": n}) for bank, n in resting))
    sheet.add(
        F15L,
        ((fact, {"part": part, "of": n} if n >= 10 else {"part": None, "of": None}) for fact, part, n in foreign),
    )


def _three(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
