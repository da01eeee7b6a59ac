"""F11: the balance of certificates, its identity and what is due. Pure.

F11o + F11i + F11b + F11x − F11e − F11s − F11u − F11r = F11c, by construction and by test. A renewal before the end counts as
nothing: the rounds are one certificate (`certificates.figures`). A paper issued anew stands on both sides: its old edition is
superseded (−), the new one reissued (+).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from lms.reporting.figures.base import Definition, Sheet, words
from lms.reporting.periods import Period

DUE_DAYS: Final = 90


def _flow(one: str, es: str, en: str, says_es: str, says_en: str, **more: Any) -> Definition:
    return Definition(one, words(es, en), words(says_es, says_en), splits="KIG", period=more.pop("period", "flow"), **more)


F11O: Final = _flow(
    "F11o", "Certificados vigentes al abrir", "Certificates in force at the opening",
    "Certificados vigentes al comenzar el período.", "Certificates in force when the period began.", period="stock",
)  # fmt: skip
F11I: Final = _flow(
    "F11i", "Certificados otorgados", "Certificates awarded", "Otorgados dentro del período.", "Awarded within the period."
)
F11B: Final = _flow(
    "F11b", "Restablecidos", "Reinstated",
    "Suspendidos o revocados que volvieron a estar vigentes dentro del período.",
    "Suspended or revoked ones that came back into force within the period.",
)  # fmt: skip
F11X: Final = _flow(
    "F11x", "Reemitidos", "Reissued",
    "Ediciones nuevas de un certificado vigente, emitidas dentro del período (un nombre corregido, por ejemplo).",
    "New editions of a certificate in force, issued within the period (a corrected name, for example).",
)  # fmt: skip
F11E: Final = _flow(
    "F11e", "Vencidos", "Expired", "Cuya vigencia terminó dentro del período.", "Whose validity ended within the period."
)
F11S: Final = _flow("F11s", "Suspendidos", "Suspended", "Suspendidos dentro del período.", "Suspended within the period.")
F11U: Final = _flow(
    "F11u", "Reemplazados", "Superseded",
    "Ediciones que una edición nueva reemplazó dentro del período.",
    "Editions that a new edition replaced within the period.",
)  # fmt: skip
F11R: Final = _flow(
    "F11r", "Revocados", "Revoked", "Revocados dentro del período, con la clase de motivo.",
    "Revoked within the period, with the class of reason.",
)  # fmt: skip
F11C: Final = _flow(
    "F11c", "Certificados vigentes al cierre", "Certificates in force at the close",
    "Vigentes al abrir, más otorgados, restablecidos y reemitidos, menos vencidos, suspendidos, reemplazados y revocados.",
    "In force at the opening, plus awarded, reinstated and reissued, minus expired, suspended, superseded and revoked.",
    period="both",
)  # fmt: skip
F11D: Final = _flow(
    "F11d", "Vencen en 90 días", "Due within 90 days",
    "Vigentes al cierre cuya vigencia termina en los 90 días que siguen.",
    "In force at the close whose validity ends within the 90 days that follow.", period="stock",
)  # fmt: skip
F11P: Final = _flow(
    "F11p", "Pendientes, con razón", "Pending, with the reason",
    "Cursos terminados dentro del período por personas que aún no tienen el certificado, y qué falta.",
    "Courses completed within the period by people without the certificate yet, and what is missing.",
)  # fmt: skip

DEFINITIONS: Final = (F11O, F11I, F11B, F11X, F11E, F11S, F11U, F11R, F11C, F11D, F11P)
PLUS: Final = ("F11o", "F11i", "F11b", "F11x")
MINUS: Final = ("F11e", "F11s", "F11u", "F11r")
_ACTS: Final = {
    "granted": F11I, "reinstated": F11B, "reissued": F11X, "expired": F11E, "suspended": F11S, "superseded": F11U,
    "revoked": F11R,
}  # fmt: skip
_IN: Final = ("granted", "reinstated", "reissued")


def day_of(moment: datetime, period: Period) -> str:
    """The day of a moment where the institution is."""
    return moment.astimezone(period.start.tzinfo).date().isoformat()


def balance(figures: Mapping[str, int]) -> int:
    """What the identity says of the close."""
    return sum(figures.get(one, 0) for one in PLUS) - sum(figures.get(one, 0) for one in MINUS)


def add_certificates(
    sheet: Sheet, awards: Sequence[Any], pending: Sequence[tuple[str, Mapping[str, Any]]], period: Period
) -> None:  # fmt: skip
    """F11. `awards`: objects with serial, credential, country, expires_at and `spells` [(act, moment, class of reason)] in
    order, an `expired` act included where the validity ended. Several acts of one moment are read in their order."""
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {one.id: [] for one in DEFINITIONS[:-1]}
    limit = period.end + timedelta(days=DUE_DAYS)
    for award in awards:
        base = {"credential": award.credential, "country": award.country}
        in_force = opening = False
        for act, moment, reason in award.spells:
            if moment >= period.end:
                break
            becomes = act in _IN
            if becomes == in_force:
                continue  # a suspended one that is revoked leaves the count once
            in_force = becomes
            if moment < period.start:
                opening = in_force
            else:
                found[_ACTS[act].id].append((award.serial, {**base, "on": day_of(moment, period), "reason": reason}))
        if opening:
            found["F11o"].append((award.serial, base))
        if in_force:
            found["F11c"].append((award.serial, base))
            if award.expires_at is not None and award.expires_at < limit:
                found["F11d"].append((award.serial, {**base, "on": day_of(award.expires_at, period)}))
    for definition in DEFINITIONS[:-1]:
        sheet.add(definition, found[definition.id])
    sheet.add(F11P, pending)
