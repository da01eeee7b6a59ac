"""The letters that the demonstration's advisors wrote. Case 1, Highland herbs; on other cases, letters of the curriculum."""

from pathlib import Path
from typing import Any, Final

import yaml

from courses import api as courses

REFERENCES: Final = Path(courses.__file__).resolve().parent / "curriculum" / "references"
OTHERS: Final = {"case-app": "case2", "case-coating": "case8"}  # unit → case: with the herbs, three of the eight


def of_case(case: str) -> dict[str, Any]:
    """A strong letter for Peru: the first with which assessors qualify on this case."""
    text = (REFERENCES / f"{case}-qualify-1.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["letter"])


GOOD: Final[dict[str, Any]] = {
    "issues": (
        "El nombre del valle dice de dónde viene la hierba. Como marca común, sola, puede ser rechazada, y otros productores "
        "del mismo lugar también pueden usarlo.\n\n"
        "Dos socios usan dibujos distintos y uno vende por su cuenta: los clientes no saben qué calidad reciben.\n\n"
        "El comerciante ofrece registrar el nombre a su propio nombre: el grupo perdería el control.\n\n"
        "La mezcla y su historia vienen de una comunidad. Sin su consentimiento no conviene usarlas."
    ),
    "advice": (
        "Empiecen por una marca colectiva con un dibujo propio, a nombre de la cooperativa, con reglas de uso que todos los "
        "socios firmen. Así el nombre queda en manos del grupo y las reglas cuidan la calidad.\n\n"
        "Más adelante pueden estudiar una indicación de origen: toma más tiempo y pide un trámite ante el Estado.\n\n"
        "No acepten la oferta del comerciante. Al supermercado muéstrenle la búsqueda y la solicitud; no firmen una garantía "
        "de que la marca será concedida, porque eso lo decide la oficina.\n\n"
        "Mientras no hablen con la comunidad, quiten de la caja la historia y los dibujos que son de ella."
    ),
    "steps": [
        {"what": "Aprobar en asamblea las reglas de uso", "who": "La presidenta", "when": "En dos semanas", "cost": "none"},
        {"what": "Buscar nombres parecidos en la oficina", "who": "La secretaria", "when": "Esta semana", "cost": "none"},
        {"what": "Pedir la marca colectiva", "who": "La cooperativa", "when": "Antes de la feria", "cost": "low"},
        {"what": "Visitar a la comunidad y acordar por escrito", "who": "Dos socias", "when": "Este mes", "cost": "none"},
    ],
    "help": "La oficina de marcas del país, que orienta gratis, y el centro de apoyo a empresas más cercano.",
    "lawyer": (
        "El acuerdo con la comunidad y su parte en los beneficios, y cualquier reclamo entre socios. También la cláusula que "
        "pide el supermercado, antes de firmarla."
    ),
}  # fmt: skip

HALF: Final[dict[str, Any]] = {
    "issues": "El nombre del valle es geográfico. Hay dos dibujos distintos en el mercado.",
    "advice": "",
    "steps": [],
}
