"""F17 to F20: clinic practice, its use to businesses, what came of it, and what holders do at work. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from lms.reporting.figures.base import Definition, Sheet, ratio_of, share_of, words

FEWEST: Final = 5

F17: Final = share_of(
    "F17",
    words("Práctica de clínica: sesiones confirmadas", "Clinic practice: sessions confirmed"),
    words("Sesiones que confirmó quien supervisa.", "Sessions confirmed by a supervisor."),
    words("sesiones registradas, con fecha dentro del período.", "sessions logged, held within the period."),
    splits="KISR",
    small="trait",
)
F17B: Final = Definition(
    "F17b",
    words("Empresas distintas", "Distinct businesses"),
    words(
        "Códigos de empresa distintos en las sesiones confirmadas del período.",
        "Distinct business codes in the confirmed sessions of the period.",
    ),
    splits="KISR", small="trait",
)  # fmt: skip
F18: Final = ratio_of(
    "F18",
    words("Utilidad para la empresa", "Usefulness to the business"),
    words("Valoraciones 4 o 5 de 5.", "Ratings 4 or 5 of 5."),
    words(
        "valoraciones de empresas dentro del período, sin las del mismo aparato; menos de cinco no se cuentan.",
        "ratings by businesses within the period, without those from the same device; fewer than five are not told.",
    ),
    splits="KI",
)
F18R: Final = ratio_of(
    "F18r",
    words("Empresas que valoraron", "Businesses that rated"),
    words("Valoraciones recibidas, las del mismo aparato incluidas.", "Ratings received, those from the same device included."),
    words(
        "enlaces entregados dentro del período (o las valoraciones, si fueron más).",
        "links handed over within the period (or the ratings, if they were more).",
    ),
    splits="KI",
)
F18X: Final = ratio_of(
    "F18x",
    words("Valoraciones del mismo aparato", "Ratings from the same device"),
    words("Valoraciones 4 o 5 de 5.", "Ratings 4 or 5 of 5."),
    words(
        "valoraciones que llegaron del mismo aparato; menos de cinco no se cuentan.",
        "ratings that came from one and the same device; fewer than five are not told.",
    ),
    splits="KI",
)
F19: Final = share_of(
    "F19",
    words("Acción a 90 días (impacto)", "Action after 90 days (impact)"),
    words("Empresas que hicieron al menos una cosa, por clase.", "Businesses that did at least one thing, by class."),
    words(
        "empresas con seguimiento respondido, de las que cumplieron 90 días dentro del período.",
        "businesses with a follow-up answered, of those whose 90 days ended within the period.",
    ),
    splits="KS",
    small="trait",
)
F19R: Final = share_of(
    "F19r",
    words("Seguimientos respondidos", "Follow-ups answered"),
    words("Seguimientos respondidos.", "Follow-ups answered."),
    words("seguimientos que vencían dentro del período.", "follow-ups that fell due within the period."),
    splits="KS",
    small="trait",
)
F19Y: Final = share_of(
    "F19y",
    words("Registro a doce meses", "Registration after twelve months"),
    words("Solicitudes que terminaron en registro.", "Applications that ended in a registration."),
    words(
        "solicitudes con seguimiento respondido cuyos doce meses terminaron dentro del período.",
        "applications with a follow-up answered whose twelve months ended within the period.",
    ),
    splits="KS",
    small="trait",
)
F20: Final = ratio_of(
    "F20",
    words("Aplicación en el trabajo", "Use at work"),
    words(
        "Personas certificadas que orientaron sobre PI en los últimos tres meses.",
        "Certified people who gave IP guidance in the last three months.",
    ),
    words(
        "respuestas a los seis meses, de preguntas que cerraron; menos de cinco no se cuentan.",
        "answers at six months, of questions that have closed; fewer than five are not told.",
    ),
    splits="KIG",
)
F20R: Final = ratio_of(
    "F20r",
    words("Tasa de respuesta a los seis meses", "Response rate at six months"),
    words("Respuestas recibidas.", "Answers received."),
    words("personas a las que se preguntó y cuya pregunta cerró.", "people who were asked and whose question has closed."),
    splits="KI",
)
F20A: Final = ratio_of(
    "F20a",
    words("Derivaciones que llegaron", "Referrals that arrived"),
    words("Derivaciones de las que se sabe que llegaron.", "Referrals known to have arrived."),
    words("derivaciones hechas, según esas respuestas.", "referrals made, by those answers."),
    splits="KI",
)

DEFINITIONS: Final = (F17, F17B, F18, F18R, F18X, F19, F19R, F19Y, F20, F20R, F20A)


def add_practice(sheet: Sheet, sessions: Sequence[Any]) -> None:
    """F17. `sessions`: objects with number, country, business ('' = none), state, stage, sector, size, on (a day)."""
    sheet.add(
        F17,
        (
            (f"C-{one.number}", {"country": one.country, "on": one.on.isoformat(), "yes": one.state == "confirmed"})
            for one in sessions
        ),
    )
    held: dict[str, dict[str, Any]] = {}
    for one in sessions:
        if one.state == "confirmed" and one.business:
            known = held.setdefault(one.business, {"country": one.country, "sessions": 0})
            known["sessions"] += 1
    sheet.add(F17B, held.items())


def add_usefulness(sheet: Sheet, ratings: Iterable[Any]) -> None:
    """F18. `ratings`: objects with country, links, answers, good, apart, apart_good, one an institution."""
    told = list(ratings)
    sheet.add(F18, ((one.country, _told(one.good, one.answers)) for one in told))
    sheet.add(F18R, ((one.country, _rate(one)) for one in told))
    sheet.add(F18X, ((one.country, _told(one.apart_good, one.apart)) for one in told))


def _told(part: int, of: int) -> dict[str, int | None]:
    """Fewer than five answers are not told; none at all are."""
    return {"part": None, "of": None} if 0 < of < FEWEST else {"part": part, "of": of}


def _rate(one: Any) -> dict[str, int | None]:
    """How many rated. Not told where its parts are not: a reader could subtract."""
    came = one.answers + one.apart
    if 0 < came < FEWEST or 0 < one.apart < FEWEST or 0 < one.answers < FEWEST:
        return {"part": None, "of": None}
    return {"part": came, "of": max(one.links, came)}


def add_impact(sheet: Sheet, follow_ups: Sequence[Any]) -> None:
    """F19. `follow_ups`: objects with session_id, country, business_id, outcome, year, acted. A business counts once."""
    first = [one for one in follow_ups if not one.year]
    later = [one for one in follow_ups if one.year]
    firms: dict[Any, list[Any]] = {}
    for one in first:
        if one.outcome:
            firms.setdefault(one.business_id or ("session", one.session_id), []).append(one)
    rows = []
    for mine in firms.values():
        done = next((one for one in mine if one.acted), mine[0])
        rows.append((f"C-{done.session_id}", {"country": done.country, "outcome": done.outcome, "yes": done.acted}))
    sheet.add(F19, rows)
    sheet.add(F19R, ((f"C-{one.session_id}", {"country": one.country, "yes": bool(one.outcome)}) for one in first))
    sheet.add(
        F19Y,
        (
            (f"C-{one.session_id}", {"country": one.country, "outcome": one.outcome, "yes": one.outcome == "registered"})
            for one in later
            if one.outcome
        ),
    )


def add_at_work(sheet: Sheet, holders: Iterable[Any]) -> None:
    """F20. `holders`: objects with country, asked, open, answers, gave, made, arrived (None: not told)."""
    told = list(holders)
    sheet.add(F20, ((one.country, {"part": one.gave, "of": one.answers}) for one in told))
    sheet.add(
        F20R,
        (
            (one.country, {"part": one.answers, "of": None if one.answers is None else one.asked - one.open})
            for one in told
        ),
    )  # fmt: skip
    sheet.add(F20A, ((one.country, {"part": one.arrived, "of": one.made}) for one in told))
