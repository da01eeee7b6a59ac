"""What differs between two texts: by block id, word by word; and how a translation is put together again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.differences import (
    HEAD,
    block_differences,
    body_differences,
    moved_blocks,
    word_difference,
)
from courses.origins import assembled, moved_shared, numbered, proposal
from courses.parsing import parse_section
from courses.writing import section_text

HEAD_TEXT = "---\ntitle: Una\nsummary: Dos.\n---\n"
SLOT = "\n".join(f"::: local {code}{' {#b2}' if code == 'CL' else ''}\nTexto {code}.\n:::" for code in ("CL", "CO", "MX", "PE"))


def body(text: str, language: str = "es") -> dict[str, Any]:
    parsed = parse_section(HEAD_TEXT + text, language=language)
    assert parsed.mistakes == []
    return parsed.body


WORDS = st.text(st.sampled_from("ab .,\n{}"), max_size=60)


@given(WORDS, WORDS)
def test_the_pieces_give_both_texts_again(old: str, new: str) -> None:
    pieces = word_difference(old, new)
    assert "".join(p.text for p in pieces if p.kind != "ins") == old
    assert "".join(p.text for p in pieces if p.kind != "del") == new


def test_a_fact_reference_is_one_word() -> None:
    kinds = [(p.kind, p.text) for p in word_difference("dura {fact:a.b} hoy", "dura {fact:a.c} hoy")]
    assert kinds == [("same", "dura "), ("del", "{fact:a.b}"), ("ins", "{fact:a.c}"), ("same", " hoy")]


def test_blocks_are_matched_by_id_and_not_by_place() -> None:
    old = body("{#b1}\nUno.\n\n::: next {#b3}\nTres.\n:::\n")
    new = body("::: next {#b3}\nTres.\n:::\n\n{#b1}\nUno y medio.\n")
    assert [(d.id, d.state) for d in block_differences(old, new)] == [(HEAD, "same"), ("b3", "same"), ("b1", "changed")]


def test_what_came_and_what_went_stand_where_they_stood() -> None:
    old = body("{#b1}\nUno.\n\n::: next {#b3}\nTres.\n:::\n\n::: flag {#b4}\nOjo.\n:::\n")
    new = body("{#b1}\nUno.\n\n::: example {#b9}\nAsí.\n:::\n\n::: flag {#b4}\nOjo.\n:::\n")
    assert [(d.id, d.state) for d in moved_blocks(old, new)] == [("b3", "gone"), ("b9", "new")]


def test_a_slot_differs_by_country_and_is_no_shared_text() -> None:
    old = body(f"{{#b1}}\nUno.\n\n{SLOT}\n")
    new = body(f"{{#b1}}\nUno.\n\n{SLOT.replace('Texto PE', 'Otro PE')}\n")
    found = moved_blocks(old, new)
    assert [(d.id, [p.country for p in d.moved]) for d in found] == [("b2", ["PE"])]
    assert moved_shared(old, new) == []


def test_long_unchanged_stretches_are_cut_to_what_stands_around_a_change() -> None:
    long = "palabra " * 200
    part = moved_blocks(body(f"{{#b1}}\n{long}fin.\n"), body(f"{{#b1}}\n{long}final.\n"))[0].moved[0]
    said = "".join(piece.text for piece in part.excerpt)
    assert " … " in said
    assert len(said) < 300
    assert said.endswith("final.")


def test_other_bodies_differ_by_field() -> None:
    old = {"sentence": {"es": "Uno.", "en": "One."}, "needs_check": True, "sources": ["a"], "parts": [{"id": "x", "n": 1}]}
    new = {
        "sentence": {"es": "Dos.", "en": "One."},
        "needs_check": False,
        "sources": ["a", "b"],
        "parts": [{"id": "x", "n": 2}],
    }
    assert [d.id for d in body_differences(old, new)] == ["sentence.es", "needs_check", "sources", "parts.x.n"]


def test_numbers_tell_against_which_shared_text_a_country_was_written() -> None:
    first = numbered(body(f"{{#b1}}\nUno.\n\n{SLOT}\n"), 1, None)
    moved = numbered(body(f"{{#b1}}\nDos.\n\n{SLOT.replace('Texto PE', 'Otro PE')}\n"), 2, first)
    assert (moved["shared"], moved["against"]) == (2, {"CL": 1, "CO": 1, "MX": 1, "PE": 2})
    typo = numbered(body(f"{{#b1}}\nDos.\n\n{SLOT.replace('Texto CL', 'Otro CL')}\n"), 3, moved)
    assert typo["against"]["CL"] == 1
    assert numbered(typo, 4, typo, caught_up=["CL"])["against"]["CL"] == 2


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        ({}, ["b1", "b4"]),
        ({"b3": "::: next {#b3}\nThree.\n:::"}, ["b1", "b3", "b4"]),
        ({"b3": "::: next {#b3}\nThree.\n:::", "b4": ""}, ["b1", "b3"]),
        ({"b0": "{#b0}\nZero."}, ["b0", "b1", "b4"]),
    ],
)
def test_a_translation_is_put_together_in_the_order_of_its_origin(texts: dict[str, str], ids: list[str]) -> None:
    own = body("{#b1}\nOne.\n\n::: flag {#b4}\nCare.\n:::\n", "en")
    origin = body("{#b0}\nCero.\n\n{#b1}\nUno.\n\n::: next {#b3}\nTres.\n:::\n")
    again = parse_section(assembled(own, origin, texts), language="en")
    assert again.mistakes == []
    assert [block["id"] for block in again.body["blocks"]] == ids
    assert assembled(own, origin, {}) == section_text(own)


def test_a_proposal_takes_the_origins_facts_and_keeps_the_own_words() -> None:
    own = body("::: facts At a glance {#b1}\ntrademarks.term\n:::\n", "en")
    origin = body("::: facts De un vistazo {#b1}\ntrademarks.term\ntrademarks.fee\n:::\n")
    assert proposal("b1", own, origin) == "::: facts At a glance {#b1}\ntrademarks.term\ntrademarks.fee\n:::"
