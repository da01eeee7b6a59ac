"""The words by which a business agrees to a session being noted, by version: what was agreed to can be read years later. Pure.

A wording is never changed: a new one is added, and `NOW` names it. It promises what the tables hold to (no place for a name),
nothing more.
"""

from collections.abc import Mapping
from typing import Final

NOW: Final = "2026-11"
WORDINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "2026-11": {
        "es": (
            "Acepto que la persona que me orienta anote esta sesión sin mi nombre ni mis datos de contacto: a qué me "
            "dedico, el tamaño y la etapa de mi negocio, la región, lo que pregunté y lo que me orientaron. Lo leen "
            "quienes supervisan y coordinan la clínica en esta institución. Fuera de ella solo se cuentan sesiones, "
            "en grupos de cinco o más. Puedo decir que no, y me atienden igual. Esta orientación no reemplaza a un "
            "abogado."
        ),
        "en": (
            "I agree that the person who advises me notes this session without my name or contact: what I do, the "
            "size and stage of my business, the region, what I asked and what I was advised. Those who supervise and "
            "coordinate the clinic in this institution read it. Outside of it sessions are only counted, in groups of"
            " five or more. I may say no and am advised all the same. This guidance does not replace a lawyer."
        ),
    },
}


def wording(version: str) -> Mapping[str, str]:
    """The words of a version in both languages; {} of one that is not known."""
    return WORDINGS.get(version, {})
