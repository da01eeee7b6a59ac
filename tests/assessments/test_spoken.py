"""What is said of an answer while the right one is held back: its own words, for every kind, and no word of the key."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from assessments import scoring
from assessments.question_kinds import question_kind
from assessments.question_kinds.spoken import given_in, said_to, without_feedback
from tests.assessments.frozen import Slot, frozen_slots, right, wrong
from tests.assessments.questions import KEYS, right_raw


@pytest.fixture(scope="module")
def slots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """A slot of each kind and form."""
    return frozen_slots(tmp_path_factory.mktemp("bank"))


def shown_to(slot: Slot, response: Mapping[str, Any]) -> dict[str, Any]:
    return dict(question_kind(slot["kind"]).shown(slot, response, country="PE"))


def raw_of(slot: Slot, raw: dict[str, Any]) -> dict[str, Any]:
    return shown_to(slot, scoring.read_response(slot, raw, country="PE").response)


def in_spanish(lines: list[Any]) -> list[str]:
    return [line["es"] if isinstance(line, Mapping) else line for line in lines]


def chosen(slot: Slot, *letters: str) -> dict[str, Any]:
    return {"chosen": [one["id"] for one in slot["options"] if one["source"] in letters]}


def rows(slot: Slot, **choices: str) -> dict[str, Any]:
    """{p1: the author's letter of a choice}."""
    names, ids = {one["source"]: one["id"] for one in slot["rows"]}, {one["source"]: one["id"] for one in slot["choices"]}
    return {"parts": {names[row]: ids[choice] for row, choice in choices.items()}}


def places(slot: Slot, *letters: str) -> dict[str, Any]:
    ids = {one["source"]: one["id"] for one in slot["items"]}
    return {"parts": {ids[letter]: str(place) for place, letter in enumerate(letters, start=1)}}


# --- what one answered ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "letters", "lines"),
    [
        ("k-single", "b", ["Dos"]),
        ("k-single", "d", ["Cuatro"]),
        ("k-multiple", "ac", ["Uno", "Tres"]),
    ],
)
def test_of_choices_what_was_chosen(key: str, letters: str, lines: list[str], slots: Any) -> None:
    assert in_spanish(given_in(raw_of(slots[key], chosen(slots[key], *letters)))) == lines


@pytest.mark.parametrize(
    ("key", "text"),
    [("k-number", "99"), ("k-numbers", "3 años"), ("k-text", "una palabra"), ("k-exact", "Peru"), ("k-essay", "Mi carta")],
)
def test_of_what_was_written_the_words(key: str, text: str, slots: Any) -> None:
    assert given_in(raw_of(slots[key], {"text": text})) == [text]


def test_of_pairs_each_that_was_matched(slots: Any) -> None:
    slot = slots["k-matching"]
    assert in_spanish(given_in(raw_of(slot, rows(slot, p1="x1", p3="p2")))) == ["Marca: Secreto", "Lema: Invento"]


def test_of_an_order_ones_own_order_and_not_the_right_one(slots: Any) -> None:
    slot = slots["k-ordering"]
    lines = in_spanish(given_in(raw_of(slot, places(slot, "i4", "i2", "i1", "i3"))))
    assert lines == ["1. Registrar", "2. Solicitar", "3. Buscar", "4. Publicar"]


def test_of_gaps_what_was_filled_in(slots: Any) -> None:
    slot = slots["k-gaps"]
    option = next(one["id"] for one in slot["gaps"][1]["options"] if one["source"] == "b")
    lines = in_spanish(given_in(raw_of(slot, {"parts": {"g1": "7", "g2": option, "g3": ""}})))
    assert [line.split(": ")[-1] for line in lines] == ["7", "pierde"]


@pytest.mark.parametrize("key", KEYS)
def test_of_no_answer_nothing(key: str, slots: Any) -> None:
    bare = shown_to(slots[key], {})
    assert given_in(bare) == []
    assert said_to(bare) == []


