"""The words of nudges: the house's templates in both languages, and the few words in braces that are filled in. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from lms.messages.errors import NudgeNeedsWords, UnknownPlaceholder

LANGUAGES: Final = ("es", "en")
FREE: Final = "free"  # words of one's own, from an empty page
# what is filled in → how it may be written in each language
FILLED: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "nombre"),
    "link": ("link", "enlace"),
    "institution": ("institution", "institución", "institucion"),
    "sender": ("sender", "remitente"),
}
_IN_BRACES: Final = re.compile(r"\{([^{}\n]{0,40})\}")
_MEANS: Final = {word: key for key, words in FILLED.items() for word in words}


@dataclass(frozen=True, slots=True)
class Words:
    """A template: what it is called, subject and text, each {es, en}."""

    key: str
    names: Mapping[str, str]
    subjects: Mapping[str, str]
    bodies: Mapping[str, str]
    own: bool = False  # the institution's


def _house(key: str, es: tuple[str, str, str], en: tuple[str, str, str]) -> Words:
    (name_es, subject_es, body_es), (name_en, subject_en, body_en) = es, en
    return Words(
        key, {"es": name_es, "en": name_en}, {"es": subject_es, "en": subject_en},
        {"es": f"Hola, {{nombre}}:\n\n{body_es}\n\n{{enlace}}\n\n{{remitente}}\n{{institución}}",
         "en": f"Hello, {{name}}:\n\n{body_en}\n\n{{link}}\n\n{{sender}}\n{{institution}}"},
    )  # fmt: skip


HOUSE: Final[Mapping[str, Words]] = {
    one.key: one
    for one in (
        _house(
            "begin",
            (
                "Empezar",
                "Su curso le espera",
                "Ya puede empezar el curso de propiedad intelectual. La primera lección toma unos minutos y se puede leer en "
                "el teléfono:",
            ),
            (
                "To begin",
                "Your course is ready",
                "You can begin the course on intellectual property. The first lesson takes a few minutes and reads well on a "
                "phone:",
            ),
        ),
        _house(
            "come_back",
            (
                "Retomar",
                "Siga donde quedó",
                "Hace un tiempo que no entra al curso. Lo que hizo está guardado; puede seguir desde donde quedó:",
            ),
            (
                "To come back",
                "Go on where you stopped",
                "It has been a while since you opened the course. What you did is kept; go on from where you stopped:",
            ),
        ),
        _house(
            "behind",
            (
                "Ponerse al día",
                "¿Le ayudamos con el curso?",
                "Su grupo va un poco más adelante. Si algo le resulta difícil o le falta tiempo, responda o llámenos: "
                "lo vemos juntos. Aquí sigue su curso:",
            ),
            (
                "To catch up",
                "Can we help with the course?",
                "Your group is a little ahead. If something is hard or time is short, talk to us and we will look at "
                "it together. Your course goes on here:",
            ),
        ),
        _house(
            "deadline",
            ("Fecha cercana", "Se acerca una fecha de su curso", "Pronto vence una fecha de su curso. Vea qué falta y cuándo:"),
            (
                "A date is near",
                "A date of your course is near",
                "A date of your course is near. See what is open and until when:",
            ),
        ),
        Words(
            FREE, {"es": "Otro mensaje", "en": "Another message"}, {"es": "", "en": ""},
            {"es": "Hola, {nombre}:\n\n\n\n{enlace}\n\n{remitente}\n{institución}",
             "en": "Hello, {name}:\n\n\n\n{link}\n\n{sender}\n{institution}"},
        ),
    )
}  # fmt: skip


def refuse_words(subjects: Mapping[str, str], bodies: Mapping[str, str]) -> None:
    """Raises NudgeNeedsWords when a language lacks its subject or text, UnknownPlaceholder for braces that nothing fills."""
    if not all(subjects.get(one, "").strip() and bodies.get(one, "").strip() for one in LANGUAGES):
        raise NudgeNeedsWords
    for text in (*subjects.values(), *bodies.values()):
        for found in _IN_BRACES.finditer(text):
            if found[1].strip().lower() not in _MEANS:
                raise UnknownPlaceholder(what=found.group(), known="{nombre} {enlace} {institución} {remitente}")


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with its braces filled, once: braces in what is filled in stay as they are. Unknown ones stay too."""
    return _IN_BRACES.sub(lambda found: facts.get(_MEANS.get(found[1].strip().lower(), ""), found.group()), text)


def about(wording: str, institution_id: int, day: str, subjects: Mapping[str, str], bodies: Mapping[str, str]) -> str:
    """What a nudge speaks of: institution, sort and day, so that two tabs send it once; words of one's own by themselves."""
    if wording != FREE:
        return f"{institution_id}:{wording}:{day}"
    said = "\n".join([*(subjects[one].strip() for one in LANGUAGES), *(bodies[one].strip() for one in LANGUAGES)])
    return f"{institution_id}:{wording}:{day}:{sha256(said.encode()).hexdigest()[:16]}"
