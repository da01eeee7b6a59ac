"""A section may carry the questions of a business that it answers; its file keeps them."""

from courses.parsing import parse_section
from courses.writing import section_text

TEXT = """---
title: Un nombre
summary: Para qué sirve.
stages: [idea]
questions: ["¿Puedo registrar este nombre?"]
---
{#b1}
Texto.
"""


def test_questions_are_read_and_written_back() -> None:
    parsed = parse_section(TEXT, language="es")
    assert parsed.mistakes == []
    assert parsed.body["questions"] == ["¿Puedo registrar este nombre?"]
    assert parse_section(section_text(parsed.body), language="es").body == parsed.body


def test_a_section_without_questions_is_what_it_was() -> None:
    parsed = parse_section(TEXT.replace('questions: ["¿Puedo registrar este nombre?"]\n', ""), language="es")
    assert "questions" not in parsed.body
