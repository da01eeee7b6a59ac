"""The figures of the two kinds of report, and how their sheets are counted. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from lms.reporting.figures.base import DEFINITIONS_VERSION, Definition, Sheet
from lms.reporting.periods import Period

PROGRESS: Final[tuple[Definition, ...]] = (
    Definition(
        "F01",
        {"es": "Personas inscritas", "en": "People enrolled"},
        {
            "es": "Personas con una inscripción abierta dentro del período.",
            "en": "People with an enrolment opened within the period.",
        },
    ),
    Definition(
        "F02",
        {"es": "Personas activas", "en": "Active people"},
        {
            "es": "Personas con al menos una lección, un cuestionario o un trabajo terminado o enviado dentro del período.",
            "en": "People with at least one lesson finished, quiz submitted or work handed in within the period.",
        },
    ),
    Definition(
        "F04a",
        {"es": "Personas que terminaron un curso", "en": "People who completed a course"},
        {"es": "Inscripciones terminadas dentro del período.", "en": "Enrolments completed within the period."},
    ),
    Definition(
        "S01",
        {"es": "Inscripciones en curso al cierre", "en": "Enrolments under way at the close"},
        {
            "es": "Inscripciones abiertas antes del cierre del período y ni terminadas ni cerradas en ese momento.",
            "en": "Enrolments opened before the close of the period and neither completed nor closed by then.",
        },
    ),
    Definition(
        "S02",
        {"es": "Esperan evaluación", "en": "Waiting for an assessor"},
        {
            "es": "Inscripciones cuyo próximo paso depende de una persona evaluadora, al momento del cálculo.",
            "en": "Enrolments whose next step depends on an assessor, when this was computed.",
        },
    ),
    Definition(
        "S03",
        {"es": "Aún sin empezar", "en": "Not begun yet"},
        {
            "es": "Inscripciones en curso al cierre en las que no se ha abierto ninguna unidad.",
            "en": "Enrolments under way at the close in which no unit has been opened.",
        },
    ),
)

CERTIFICATION: Final[tuple[Definition, ...]] = (
    Definition(
        "F11o",
        {"es": "Certificados vigentes al abrir", "en": "Certificates in force at the opening"},
        {"es": "Certificados vigentes al comenzar el período.", "en": "Certificates in force when the period began."},
    ),
    Definition(
        "F11i",
        {"es": "Certificados otorgados", "en": "Certificates awarded"},
        {"es": "Otorgados dentro del período.", "en": "Awarded within the period."},
    ),
    Definition(
        "F11b",
        {"es": "Restablecidos", "en": "Reinstated"},
        {
            "es": "Suspendidos o revocados que volvieron a estar vigentes dentro del período.",
            "en": "Suspended or revoked ones that came back into force within the period.",
        },
    ),
    Definition(
        "F11e",
        {"es": "Vencidos", "en": "Expired"},
        {"es": "Cuya vigencia terminó dentro del período.", "en": "Whose validity ended within the period."},
    ),
    Definition(
        "F11s",
        {"es": "Suspendidos", "en": "Suspended"},
        {"es": "Suspendidos dentro del período.", "en": "Suspended within the period."},
    ),
    Definition(
        "F11r",
        {"es": "Revocados", "en": "Revoked"},
        {
            "es": "Revocados dentro del período, con la clase de motivo.",
            "en": "Revoked within the period, with the class of reason.",
        },
    ),
    Definition(
        "F11c",
        {"es": "Certificados vigentes al cierre", "en": "Certificates in force at the close"},
        {
            "es": "Vigentes al abrir, más otorgados y restablecidos, menos vencidos, suspendidos y revocados.",
            "en": "In force at the opening, plus awarded and reinstated, minus expired, suspended and revoked.",
        },
    ),
    Definition(
        "F11p",
        {"es": "Pendientes, con razón", "en": "Pending, with the reason"},
        {
            "es": "Cursos terminados dentro del período por personas que aún no tienen el certificado, y qué falta.",
            "en": "Courses completed within the period by people without the certificate yet, and what is missing.",
        },
    ),
    Definition(
        "F09",
        {"es": "Aprueban al primer intento", "en": "Pass at the first attempt"},
        {
            "es": "Primeros intentos de cuestionario entregados dentro del período que alcanzaron el mínimo.",
            "en": "First quiz attempts submitted within the period that reached the minimum.",
        },
        share=True,
    ),
    Definition(
        "F13",
        {"es": "Casos evaluados en 15 días o menos", "en": "Cases assessed within 15 days"},
        {
            "es": "Casos con resultado dentro del período: días corridos entre la entrega y el resultado.",
            "en": "Cases with a result within the period: calendar days from submission to result.",
        },
        share=True,
    ),
)


def definitions_of(kind: str) -> tuple[Definition, ...]:
    """The figures of a kind of report, in order."""
    return PROGRESS if kind == "progress" else CERTIFICATION


def definitions_json(kind: str) -> dict[str, Any]:
    """The definitions as they are frozen with a report."""
    return {
        "version": DEFINITIONS_VERSION,
        "figures": [
            {"id": d.id, "titles": dict(d.titles), "meaning": dict(d.meaning), "share": d.share} for d in definitions_of(kind)
        ],
    }


def progress_sheet(enrolments: Sequence[Any], active: Sequence[tuple[str, int]], period: Period) -> Sheet:
    """Figures of a progress report from `courses.figures` rows. Persons count once per row of the table."""
    sheet = Sheet()
    enrolled = {e.person_code: e for e in enrolments if period.holds(e.created_at)}
    sheet.count("F01", ((code, _of(e)) for code, e in enrolled.items()))
    sheet.count("F02", ((code, {"acts": acts}) for code, acts in active))
    sheet.count("F04a", ((e.person_code, _of(e)) for e in enrolments if period.holds(e.completed_at)))
    open_ones = [
        e
        for e in enrolments
        if e.created_at < period.end
        and (e.completed_at is None or e.completed_at >= period.end)
        and (e.closed_at is None or e.closed_at >= period.end)
    ]
    sheet.count("S01", ((e.person_code, {**_of(e), "done": e.done, "required": e.required}) for e in open_ones))
    sheet.count("S02", ((e.person_code, _of(e)) for e in open_ones if e.waits_on == "assessor"))
    sheet.count("S03", ((e.person_code, _of(e)) for e in open_ones if e.started_at is None))
    return sheet


def _of(enrolment: Any) -> dict[str, Any]:
    score = enrolment.score
    return {
        "course": enrolment.course_key, "cohort": enrolment.cohort_key, "country": enrolment.country,
        "score": None if score is None else str(score),
    }  # fmt: skip


def _day(moment: datetime, period: Period) -> str:
    """The day of a moment where the institution is."""
    return moment.astimezone(period.start.tzinfo).date().isoformat()


def certification_sheet(
    awards: Sequence[Any],
    pending: Sequence[tuple[str, Mapping[str, Any]]],
    attempts: Sequence[tuple[str, str, bool]],
    scorings: Sequence[tuple[str, str, int]],
    period: Period,
) -> Sheet:
    """Figures of a certification report.

    `awards`: objects with serial, credential, country and `spells`: what happened, [(act, moment, reason_class)], in
    order, an `expired` act included where the validity ended. `attempts`: (code, unit key, passed); `scorings`: (ref,
    unit key, days). The identity F11o + F11i + F11b − F11e − F11s − F11r = F11c holds by construction and is tested.
    """
    sheet = Sheet()
    acts: dict[str, list[tuple[str, Mapping[str, Any]]]] = {
        k: [] for k in ("F11o", "F11i", "F11b", "F11e", "F11s", "F11r", "F11c")
    }
    names = {"granted": "F11i", "reinstated": "F11b", "expired": "F11e", "suspended": "F11s", "revoked": "F11r"}
    for award in awards:
        base = {"credential": award.credential, "country": award.country}
        in_force = False
        opening = False
        for act, moment, reason in award.spells:
            if moment >= period.end:
                break
            becomes = act in ("granted", "reinstated")
            if becomes == in_force:
                continue  # a suspended one that is revoked leaves the count once
            in_force = becomes
            if moment < period.start:
                opening = in_force
            else:
                acts[names[act]].append((award.serial, {**base, "on": _day(moment, period), "reason": reason}))
        if opening:
            acts["F11o"].append((award.serial, base))
        if in_force:
            acts["F11c"].append((award.serial, base))
    for figure, rows in acts.items():
        sheet.count(figure, rows)
    sheet.count("F11p", pending)
    sheet.share("F09", ((code, {"unit": unit, "yes": passed}) for code, unit, passed in attempts))
    sheet.share("F13", ((ref, {"unit": unit, "days": days, "yes": days <= 15}) for ref, unit, days in scorings))
    return sheet
