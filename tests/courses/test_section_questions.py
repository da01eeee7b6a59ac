"""A section may carry the questions of a business that it answers; its file keeps them."""

from courses.parsing import parse_section
from courses.writing import section_text

TEXT = """---
title: Un nombre
summary: Para qué sirve.
stages: [idea]
questions: ["¿Puedo registrar este nombre?"]
---
Texto.
"""


def test_questions_are_read_and_written_back() -> None:
    parsed = parse_section(TEXT, language="es")
    assert parsed.mistakes == []
    assert parsed.body["questions"] == ["¿Puedo registrar este nombre?"]
    written = section_text(parsed.body)
    assert 'questions: ["¿Puedo registrar este nombre?"]' in written or "questions: [¿Puedo registrar este nombre?]" in written
    assert parse_section(written, language="es").body["questions"] == parsed.body["questions"]


def test_a_section_without_questions_is_what_it_was() -> None:
    parsed = parse_section(TEXT.replace('questions: ["¿Puedo registrar este nombre?"]\n', ""), language="es")
    assert "questions" not in parsed.body
