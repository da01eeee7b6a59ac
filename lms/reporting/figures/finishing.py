"""F03, F04, F05: who began, who finished, how long it took; and how enrolments stand at the close. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from lms.reporting.figures.base import Definition, Sheet, ratio_of, share_of, words
from lms.reporting.figures.reach import of_enrolment
from lms.reporting.periods import Period

START_DAYS: Final = 14  # a cohort has begun when its fourteenth day is over
AFTER_END: Final = 30  # days after its last day in which a cohort may still finish
Leaves = Mapping[int, Sequence[tuple[date, date]]]  # {person: first and last days of leave}

F03: Final = share_of(
    "F03",
    words("Inicio", "Started"),
    words("Empezaron al menos una unidad en los primeros 14 días.", "Began at least one unit within the first 14 days."),
    words(
        "inscripciones confirmadas de los grupos cuyo día 14 cae en el período (sin grupo: el día 14 de la inscripción).",
        "confirmed enrolments of the cohorts whose day 14 falls in the period (without a cohort: day 14 of the enrolment).",
    ),
    period="day14", splits="KICG",
)  # fmt: skip
F04: Final = share_of(
    "F04",
    words("Finalización", "Completion"),
    words(
        "Terminaron el curso a más tardar 30 días después del último día del grupo.",
        "Completed the course no later than 30 days after the last day of the cohort.",
    ),
    words(
        "inscripciones abiertas el día 14 de los grupos cuyo cierre más 30 días cae en el período; quien está con licencia ese "
        "día se cuenta aparte.",
        "enrolments open on day 14 of the cohorts whose end plus 30 days falls in the period; people on leave that day are "
        "counted apart.",
    ),
    period="end30", splits="KICRG",
)  # fmt: skip
F04W: Final = Definition(
    "F04w",
    words("Retiros", "Withdrawals"),
    words(
        "Inscripciones de esos grupos que se cerraron sin terminar, por clase de razón.",
        "Enrolments of those cohorts that were closed without completion, by class of reason.",
    ),
    period="end30", splits="KIC",
)  # fmt: skip
F04L: Final = Definition(
    "F04l",
    words("Con licencia", "On leave"),
    words(
        "Inscripciones de esos grupos sin terminar cuya persona está con licencia el día del corte.",
        "Unfinished enrolments of those cohorts whose person is on leave on the day of the cut.",
    ),
    period="end30", splits="KIC",
)  # fmt: skip
F04A: Final = Definition(
    "F04a",
    words("Personas que terminaron un curso", "People who completed a course"),
    words("Inscripciones terminadas dentro del período.", "Enrolments completed within the period."),
    splits="KIC",
)
F05: Final = Definition(
    "F05",
    words("Días hasta finalizar", "Days to completion"),
    words(
        "Mediana y percentil 90 de los días entre el inicio y la finalización, sin los días de licencia, de las mismas "
        "inscripciones que F04; «no alcanza» mientras termine menos de la mitad.",
        "Median and 90th percentile of the days from start to completion, days of leave left out, of the same enrolments as "
        "F04; “not reached” while fewer than half have finished.",
    ),
    kind="spread", key="days", unit="days", period="end30", splits="KI",
    source="R. J. Hyndman & Y. Fan, 1996, Am. Stat. 50:361–365",
)  # fmt: skip
S01: Final = Definition(
    "S01",
    words("Inscripciones en curso al cierre", "Enrolments under way at the close"),
    words(
        "Inscripciones abiertas antes del cierre del período y ni terminadas ni cerradas en ese momento.",
        "Enrolments opened before the close of the period and neither completed nor closed by then.",
    ),
    period="stock", splits="KIC",
)  # fmt: skip
S02: Final = Definition(
    "S02",
    words("Esperan evaluación", "Waiting for an assessor"),
    words(
        "Inscripciones cuyo próximo paso depende de una persona evaluadora, al momento del cálculo.",
        "Enrolments whose next step depends on an assessor, when this was computed.",
    ),
    period="stock", splits="KIC",
)  # fmt: skip
S03: Final = Definition(
    "S03",
    words("Aún sin empezar", "Not begun yet"),
    words(
        "Inscripciones en curso al cierre en las que no se ha abierto ninguna unidad.",
        "Enrolments under way at the close in which no unit has been opened.",
    ),
    period="stock", splits="KIC",
)  # fmt: skip
S04: Final = ratio_of(
    "S04",
    words("Resultados por módulo y grupo", "Results by module and cohort"),
    words("Unidades obligatorias aprobadas.", "Required units passed."),
    words(
        "personas inscritas por unidades obligatorias de cada módulo, al momento del cálculo.",
        "people enrolled times the required units of each module, when this was computed.",
    ),
    period="stock", splits="KIC", small="none",
)  # fmt: skip

S06: Final = Definition(
    "S06",
    words("En riesgo", "At risk"),
    words(
        "Inscripciones en curso al cierre que al momento del cálculo estaban en riesgo según la regla de la institución o del "
        "grupo: sin entrar, por detrás de su grupo, con intentos sin aprobar o con una fecha vencida. Quien está con "
        "licencia no cuenta.",
        "Enrolments under way at the close that were at risk when this was computed, by the rule of the institution or the "
        "group: not seen, behind their group, with failed attempts or past a due date. People on leave do not count.",
    ),
    period="stock", splits="KIC",
)  # fmt: skip

DEFINITIONS: Final = (F03, F04, F04W, F04L, F04A, F05, S01, S02, S03, S06, S04)


def add_finishing(
    sheet: Sheet, enrolments: Sequence[Any], leaves: Leaves, risks: Mapping[int, Sequence[str]], period: Period
) -> None:
    """F03, F04 with withdrawals and leave, F04a, F05, and how enrolments stand at the close.

    `risks`: {enrolment: the signs by which it is at risk now}.
    """
    begun = [(one, day) for one in enrolments if period.holds(day := _day14(one, period)) and one.created_at < day]
    sheet.add(F03, ((one.person_code, {**of_enrolment(one), "yes": _before(one.started_at, day)}) for one, day in begun))
    ended = [(one, cut) for one in enrolments if period.holds(cut := _end30(one, period)) and _open_on_day14(one, period)]
    away = [(one, cut) for one, cut in ended if not _before(one.completed_at, cut) and _on_leave(one, cut, leaves)]
    apart = {one.enrolment_id for one, _cut in away}
    counted = [(one, cut) for one, cut in ended if one.enrolment_id not in apart]
    sheet.add(F04, ((one.person_code, {**of_enrolment(one), "yes": _before(one.completed_at, cut)}) for one, cut in counted))
    sheet.add(
        F04W,
        (
            (one.person_code, {**of_enrolment(one), "why": one.closed_as})
            for one, cut in ended
            if _before(one.closed_at, cut) and not _before(one.completed_at, cut)
        ),
    )
    sheet.add(F04L, ((one.person_code, of_enrolment(one)) for one, _cut in away))
    sheet.add(
        F04A, ((one.person_code, of_enrolment(one)) for one in enrolments if period.holds(one.completed_at))
    )  # fmt: skip
    sheet.add(F05, ((one.person_code, {**of_enrolment(one), "days": _days(one, cut, leaves)}) for one, cut in counted))
    _add_stocks(sheet, enrolments, risks, period)


def _add_stocks(sheet: Sheet, enrolments: Sequence[Any], risks: Mapping[int, Sequence[str]], period: Period) -> None:
    there = [
        one
        for one in enrolments
        if one.created_at < period.end and not _before(one.completed_at, period.end) and not _before(one.closed_at, period.end)
    ]
    sheet.add(S01, ((one.person_code, {**of_enrolment(one), "done": one.done, "required": one.required}) for one in there))
    sheet.add(S02, ((one.person_code, of_enrolment(one)) for one in there if one.waits_on == "assessor"))
    sheet.add(S03, ((one.person_code, of_enrolment(one)) for one in there if not _before(one.started_at, period.end)))
    sheet.add(
        S06,
        (
            (one.person_code, {**of_enrolment(one), "signs": list(risks[one.enrolment_id])})
            for one in there
            if one.enrolment_id in risks
        ),
    )


def add_modules(sheet: Sheet, modules: Sequence[tuple[str, str, str, int, int]]) -> None:
    """S04. `modules`: (course, cohort, module, passed, asked), a line a module of a cohort."""
    sheet.add(
        S04,
        (
            (module, {"course": course, "cohort": cohort, "part": passed, "of": asked})
            for course, cohort, module, passed, asked in modules
        ),
    )


def _midnight(day: date, period: Period) -> datetime:
    return datetime.combine(day, time(), period.start.tzinfo)


def _day14(one: Any, period: Period) -> datetime:
    """When the fourteenth day is over: of the cohort, else of the enrolment itself."""
    first = one.cohort_starts_on or one.created_at.astimezone(period.start.tzinfo).date()
    return _midnight(first + timedelta(days=START_DAYS), period)


def _end30(one: Any, period: Period) -> datetime | None:
    """When the thirtieth day after the cohort's last is over; None without a cohort."""
    return _midnight(one.cohort_ends_on + timedelta(days=AFTER_END + 1), period) if one.cohort_ends_on else None


def _open_on_day14(one: Any, period: Period) -> bool:
    day = _day14(one, period)
    return one.created_at < day and not _before(one.closed_at, day)


def _before(moment: datetime | None, limit: datetime | None) -> bool:
    return moment is not None and limit is not None and moment < limit


def _on_leave(one: Any, cut: datetime | None, leaves: Leaves) -> bool:
    day = cut.date() - timedelta(days=1) if cut else date.min
    return any(first <= day <= last for first, last in leaves.get(one.person_id, ()))


def _days(one: Any, cut: datetime | None, leaves: Leaves) -> int | None:
    """Whole calendar days from the first act to completion, without those on leave; None: not completed by the cut."""
    if one.started_at is None or not _before(one.completed_at, cut) or cut is None:
        return None
    first, last = (moment.astimezone(cut.tzinfo).date() for moment in (one.started_at, one.completed_at))
    away = {
        day
        for begins, ends in leaves.get(one.person_id, ())
        for day in (max(begins, first) + timedelta(days=n) for n in range((min(ends, last) - max(begins, first)).days + 1))
    }
    return max(0, int((last - first).days) - len(away))
