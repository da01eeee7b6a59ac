"""A section's body is written as a file and read again without a change."""

from pathlib import Path

import pytest

import courses
from courses.parsing import parse_section
from courses.writing import section_text, yaml_list, yaml_scalar
from lms.kernel.textfiles import read_yaml
from tests.courses.toolkit_files import LONG_EN, LONG_ES

SHIPPED = sorted((Path(courses.__file__).parent / "curriculum" / "sections").rglob("*.md"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_shipped_section_is_written_and_read_again_the_same(path: Path) -> None:
    language = path.name.split(".")[-2]
    body = parse_section(path.read_text(encoding="utf-8"), language=language).body
    written = section_text(body)
    again = parse_section(written, language=language)
    assert again.mistakes == []
    assert again.body == body
    assert section_text(again.body) == written


@pytest.mark.parametrize("text", [LONG_ES, LONG_EN])
def test_every_block_is_written_with_its_id(text: str) -> None:
    body = parse_section(text, language="es").body
    written = section_text(body)
    for block in body["blocks"]:
        assert written.count(f"{{#{block['id']}}}") == 1
    assert parse_section(written, language="es").body == body


@pytest.mark.parametrize(
    "value",
    [
        "Sin nada raro", "Uno: dos", "# no es un comentario", "2026-11-25", "12", "true", "null", "«Cita» y 'otra'", '"Así"',
        "- guion", "[lista]", "a # b", "{fact:x.y}", "back\\slash", "", "¿Y si…?", "@arroba", "%", "a: b: c",
    ],
)  # fmt: skip
def test_a_title_is_quoted_only_where_yaml_asks_for_it(value: str) -> None:
    assert read_yaml(f"k: {yaml_scalar(value)}") == {"k": value}
    assert read_yaml(f"k: {yaml_list([value, 'b'])}") == {"k": [value, "b"]}
    if value == "Sin nada raro":
        assert yaml_scalar(value) == value
