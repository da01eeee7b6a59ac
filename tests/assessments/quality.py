"""The tiny toolkit with a case that needs qualified assessors, and its reference scripts."""

from pathlib import Path
from typing import Any

from assessments.models import Qualification, ReferenceScript
from assessments.models.agreement_rows import case_cards
from assessments.services.references import import_references
from lms.institutions.models import Person
from tests.assessments.toolkit import COURSE, write_toolkit

REFERENCE = """\
key: {key}
case: herbs
use: {use}
country: {country}
language: es
letter:
  issues: "El nombre {key} es difícil de registrar."
  advice: "Pedir una marca colectiva."
  steps:
  - {{what: Buscar, who: La socia, when: Lunes, cost: none}}
  help: "La oficina."
  lawyer: "Ninguno, porque no hay pleito."
asked: [a1]
picks: {{r1: {r1}, business: {business}}}
flags: [{flags}]
why:
  r1: {{es: Porque-uno-{key}., en: Because-one-{key}.}}
  business: {{es: Porque-dos-{key}., en: Because-two-{key}.}}
  _: {{es: Las señales-{key}., en: The flags-{key}.}}
"""
QUALIFIED_COURSE = COURSE.replace("scoring: {release: at_once}", "scoring: {qualify: true, seed_every: 4}")


def write_reference(root: Path, key: str, **facts: Any) -> None:
    """One file; by default a solid letter to qualify on."""
    said = {"use": "qualify", "country": "PE", "r1": 2, "business": 2, "flags": ""} | facts
    folder = root / "references"
    folder.mkdir(exist_ok=True)
    (folder / f"{key}.yaml").write_text(REFERENCE.format(key=key, **said), encoding="utf-8")


def write_references(root: Path, *, qualify: int = 4, seeds: int = 8) -> None:
    """So many scripts of both uses; the second to qualify on has a red flag."""
    write_toolkit(root, course=QUALIFIED_COURSE)
    for n in range(1, qualify + 1):
        write_reference(root, f"herbs-qualify-{n}", flags="f1" if n == 2 else "", r1=n % 4)
    for n in range(1, seeds + 1):
        write_reference(root, f"herbs-seed-{n}", use="seed", r1=n % 4)


def make_references(root: Path, *, qualify: int = 4, seeds: int = 8) -> list[ReferenceScript]:
    """The same, imported."""
    write_references(root, qualify=qualify, seeds=seeds)
    import_references(path=root)
    return list(ReferenceScript.objects.order_by("key"))


def qualified(person: Person, case: str = "herbs") -> Qualification:
    """The right to score letters of a case, without the way there."""
    card = case_cards()[case]
    facts = {"person": person, "case_key": case, "structure_hash": card.structure_hash, "ended_at": None}
    return Qualification.objects.get_or_create(**facts)[0]
