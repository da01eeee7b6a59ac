# ruff: noqa: E501
"""A tiny toolkit as files: one fact that differs by country, four questions of all kinds, one case, one course."""

from pathlib import Path
from textwrap import dedent

SOURCES = """\
sources:
- {key: a-law, country: INT, type: law, title: Una ley, publisher: Una oficina, year: 2020, checked_on: 2026-01-01, review_by: 2099-01-01, owner: Una oficina, licence: facts}
"""

TERMS = {"CL": "30 días hábiles", "CO": "31 días hábiles", "MX": "un mes", "PE": "33 días hábiles"}


def facts() -> str:
    """One fact with another answer in each country, and one that is the same everywhere."""
    lines = ["topic: trademarks", "facts:"]
    for key, answers in (("opposition", TERMS), ("term", dict.fromkeys(TERMS, "10 años"))):
        lines += [f"- key: trademarks.{key}", "  kind: text", f"  titles: {{es: Plazo {key}, en: Time {key}}}", "  in:"]
        for country, short in answers.items():
            lines += [
                f"    {country}:",
                "      values: {}",
                f"      short: {{es: {short}, en: en {short}}}",
                f"      sentence: {{es: Son {short} en {country}., en: It is {short} in {country}.}}",
                f"      law: Ley {country}",
                '      article: "1"',
                "      sources: [a-law]",
                '      as_of: "2026-01"',
                "      confidence: high",
                "      needs_check: false",
            ]
    return "\n".join(lines) + "\n"


SECTION = """\
---
title: {title}
summary: {title}.
---
{body} {{fact:trademarks.term}}
"""

QUESTIONS = """\
bank: marks
titles: {es: Marcas, en: Marks}
pool: practice
questions:
- key: q-single
  kind: single
  topic: trademarks
  section: marks/terms
  stem: {es: ¿Cuál es el primer paso?, en: What is the first step?}
  feedback: {es: Retro-general-simple, en: General-feedback-single}
  options:
  - {id: a, right: true, text: {es: Buscar, en: Search}, feedback: {es: Retro-bien, en: Good-feedback}}
  - {id: b, text: {es: Pagar, en: Pay}, feedback: {es: Retro-mal, en: Bad-feedback}}
  - {id: c, text: {es: Esperar, en: Wait}}
- key: q-multiple
  kind: multiple
  topic: trademarks
  stem: {es: ¿Qué protege una marca?, en: What does a mark protect?}
  options:
  - {id: a, right: true, text: {es: El nombre, en: The name}}
  - {id: b, right: true, text: {es: El logotipo, en: The logo}}
  - {id: c, text: {es: La receta, en: The recipe}}
  - {id: d, text: {es: El precio, en: The price}}
- key: q-number
  kind: numeric
  topic: trademarks
  stem: {es: ¿Cuántos meses dura la prioridad?, en: How many months does priority last?}
  value: 6
  tolerance: 0
  unit: {es: meses, en: months}
- key: q-bound
  kind: fact_bound
  topic: trademarks
  section: marks/terms
  stem: {es: ¿Cuánto tiempo hay para oponerse?, en: How long is there to oppose?}
  feedback: {es: Retro-ley, en: Law-feedback}
  fact: trademarks.opposition
  distractors:
  - {id: d1, text: {es: Dos años, en: Two years}, feedback: {es: Retro-d1, en: D1-feedback}}
  - {id: d2, text: {es: Nunca, en: Never}}
  - {id: d3, text: {es: Una semana, en: A week}}
"""

CASE = """\
key: herbs
titles: {es: Hierbas, en: Herbs}
stage: growth
sector: {es: Alimentos, en: Food}
business: {es: Vendemos **hierbas** del valle., en: We sell **herbs** of the valley.}
documents:
- {id: d1, titles: {es: El correo, en: The e-mail}, text: {es: Yo registro., en: I register.}}
ask:
- {id: a1, question: {es: ¿Está constituida?, en: Is it formed?}, answer: {es: Respuesta-guardada-uno, en: Kept-answer-one}}
- {id: a2, question: {es: ¿Quién consiente?, en: Who consents?}, answer: {es: Respuesta-guardada-dos, en: Kept-answer-two}}
local:
  CL: {es: "En Chile {fact:trademarks.opposition}", en: "In Chile {fact:trademarks.opposition}"}
  CO: {es: "En Colombia {fact:trademarks.opposition}", en: "In Colombia {fact:trademarks.opposition}"}
  MX: {es: "En México {fact:trademarks.opposition}", en: "In Mexico {fact:trademarks.opposition}"}
  PE: {es: "En el Perú {fact:trademarks.opposition}", en: "In Peru {fact:trademarks.opposition}"}
task: {es: Escriba la carta., en: Write the letter.}
issues:
- {id: i1, titles: {es: Hallazgo-secreto, en: Secret-issue}, advice: {es: Consejo-secreto, en: Secret-advice}, facts: [trademarks.term]}
rubric:
  criteria:
  - id: r1
    titles: {es: Ve los problemas, en: Sees the problems}
    weight: 60
    common: false
    levels: [{n: 0, es: Cero, en: Zero}, {n: 1, es: Uno, en: One}, {n: 2, es: Dos, en: Two}, {n: 3, es: Tres, en: Three}]
  - id: business
    titles: {es: Elige bien, en: Chooses well}
    weight: 40
    common: true
    levels: [{n: 0, es: Nada, en: None}, {n: 1, es: Algo, en: Some}, {n: 2, es: Bien, en: Well}, {n: 3, es: Muy bien, en: Very well}]
  flags:
  - {id: f1, titles: {es: Promete el registro, en: Promises the grant}}
  bank:
  - {id: b1, criterion: r1, es: Frase-guardada-uno., en: Kept-phrase-one.}
  - {id: b2, criterion: business, es: Frase-guardada-dos., en: Kept-phrase-two.}
"""

COURSE = """\
key: marks-course
titles: {es: Curso de marcas, en: Course on marks}
summaries: {es: Resumen., en: Summary.}
countries: [CL, CO, MX, PE]
modules:
- key: marks
  titles: {es: Marcas, en: Marks}
  goals: {es: [Usted sabe.], en: [You know.]}
  units:
  - {key: terms, kind: lesson, minutes: 5, titles: {es: Plazos, en: Terms}, sections: [marks/terms]}
  - {key: the-quiz, kind: quiz, minutes: 5, titles: {es: Cuestionario, en: Quiz}, pass_percent: 70, intro: {es: Diez minutos., en: Ten minutes.}, questions: [q-single, q-multiple, q-number, q-bound]}
  - {key: the-case, kind: case_study, minutes: 30, titles: {es: Caso Hierbas, en: Case Herbs}, case: herbs, pass_percent: 60, submissions_allowed: 2,
     scoring: {release: at_once}}
"""


def write_toolkit(root: Path, **changed: str) -> Path:
    """Write the files under `root`; `changed` replaces one by name (sources, facts, questions, case, course)."""
    texts = {"sources": SOURCES, "facts": facts(), "questions": QUESTIONS, "case": CASE, "course": COURSE} | changed
    files = {
        "sources/laws.yaml": texts["sources"],
        "facts/trademarks.yaml": texts["facts"],
        "sections/marks/terms.es.md": SECTION.format(title="Los plazos", body="El texto."),
        "sections/marks/terms.en.md": SECTION.format(title="The terms", body="The text."),
        "questions/marks.yaml": texts["questions"],
        "cases/herbs.yaml": texts["case"],
        "courses/marks-course.yaml": texts["course"],
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root
