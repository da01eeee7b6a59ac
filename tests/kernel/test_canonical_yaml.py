"""What is written in the one canonical way reads back as it was, and is written the same again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.reading import without_lines
from lms.kernel.canonical_yaml import day, without, yaml_file
from lms.kernel.textfiles import read_yaml

WORDS = 'Una frase: «con» "comillas", {llaves} y #nada.'


@pytest.mark.parametrize(
    "value",
    [
        "marca", "Marca", "no", "Yes", "null", "10", "2026-11-25", "2026", "", " ", "- x", "a: b", "a #b", "@x", "%", "'", '"',
        "\\", "\t", "ñandú", "0x1F", "1e3", ".5", "~", "y", "dos\nlíneas", "dos\nlíneas\n", "tres\n\n\n", "\nvacía",
        " sangría\notra", "cola \n \nfin", "https://wipo.int/x?y=1", "a\u00a0b", "\x85", "{fact:a.b}", "|", ">", "x" * 300,
        True, False, None, 3, 2.5, [], {}, [1, 2], ["a", "b c"], {"es": "sí", "en": "yes"},
        [[[{"a": "uno\ndos"}]]], [{"a": 1}, {"b": {"c": [1, {"d": "e"}]}}],
        {"es": "uno\ndos", "en": "one\ntwo\n"}, {"no": {"CO": {"es": "x" * 130, "en": "y"}}}, [{"es": WORDS * 4, "en": WORDS}],
    ],
)  # fmt: skip
def test_a_value_reads_back_as_it_was(value: Any) -> None:
    entries = {"note": "Nota", "key": value, "entries": [{"key": "uno", "value": value}, {"value": value, "z": [value]}]}
    text = yaml_file(entries)
    assert without_lines(read_yaml(text)) == entries
    assert yaml_file(without_lines(read_yaml(text))) == text


TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\u2028\u2029\ufeff"), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**52), 2**52) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
def test_anything_that_json_can_hold_reads_back_as_it_was(entries: dict[str, Any]) -> None:
    text = yaml_file(entries)
    assert without_lines(read_yaml(text)) == entries


def test_short_entries_stand_on_one_line_and_long_ones_are_written_out() -> None:
    entry = {"key": "a", "titles": {"es": "Uno", "en": "One"}, "what": {"es": WORDS * 3, "en": "x"}, "rows": [{"id": "a1"}]}
    assert yaml_file({"sources": [{**entry, "checked_on": day("2026-11-25")}]}, note="Para quien lea.") == (
        'note: "Para quien lea."\n'
        "sources:\n"
        "- key: a\n"
        '  titles: {es: "Uno", en: "One"}\n'
        "  what:\n"
        f'    es: "{(WORDS * 3).replace(chr(34), chr(92) + chr(34))}"\n'
        '    en: "x"\n'
        "  rows:\n"
        "  - {id: a1}\n"
        "  checked_on: 2026-11-25\n"
    )


def test_languages_stand_in_their_order_whatever_order_a_database_keeps() -> None:
    turned = {"titles": {"en": "One", "es": "Uno"}, "what": {"en": WORDS * 3, "es": "x"}}
    text = yaml_file(turned)
    assert text.startswith('titles: {es: "Uno", en: "One"}\nwhat:\n  es: "x"\n  en: "')


def test_what_goes_without_saying_is_left_out() -> None:
    assert without({"a": 1, "b": "", "c": date(2026, 1, 1)}, b="", a=2) == {"a": 1, "c": date(2026, 1, 1)}
