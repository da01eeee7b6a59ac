"""Spanish texts say the words of docs/glossary_es.md: the interface, and the curriculum that ships."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import polib
import pytest
import yaml

from tests.architecture.sources import TOP

ROOT: Final = Path(__file__).resolve().parents[2]
CURRICULUM: Final = ROOT / "courses" / "curriculum"
# Words that have no right use on our screens. What depends on the sentence (marca, nota, firma, válido) a reader judges.
AVOID: Final = (
    "matrículas?", "ficheros?", "e-?mails?", "móvil(?:es)?", "banderas? rojas?", "alertas? rojas?",
    r"reprobad\w+", "bienvenid[oa]s?", "diplomados?", r"asesor(?:a|es)? certificad\w+",
    "firmas? digital(?:es)?", r"liberaci(?:ón|ones)", r"someter\w*", "asesoría legal", "dictamen", "WIPO",
    "entrenamientos?", "cartas? de asesoría", "tus?", "puedes", "tienes", "debes", "quieres", "sabes",
)  # fmt: skip
# In the interface only: in a lesson an appeal against an office's decision is what the law calls it.
AVOID_IN_INTERFACE: Final = (*AVOID, r"apelaci(?:ón|ones)")
ALLOWED: Final = (
    r"%\(\w+\)s|\{\w+\}",  # what is filled in is no word
    r"\(username, firstname, lastname, email, cohort1\)",  # column names of another system's file
    r"le damos la bienvenida",  # how glossary_es.md greets
    r"«?busca tu marca»?",  # the name of a Peruvian service
    r"no es asesoría legal",  # what we say we are not
    r"\(WIPO en inglés\)",  # the fact that names the organisation says its English name once
    r"«[^»]*»|“[^”]*”",  # what a person of a story says
)


def faults(text: str, words: tuple[str, ...] = AVOID) -> list[str]:
    """Words to avoid in a Spanish text. "IP" only in capitals: it reads as an internet address."""
    for allowed in ALLOWED:
        text = re.sub(allowed, " ", text, flags=re.IGNORECASE)
    found = re.findall(rf"(?<![\w/@.-])(?:{'|'.join(words)})(?![\w/@-])", text, re.IGNORECASE)
    return found + re.findall(r"(?<![\w/])IP(?![\w/])", text)


def spanish(node: Any, inside: bool = False) -> Iterator[str]:
    """Every text under a key `es`."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from spanish(value, inside or key == "es")
    elif isinstance(node, list):
        for value in node:
            yield from spanish(value, inside)
    elif inside and isinstance(node, str):
        yield node


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Su matrícula está lista.", ["matrícula"]),
        ("Le damos la bienvenida.", []),
        ("Bienvenida a su curso.", ["Bienvenida"]),
        ("Puede salir cuando quiera. Guarda tu avance.", ["tu"]),
        ("Su prima le dice: «guarda tu idea».", []),
        ("Sepa qué es la IP y qué hace la OMPI.", ["IP"]),
        ("Escriba a %(email)s.", []),
    ],
)
def test_a_word_to_avoid_is_found_in_a_sentence(text: str, found: list[str]) -> None:
    assert faults(text) == found


def test_no_spanish_sentence_of_the_interface_has_a_word_to_avoid() -> None:
    wrong = [
        (str(file.relative_to(ROOT)), found, text[:100])
        for top in TOP
        for file in sorted((ROOT / top).glob("**/locale/es/LC_MESSAGES/django.po"))
        for entry in polib.pofile(str(file))
        if not entry.obsolete
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if (found := faults(text, AVOID_IN_INTERFACE))
    ]
    assert wrong == []


def test_no_spanish_sentence_of_the_curriculum_has_a_word_to_avoid() -> None:
    """But the letters of imagined advisors in `references`: people write as they write."""
    texts = [
        (file, text)
        for file in sorted(CURRICULUM.rglob("*.yaml"))
        if file.parent.name != "references"
        for text in spanish(yaml.safe_load(file.read_text(encoding="utf-8")))
    ]
    texts += [(file, file.read_text(encoding="utf-8")) for file in sorted(CURRICULUM.glob("sections/**/*.es.md"))]
    assert len(texts) > 1000
    wrong = [(str(file.relative_to(CURRICULUM)), found, text[:80]) for file, text in texts if (found := faults(text))]
    assert wrong == []