# --- no word of the key ---------------------------------------------------------------------------------------------------
SECRETS = {
    "k-single": ["Uno", "One"],
    "k-multiple": ["Uno", "Dos"],
    "k-number": ["6"],
    "k-relative": ["200"],
    "k-numbers": ["24"],
    "k-text": ["oposición", "opposition", "oponer", "nulidad"],
    "k-exact": ["Perú"],
    "k-matching": ["Signo", "Sign", "Un signo"],
    "k-gaps": ["10", "renueva", "marca", "trademark"],
    "k-essay": ["Guía-de-quien-puntúa"],
}


def given_wrong(slot: Slot, key: str) -> dict[str, Any]:
    """A wrong answer that shares no word with the right one."""
    if key == "k-matching":
        return raw_of(slot, rows(slot, p1="x1", p2="x1", p3="x1"))
    return shown_to(slot, {"text": "cuatro palabras sin más"} if key == "k-essay" else wrong(slot))


@pytest.mark.parametrize("key", list(SECRETS))
def test_a_wrong_answer_is_spoken_of_without_the_right_one(key: str, slots: Any) -> None:
    shown = given_wrong(slots[key], key)
    told = json.dumps([given_in(shown), said_to(shown)], ensure_ascii=False)
    assert [word for word in SECRETS[key] if f'"{word}"' in told or f": {word}" in told] == []


def test_what_is_said_to_a_pair_tells_its_match_so_it_is_said_when_it_was_found(slots: Any) -> None:
    slot = slots["k-matching"]
    assert in_spanish(said_to(raw_of(slot, rows(slot, p1="x1", p2="p2")))) == []
    assert in_spanish(said_to(raw_of(slot, rows(slot, p1="p1", p2="x1")))) == ["Un signo"]


@pytest.mark.parametrize(
    ("key", "raw", "said"),
    [
        ("k-single", "a", ["Bien uno"]),
        ("k-single", "b", []),
        ("k-numbers", "24", ["Justo"]),
        ("k-numbers", "25", ["Cerca"]),
        ("k-numbers", "99", ["Lejos"]),
        ("k-text", "oposición", ["Eso es"]),
        ("k-text", "otra", ["Otra palabra"]),
    ],
)
def test_the_author_answers_what_was_answered(key: str, raw: str, said: list[str], slots: Any) -> None:
    slot = slots[key]
    sent = chosen(slot, raw) if key == "k-single" else {"text": raw}
    assert in_spanish(said_to(raw_of(slot, sent))) == said


def test_a_wrong_gap_is_answered_and_the_others_are_not_spoken_of(slots: Any) -> None:
    slot = slots["k-gaps"]
    option = next(one["id"] for one in slot["gaps"][1]["options"] if one["source"] == "b")
    assert in_spanish(said_to(raw_of(slot, {"parts": {"g2": option}}))) == ["No se pierde"]


@pytest.mark.parametrize("key", KEYS)
def test_where_feedback_is_held_back_no_word_of_it_is_left(key: str, slots: Any) -> None:
    slot = slots[key]
    words = ["Bien uno", "Justo", "Cerca", "Lejos", "Eso es", "Otra palabra", "Un signo", "No se pierde", "No, es cierto"]
    for response in (right(slot), {} if key == "k-essay" else wrong(slot)):
        told = json.dumps(without_feedback(shown_to(slot, response)), ensure_ascii=False)
        assert [word for word in words if f'"{word}"' in told] == []


def test_a_kind_of_somebody_else_that_shows_other_shapes_is_not_spoken_of() -> None:
    assert given_in({"picture": "x"}) == []
    assert said_to({"picture": "x"}) == []


def test_right_answers_of_every_kind_are_told_as_ones_own(slots: Any) -> None:
    for key in KEYS:
        assert given_in(raw_of(slots[key], right_raw(slots[key]))), key
