"""The parts of a letter, pure: what is kept, what is asked for, where a remark may stand, how plain a part reads."""

from typing import Any

import pytest

from assessments import letters
from assessments.anchors import clean_anchor
from assessments.letter_gauge import gauge
from assessments.letter_words import part_text, whole_text
from assessments.selectors.cases import letter_blocks
from lms.kernel.words import clean_text
from tests.assessments.conftest import LETTER

PLACES = [{"key": "a", "for": "La marca", "names": {"es": "Oficina"}, "by": "Indecopi", "url": "indecopi.gob.pe"}]


@pytest.mark.parametrize(
    ("task", "asked"),
    [
        ({"es": "Escriba una carta, de entre 350 y 600 palabras."}, (350, 600)),
        ({"en": "Write a letter of 350 to 600 words."}, (350, 600)),
        ({"es": "Escriba una carta breve."}, None),
        ({"es": "En 30 y 60 días."}, None),
        ({}, None),
    ],
)
def test_the_range_is_what_the_task_says(task: dict[str, str], asked: Any) -> None:
    assert letters.range_of(task) == asked


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ([{"key": "a", "for": " x "}], [{"key": "a", "for": " x"}]),
        ([{"key": "a", "for": "x", "by": "Yo", "url": "example.org"}], [{"key": "a", "for": "x"}]),
        ([{"key": "a", "for": "x"}, {"key": "a", "for": "y"}], [{"key": "a", "for": "y"}]),
        ([{"for": "x"}, "x", None, {"key": 5, "for": "x"}], []),
        ("a", []),
        ([{"key": str(n), "for": ""} for n in range(20)], [{"key": str(n), "for": ""} for n in range(8)]),
    ],
)
def test_of_a_place_of_help_only_its_key_and_its_purpose_are_read(value: Any, kept: Any) -> None:
    assert letters.clean_block("places", value) == kept


def test_a_remark_may_stand_on_every_text_of_a_letter() -> None:
    texts = letters.texts_of(LETTER | {"places": PLACES})
    assert list(texts) == [
        "issues", "advice", "steps.0.what", "steps.0.who", "steps.0.when", "places.0.for", "help", "lawyer",
    ]  # fmt: skip
    anchors = [{"block": name, "start": 0, "end": len(text), "quote": text} for name, text in texts.items()]
    shown = str(letter_blocks(LETTER | {"places": PLACES}, anchors=anchors, addressed=True, notes="remark-"))
    for number in range(1, len(texts) + 1):
        assert f'id="passage-{number}"' in shown
        assert f'href="#remark-{number}"' in shown


def test_a_letter_of_before_reads_as_before() -> None:
    assert letters.missing_parts(LETTER) == {}
    assert part_text("help", LETTER["help"]) == "Indecopi."
    assert part_text("issues", None) == ""
    assert whole_text({}) == ""
    blocks = {block["key"]: block for block in letter_blocks({"help": "Indecopi.\nOtra línea."})}
    assert blocks["help"]["text"]["html"].strip() == "<p>Indecopi.<br>\nOtra línea.</p>"


def test_signs_of_lists_and_of_bold_are_no_words() -> None:
    assert letters.words_in("1. **Buscar** la marca\n2. Pagar\n\n- *uno*") == 5


def test_the_gauge_says_nothing_of_a_few_words_and_names_at_most_three_long_sentences() -> None:
    assert gauge("Muy poco.", "es", {}).band == ""
    assert gauge("", "es", {}) == gauge("", "en", {})
    long = gauge(" ".join(["palabra " * 31 + "fin." for _n in range(5)]).replace("fin. palabra", "fin. Palabra"), "es", {})
    assert len(long.long) == 3
    assert long.long[0].words == 32
    assert not long.fine
    plain = "El nombre es de todos. Por eso no basta. Hay que buscar antes. Luego se pide. Eso cuesta poco. " * 3
    assert gauge(plain, "es", {}).fine
    assert gauge("The name belongs to all. Look first. Then file. It costs little. Ask the office today. " * 3, "en", {}).fine


BROKEN = "Ho\x00la \ud800a\udfff"


def test_signs_that_no_database_keeps_are_left_out_of_every_text() -> None:
    assert letters.clean_block("issues", BROKEN) == "Hola a"
    assert letters.clean_block("steps", [{"what": BROKEN}])[0]["what"] == "Hola a"
    assert letters.clean_block("places", [{"key": BROKEN, "for": BROKEN}]) == [{"key": "Hola a", "for": "Hola a"}]
    anchor = clean_anchor({"block": "issues", "start": 0, "end": 2, "text": BROKEN}, {"issues": "Hola"}, set())
    assert anchor is not None
    assert anchor["text"] == "Hola a"
    assert clean_text("uno\r\ndos 😀") == "uno\ndos 😀"
