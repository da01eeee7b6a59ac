"""A bank with every kind of question in every form that a file may have, written as `make fmt` would write it."""

from typing import Any

from assessments.question_kinds import question_kind

BANK = """\
bank: kinds
titles: {es: "Clases", en: "Kinds"}
pool: practice
questions:
- key: k-single
  kind: single
  difficulty: 2
  stem: {es: "¿Cuál?", en: "Which?"}
  tags: [one, two]
  options:
  - {id: a, fraction: 1, text: {es: "Uno", en: "One"}, feedback: {es: "Bien uno", en: "Good one"}}
  - {id: b, fraction: 0.5, text: {es: "Dos", en: "Two"}}
  - {id: c, fraction: -0.25, text: {es: "Tres", en: "Three"}}
  - {id: d, text: {es: "Cuatro", en: "Four"}}
- key: k-multiple
  kind: multiple
  difficulty: 2
  stem: {es: "¿Cuáles?", en: "Which ones?"}
  options:
  - {id: a, fraction: 0.75, text: {es: "Uno", en: "One"}}
  - {id: b, fraction: 0.25, text: {es: "Dos", en: "Two"}}
  - {id: c, fraction: -0.5, text: {es: "Tres", en: "Three"}}
- key: k-true
  kind: true_false
  difficulty: 1
  stem: {es: "Es cierto.", en: "It is so."}
  answer: true
  said:
    "false": {es: "No, es cierto", en: "No, it is so"}
- key: k-false
  kind: true_false
  difficulty: 1
  stem: {es: "No es cierto.", en: "It is not so."}
  answer: false
- key: k-number
  kind: numeric
  difficulty: 2
  stem: {es: "¿Cuánto?", en: "How much?"}
  value: 6
  tolerance: 0.5
  unit: {es: "meses", en: "months"}
- key: k-relative
  kind: numeric
  difficulty: 2
  stem: {es: "¿Más o menos?", en: "About how much?"}
  value: 200
  relative: 0.05
- key: k-numbers
  kind: numeric
  difficulty: 3
  stem: {es: "¿Cuántos meses?", en: "How many months?"}
  answers:
  - {value: 24, feedback: {es: "Justo", en: "Just so"}}
  - {value: 24, tolerance: 2, fraction: 0.5, feedback: {es: "Cerca", en: "Close"}}
  otherwise: {es: "Lejos", en: "Far off"}
  unit: {es: "meses", en: "months"}
  units:
  - names: {es: "años", en: "years"}
    factor: 12
  - {names: {es: "días", en: "days"}, factor: "1/30"}
- key: k-text
  kind: short_text
  difficulty: 2
  stem: {es: "¿Cómo se llama?", en: "What is it called?"}
  answers:
  - forms:
      es: ["oposición", "oponer*"]
      en: ["opposition"]
    feedback: {es: "Eso es", en: "That is it"}
  - forms:
      es: ["nulidad"]
    fraction: 0.5
  otherwise: {es: "Otra palabra", en: "Another word"}
- key: k-exact
  kind: short_text
  difficulty: 2
  stem: {es: "¿Con qué letras?", en: "In which letters?"}
  answers:
  - forms:
      es: ["Perú"]
  case: true
  accents: true
- key: k-matching
  kind: matching
  difficulty: 2
  stem: {es: "Una", en: "Match"}
  pairs:
  - {id: p1, text: {es: "Marca", en: "Mark"}, match: {es: "Signo", en: "Sign"}, feedback: {es: "Un signo", en: "A sign"}}
  - {id: p2, text: {es: "Patente", en: "Patent"}, match: {es: "Invento", en: "Invention"}}
  - {id: p3, text: {es: "Lema", en: "Slogan"}, match: {es: "Signo", en: "Sign"}}
  extras:
  - id: x1
    text: {es: "Secreto", en: "Secret"}
- key: k-ordering
  kind: ordering
  difficulty: 2
  stem: {es: "Ordene", en: "Put in order"}
  items:
  - id: i1
    text: {es: "Buscar", en: "Search"}
  - id: i2
    text: {es: "Solicitar", en: "Apply"}
  - id: i3
    text: {es: "Publicar", en: "Publish"}
  - id: i4
    text: {es: "Registrar", en: "Register"}
- key: k-gaps
  kind: gap_fill
  difficulty: 3
  stem: {es: "Complete", en: "Fill in"}
  text: {es: "Dura [[g1]] años y se [[g2]]; se llama [[g3]].", en: "It lasts [[g1]] years, is called [[g3]] and is [[g2]]."}
  gaps:
  - {id: g1, kind: number, value: 10}
  - id: g2
    kind: choice
    weight: 2
    options:
    - {id: a, right: true, text: {es: "renueva", en: "renewed"}}
    - {id: b, text: {es: "pierde", en: "lost"}, feedback: {es: "No se pierde", en: "It is not lost"}}
  - id: g3
    kind: text
    answers:
    - forms:
        es: ["marca"]
        en: ["mark", "trademark"]
- key: k-essay
  kind: essay
  difficulty: 3
  stem: {es: "Explique", en: "Explain"}
  feedback: {es: "Retro de la carta", en: "Essay feedback"}
  min_words: 3
  max_words: 10
  guide: {es: "Guía-de-quien-puntúa", en: "Guide-of-who-scores"}
"""

KEYS = [line.removeprefix("- key: ") for line in BANK.splitlines() if line.startswith("- key: ")]
ESSAY = "Cuatro palabras bien escogidas."


def right_raw(slot: dict[str, Any]) -> dict[str, Any]:
    """What earns everything, as a browser sends it."""
    kind = slot["kind"]
    if kind == "matching":
        return {"parts": {row["id"]: row["right"] for row in slot["rows"]}}
    if kind == "ordering":
        return {"parts": {item: str(place) for place, item in enumerate(slot["order"], start=1)}}
    if kind == "gap_fill":
        option = next(one["id"] for one in slot["gaps"][1]["options"] if one["fraction"] == 1)
        return {"parts": {"g1": "10", "g2": option, "g3": "marca"}}
    if question_kind(kind).raw == "text":
        return {"text": ESSAY if kind == "essay" else written(slot)}
    right = [one["id"] for one in slot["options"] if one["fraction"] == 1 or (kind == "multiple" and one["fraction"] > 0)]
    return {"chosen": right}


def written(slot: dict[str, Any]) -> str:
    """The first accepted number or form."""
    first = slot["answers"][0] if slot.get("answers") else slot
    return str(first["value"] if slot["kind"] == "numeric" else first["forms"]["es"][0])
