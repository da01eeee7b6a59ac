"""The options that a law gives: no other country's answer says what the reader's does, in other words or figures."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.item_rules.overlaps import overlap
from assessments.item_rules.positions import uneven
from assessments.item_rules.same import same
from assessments.question_kinds import question_kind
from assessments.sheets import bound_options

AUTHORED = [("2 días", "2 days"), ("9 años", "9 years"), ("Sin plazo", "No limit"), ("Al vender", "On selling")]


def said(es: str, en: str, source: str) -> dict[str, Any]:
    country = source.partition(":")[2] if source.startswith("law:") else ""
    return {"source": source, "text": {"es": es, "en": en}, "country": country}


def options(right: tuple[str, str], *foreign: tuple[str, str]) -> list[dict[str, Any]]:
    """The options of a reader in Chile, with CO, MX, PE as the foreign ones."""
    return bound_options(
        question_key="q",
        right=said(*right, "law"),
        foreign=[said(*words, f"law:{country}") for words, country in zip(foreign, ("CO", "MX", "PE"), strict=False)],
        authored=[said(*words, f"d{n}") for n, words in enumerate(AUTHORED, start=1)],
    )


def sources(found: list[dict[str, Any]]) -> list[str]:
    return sorted(option["source"] for option in found)


@pytest.mark.parametrize(
    "foreign",
    [
        ("Seis meses", "Six months"),
        ("6\u00a0meses.", "6\u00a0months."),
        ("Medio año", "six months"),  # in one language is enough
        ("6 meses, con recargo", "6 months, with a surcharge"),  # holds the right answer
        ("Hasta 6 meses", "Up to 6 months"),
    ],
)
def test_a_foreign_answer_that_says_the_readers_key_is_dropped_for_an_authored_one(foreign: tuple[str, str]) -> None:
    assert sources(options(("6 meses", "6 months"), foreign)) == ["d1", "d2", "d3", "law"]


def test_of_two_foreign_answers_that_say_the_same_one_stays() -> None:
    found = options(("6 meses", "6 months"), ("12 meses", "12 months"), ("Un año", "One year"), ("30 días", "30 days"))
    assert sources(found) == ["d1", "law", "law:CO", "law:PE"]


def test_foreign_answers_that_differ_come_before_authored_ones() -> None:
    found = options(
        ("30 días", "30 days"), ("30 días hábiles", "30 business days"), ("1 mes", "1 month"), ("2 meses", "2 months")
    )
    assert sources(found) == ["law", "law:CO", "law:MX", "law:PE"]


def test_an_authored_distractor_that_says_the_key_is_left_out_too() -> None:
    assert sources(options(("Dos días", "Two days"))) == ["d2", "d3", "d4", "law"]


@given(st.lists(st.sampled_from([1, 2, 3, 6, 12, 24]), min_size=4, max_size=4), st.sampled_from(["figures", "words", "years"]))
@settings(max_examples=150, deadline=None)
def test_whatever_the_laws_say_four_differ_and_one_is_right(months: list[int], dress: str) -> None:
    words = {1: ("un mes", "one month"), 2: ("dos meses", "two months"), 3: ("tres meses", "three months")}

    def law(n: int) -> tuple[str, str]:
        if dress == "years" and n in (12, 24):
            return f"{n // 12} años", f"{n // 12} years"
        return words.get(n, (f"{n} meses", f"{n} months")) if dress == "words" else (f"{n} meses", f"{n} months")

    found = options((f"{months[0]} meses", f"{months[0]} months"), *map(law, months[1:]))
    assert len(found) == 4
    assert [option["source"] for option in found if option["fraction"] > 0] == ["law"]
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            assert not same(one["text"], other["text"])
            assert not overlap(one["text"]["es"], other["text"]["es"], "es")


def test_the_right_one_stands_in_every_place_of_a_sheet_alike() -> None:
    """Always shuffled, whatever the quiz says: over a thousand seeds the places are those of chance."""
    slot = {"kind": "fact_bound", "options": options(("6 meses", "6 months"), ("5 meses", "5 months"))}
    places: Counter[int] = Counter()
    for seed in range(1000):
        shown = question_kind("fact_bound").shuffled(slot, random.Random(seed), asked=False)["options"]
        places[next(place for place, option in enumerate(shown) if option["fraction"] > 0)] += 1
    assert uneven([places[place] for place in range(4)]) > 0.01
