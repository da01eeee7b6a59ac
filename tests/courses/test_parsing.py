"""A section's file is read whole or refused with every mistake on its line."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from courses.blocks import MAX_MARKDOWN, difference_of_shape, empty_slots, facts_cited, resolved_blocks
from courses.parsing import follow_ids, parse_section
from tests.courses.toolkit_files import LONG_EN, LONG_ES

HEAD = "---\ntitle: Una\nsummary: Dos.\n---\n"
FULL = "".join(f"::: local {code}\nTexto {code}.\n:::\n" for code in ("CL", "CO", "MX", "PE"))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def mistakes(text: str) -> list[tuple[int, str]]:
    return parse_section(text, language="es").mistakes


def one(text: str) -> tuple[int, str]:
    found = mistakes(text)
    assert len(found) == 1, found
    return found[0]


def test_a_section_becomes_blocks_in_order() -> None:
    parsed = parse_section(LONG_ES, language="es")
    assert parsed.mistakes == []
    assert [(b["id"], b["type"]) for b in parsed.body["blocks"]] == [
        ("b1", "text"), ("b2", "slot"), ("b3", "mistake"), ("b4", "facts"), ("b5", "compare"), ("b6", "help"),
    ]  # fmt: skip
    assert parsed.body["title"] == "Cuánto dura"
    assert parsed.body["stages"] == ["growth"]


def test_neighbouring_local_fences_are_one_slot_with_all_four_countries() -> None:
    slot = parse_section(LONG_ES, language="es").body["blocks"][1]
    assert slot["countries"]["CL"] == {"markdown": "Solo en Chile, zorzal. {fact:trademarks.fee}"}
    assert slot["countries"]["PE"] == {"na": "Solo en el Perú, vicuña: no hay declaración."}


def test_text_between_local_fences_makes_two_slots() -> None:
    body = parse_section(HEAD + FULL + "Y además.\n" + FULL, language="es").body
    assert [b["type"] for b in body["blocks"]] == ["slot", "text", "slot"]


def test_citations_name_block_slot_and_part() -> None:
    cited = {
        (c["block"], c["slot"], c["key"], c["part"])
        for c in parse_section(LONG_ES, language="es").citations
        if c["kind"] == "fact"
    }
    assert cited == {
        ("b1", "", "trademarks.term", ""), ("b1", "", "trademarks.term", "term"), ("b2", "CL", "trademarks.fee", ""),
        ("b4", "", "trademarks.term", ""), ("b4", "", "trademarks.fee", ""), ("b5", "", "trademarks.term", ""),
    }  # fmt: skip


def test_a_country_meets_only_the_facts_of_its_own_slot() -> None:
    body = parse_section(LONG_ES.replace("trademarks.term\ntrademarks.fee", "trademarks.term"), language="es").body
    assert "trademarks.fee" in {c.key for c in facts_cited(body, "CL")}
    assert "trademarks.fee" not in {c.key for c in facts_cited(body, "PE")}


def test_a_block_keeps_the_id_it_is_given_and_others_are_numbered_around_it() -> None:
    body = parse_section(HEAD + "Uno.\n::: example {#b1}\nDos.\n:::\nTres.\n", language="es").body
    assert [b["id"] for b in body["blocks"]] == ["b2", "b1", "b3"]


def test_an_id_on_a_line_of_its_own_begins_a_text_block() -> None:
    parsed = parse_section(HEAD + "{#b7}\nUno.\n\nDos.\n\n{#b3}\nTres.\n", language="es")
    assert [(b["id"], b["markdown"]) for b in parsed.body["blocks"]] == [("b7", "Uno.\n\nDos."), ("b3", "Tres.")]
    assert parsed.numbered == set()


def test_a_slots_id_stands_on_its_first_fence_and_begins_a_new_slot() -> None:
    named = FULL.replace("local CL", "local CL {#law}", 1)
    body = parse_section(HEAD + FULL + named, language="es").body
    assert [(b["id"], b["type"]) for b in body["blocks"]] == [("b1", "slot"), ("law", "slot")]


def test_a_translations_blocks_without_ids_follow_the_spanish_ones_by_place() -> None:
    spanish = parse_section(HEAD + "{#b9}\nUno.\n::: example {#b4}\nDos.\n:::\n", language="es").body
    english = parse_section(HEAD + "One {fact:a.b}.\n::: example {#b4}\nTwo.\n:::\n", language="en")
    follow_ids(english, spanish)
    assert [b["id"] for b in english.body["blocks"]] == ["b9", "b4"]
    assert english.citations[0]["block"] == "b9"
    moved = parse_section(HEAD + "{#b4}\nOne.\n::: example {#b9}\nTwo.\n:::\n", language="en")
    follow_ids(moved, spanish)
    assert "Block 1" in difference_of_shape(spanish, moved.body)


def test_resolving_leaves_no_other_country() -> None:
    body = parse_section(LONG_ES, language="es").body
    assert "quetzal" not in str(resolved_blocks(body, "PE"))
    assert "vicuña" in str(resolved_blocks(body, "PE"))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "Uno.\n::: wrong\nDos.\n:::\n", 6, "'::: wrong' is not a fence"),
        (HEAD + "::: mistake\nOlvidar.\n", 5, "never closed"),
        (HEAD + "Uno.\n:::\n", 6, "closes nothing"),
        (HEAD + FULL.replace("local MX", "local BR"), 11, "'BR' is not a country"),
        (HEAD + FULL.replace("local MX", "local CL"), 11, "Chile stands twice"),
        (HEAD + FULL.replace("::: local MX\nTexto MX.\n:::\n", ""), 5, "nothing for Mexico"),
        (HEAD + FULL.replace("local MX\nTexto MX.", "local MX na\n"), 11, "Say why this does not apply in Mexico"),
        (HEAD + FULL.replace("Texto MX.", ""), 11, "text for Mexico is empty"),
        (HEAD + FULL.replace("local MX", "local MX maybe"), 11, "only 'na' may stand"),
        (HEAD + "Uno {fact:trademarks} dos.\n", 5, "not a fact reference"),
        (HEAD + "Uno\ndos {fact: trademarks.term} tres.\n", 6, "not a fact reference"),
        (HEAD + "Uno {fact:trademarks.term\n", 5, "not a fact reference"),
        (HEAD + "::: facts Tabla\nno es\n:::\n", 6, "not a fact's key"),
        (HEAD + "::: facts Tabla\n:::\n", 5, "is empty"),
        (HEAD + "::: help Ayuda\n:::\n", 5, "nothing to list"),
        (HEAD + "::: check\nNo es lista.\n:::\n", 5, "must be a list"),
        (HEAD + "# Título\n", 5, "only heading of the first level"),
        (HEAD + "Uno.\n\n<script>alert(1)</script>\n", 7, "HTML is not allowed"),
        (HEAD + "Uno <b>dos</b>.\n", 5, "HTML is not allowed"),
        (HEAD + "Uno\n![x](https://example.org/a.png)\n", 6, "is not fetched"),
        (HEAD + "[x](javascript:alert(1))\n", 5, "runs or embeds"),
        (HEAD + "::: example {#a}\nUno.\n:::\nDos.\n::: next {#a}\nTres.\n:::\n", 9, "'a' stands twice"),
        ("Sin nada.\n", 1, "must begin with '---'"),
        ("---\ntitle: x\n", 1, "not closed"),
        ("---\ntitle: x\nsummary: y\ntitle: z\n---\nUno.\n", 4, "stands twice"),
        ("---\ntitle: x\nsummary: [\n---\nUno.\n", 3, "not valid YAML"),
        ("---\ntitle: x\n---\nUno.\n", 2, "'summary' is missing"),
        ("---\ntitle: x\nsummary: y\ncolour: red\n---\nUno.\n", 4, "'colour' does not exist here"),
        ("---\ntitle: x\nsummary: y\nstages:\n- idea\n- old\n---\nUno.\n", 6, "'stages' is 'old'"),
        (HEAD + "{#b1}\n::: example\nUno.\n:::\n", 5, "The block 'b1' is empty"),
        (HEAD + "{#B 1}\nUno.\n", 5, "is not an id"),
        (HEAD + "::: example {#-x}\nUno.\n:::\n", 5, "is not an id"),
        (HEAD + "::: example\n{#b1}\nUno.\n:::\n", 6, "at the end of its first line"),
        (HEAD + "{#b1}\nUno.\n{#b1}\nDos.\n", 7, "'b1' stands twice"),
        (HEAD, 1, "has no text"),
    ],
)
def test_a_mistake_has_its_line_and_a_sentence(text: str, line: int, words: str) -> None:
    found = mistakes(text)
    assert (line, True) in [(at, words in said) for at, said in found], found


def test_all_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    found = mistakes(HEAD + "::: wrong\n:::\n{fact:x}\n<i>a</i>\n")
    assert [line for line, _said in found] == [5, 7, 8]


def test_a_fence_inside_a_fence_is_refused_where_it_opens() -> None:
    line, said = one(HEAD + "::: mistake\nUno.\n::: example\nDos.\n:::\n")
    assert line == 7
    assert "line 5" in said


def test_three_colons_in_a_code_block_are_text() -> None:
    assert mistakes(HEAD + "```\n::: local\n```\n") == []


def test_a_section_over_256_kb_is_refused_before_it_is_read() -> None:
    assert "256 kB" in one(HEAD + "a" * MAX_MARKDOWN)[1]


def test_a_translation_has_the_same_blocks_in_the_same_order() -> None:
    spanish = parse_section(LONG_ES, language="es").body
    english = parse_section(LONG_EN, language="en").body
    assert difference_of_shape(spanish, english) == ""
    fewer = parse_section(LONG_EN.replace("::: mistake", "::: example"), language="en").body
    assert "Block 3" in difference_of_shape(spanish, fewer)
    other = parse_section(LONG_EN.replace("local PE na", "local PE"), language="en").body
    assert "Peru" in difference_of_shape(spanish, other)


def test_an_empty_slot_is_found() -> None:
    body = parse_section(LONG_ES, language="es").body
    assert empty_slots(body, "PE") == []
    del body["blocks"][1]["countries"]["PE"]
    assert empty_slots(body, "PE") == ["b2"]
