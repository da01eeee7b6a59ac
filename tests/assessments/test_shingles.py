"""Word groups: folded, five at a time; how much of a letter stands in another; what everybody was given counts for nothing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.shingles import (
    LEAST,
    SHOWN,
    WORDS,
    Stretch,
    fold,
    given_shingles,
    letter_shingles,
    packed,
    percent_of,
    shingles_of,
    stretches,
    unpacked,
)

WORD = ["marca", "negocio", "hierbas", "contrato", "socio", "firma", "nombre", "papel", "oficina", "plazo", "clase", "venta"]


def prose(seed: int, words: int) -> str:
    dice = random.Random(seed)
    return " ".join(dice.choice(WORD) + str(dice.randrange(40)) for _n in range(words))


def hashes(text: str) -> set[int]:
    return {one.hash for one in shingles_of(text)}


@pytest.mark.parametrize(
    ("word", "folded"), [("Búsqueda", "busqueda"), ("AÑO", "año"), ("pingüino", "pinguino"), ("Ação", "acao"), ("2026", "2026")]
)
def test_words_are_folded_and_the_letter_that_tells_words_apart_stays(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_case_accents_and_signs_make_no_difference() -> None:
    assert hashes("Pedir la marca, antes de vender.") == hashes("pedir LA márca antes **de** «vender»")
    assert hashes("Pedir la marca antes de vender") != hashes("Vender antes de pedir la marca")


def test_a_text_has_a_group_for_each_word_but_the_last_four() -> None:
    assert [len(shingles_of(" ".join("abcdefgh"[:n]))) for n in range(9)] == [0, 0, 0, 0, 0, 1, 2, 3, 4]
    (only,) = shingles_of("  uno dos, tres cuatro cinco.  ", "advice")
    assert (only.block, only.start, only.end) == ("advice", 2, 28)


def test_what_was_given_counts_for_nothing() -> None:
    case = "Vendemos hierbas del valle desde hace tres años en la feria"
    common = given_shingles([f"<p>{case}</p>"])
    assert letter_shingles({"issues": case}, common) == []
    own = letter_shingles({"issues": f"{case} y conviene pedir ya la marca colectiva"}, common)
    assert own
    assert len(own) < len(shingles_of(f"{case} y conviene pedir ya la marca colectiva"))


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_hashes_are_stored_ascending_once_and_come_back(values: list[int]) -> None:
    assert list(unpacked(packed(values))) == sorted(set(values))


def test_the_stored_form_is_the_same_on_every_machine() -> None:
    assert packed([1, 258]) == b"\0\0\0\0\0\0\0\1\0\0\0\0\0\0\1\2"


@pytest.mark.parametrize(
    ("shared", "own", "percent"), [(0, 100, 0), (99, 100, 99), (199, 200, 99), (200, 200, 100), (19, 19, 0)]
)
def test_containment_is_in_whole_percent_and_never_more_than_it_is(shared: int, own: int, percent: int) -> None:
    assert LEAST == 20
    assert percent_of(shared, own) == percent


def test_the_longer_letter_that_holds_a_shorter_one_holds_all_of_it() -> None:
    short, long = hashes(prose(1, 100)), hashes(prose(1, 100) + " " + prose(2, 500))
    assert percent_of(len(short & long), len(short)) == 100
    assert percent_of(len(short & long), len(long)) < 20


def test_stretches_are_ones_own_words_in_a_row_and_short_ones_are_left_out() -> None:
    copied, turn = prose(1, 30), prose(2, WORDS + 1)
    other = hashes(f"{copied}. {turn}")
    mine = f"{prose(3, 20)} {copied} {prose(4, 20)} {turn} {prose(5, 10)}"
    (only,) = stretches(letter_shingles({"advice": mine}), other)
    assert mine[only.start : only.end] == copied
    assert only.block == "advice"
    assert stretches(letter_shingles({"advice": turn}), other) == []
    assert len(turn.split()) < SHOWN


def test_a_changed_word_parts_a_stretch_in_two_and_parts_of_a_letter_are_never_joined() -> None:
    words = prose(1, 40).split()
    other = hashes(" ".join(words))
    changed = " ".join([*words[:20], "cambiada", *words[20:]])
    found = stretches(letter_shingles({"advice": changed}), other)
    assert [changed[one.start : one.end].split() for one in found] == [words[:20], words[20:]]
    two = stretches(letter_shingles({"issues": " ".join(words[:20]), "advice": " ".join(words[20:])}), other)
    assert [one.block for one in two] == ["issues", "advice"]
    assert two[0] == Stretch("issues", 0, len(" ".join(words[:20])))


@given(st.text(alphabet="ab éñ.,*\n", max_size=300))
def test_every_group_stands_where_it_says(text: str) -> None:
    for one in shingles_of(text):
        assert shingles_of(text[one.start : one.end])[0].hash == one.hash
        assert 0 <= one.start < one.end <= len(text)
