"""What makes an item a good one, rule by rule, as tables."""

import random
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.item_rules import FAIL, NOTE, Item, Option, Said, findings, normal_form, same
from assessments.item_rules.absolutes import absolutes_in
from assessments.item_rules.lengths import key_is_longest
from assessments.item_rules.overlaps import overlap
from assessments.item_rules.positions import chi2_tail, uneven
from assessments.item_rules.retyped import said_in
from lms.kernel.numbers import numbers_in


def option(es: str, en: str = "", *, right: bool = False, authored: bool = True) -> Option:
    return Option({"es": es, "en": en or es}, right, authored)


def item(*options: Option, key: str = "q", stage: str = "idea", task: str = "go-abroad", shuffled: bool = False) -> Item:
    return Item("bank", key, "single", stage, task, sheets={"": options} if options else {}, shuffled=shuffled)


def rules_of(*items: Item) -> list[str]:
    return [one.rule for one in findings(items, tasks={"go-abroad": {}}) if one.weight == FAIL]


FOUR = (option("uno dos", right=True), option("tres cuatro"), option("cinco seis"), option("siete ocho"))


def placed(place: int, key: str) -> Item:
    """A question whose key stands at a place and is as long as the others."""
    words = [option(f"{letter * 9} ahí", right=n == place) for n, letter in enumerate("rstu")]
    return item(*words, key=key)


# Same


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("6 meses", "Seis meses.", "es"),
        ("6\u00a0meses", "6 meses", "es"),
        ("12 meses", "1 año", "es"),
        ("Un año", "1 año", "es"),
        ("twelve months", "One year", "en"),
        ("20 %", "20 por ciento", "es"),
        ("20%", "20 per cent", "en"),
        ("USD 1,500", "USD 1500", "en"),
        ("1.500 pesos", "1500 pesos", "es"),
        ("treinta y cinco días", "35 días", "es"),
        ("forty-five business days", "45 business days", "en"),
        ("La oficina de marcas", "Oficina de marcas", "es"),
        ("two weeks", "14 days", "en"),
        ("mil quinientos pesos", "1500 pesos", "es"),
    ],
)
def test_what_says_the_same_in_other_words_or_figures_is_the_same(one: str, other: str, language: str) -> None:
    assert normal_form(one, language) == normal_form(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("30 días", "30 días hábiles", "es"),
        ("30 días", "1 mes", "es"),
        ("5 años", "15 años", "es"),
        ("6 meses", "6 años", "es"),
        ("No", "Sí", "es"),
        ("1,5 años", "15 años", "es"),
        ("one month", "one year", "en"),
        ("Antes del registro", "Después del registro", "es"),
    ],
)
def test_what_differs_stays_different(one: str, other: str, language: str) -> None:
    assert normal_form(one, language) != normal_form(other, language)


def test_a_pair_is_the_same_when_it_is_so_in_any_language() -> None:
    assert same({"es": "seis meses", "en": "6 months"}, {"es": "un semestre", "en": "six months"})
    assert not same({"es": "6 meses", "en": "6 months"}, {"es": "7 meses", "en": "7 months"})


@given(st.text(max_size=60), st.sampled_from(["es", "en", "pt"]))
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_form_and_is_the_same_as_itself(text: str, language: str) -> None:
    assert normal_form(text, language) == normal_form(f" {text} ", language)
    assert isinstance(overlap(text, "6 meses", language), bool)


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("dos", 2), ("dieciséis", 16), ("veintidós", 22), ("treinta", 30), ("cuarenta y cinco", 45), ("noventa y nueve", 99),
        ("ciento veinte", 120), ("doscientos diez", 210), ("mil", 1000), ("dos mil quinientos", 2500),
    ],
)  # fmt: skip
def test_numbers_in_words_are_their_digits(words: str, n: int) -> None:
    assert normal_form(f"{words} días", "es") == normal_form(f"{n} días", "es")


@pytest.mark.parametrize(
    ("words", "n"), [("two", 2), ("nineteen", 19), ("forty-five", 45), ("two hundred and ten", 210), ("three thousand", 3000)]
)
def test_english_ones_too(words: str, n: int) -> None:
    assert normal_form(f"{words} days", "en") == normal_form(f"{n} days", "en")


# Longest


def test_the_key_is_longest_only_when_strictly_so() -> None:
    assert key_is_longest([option("larga", right=True), option("más"), option("ya")], "es")
    assert not key_is_longest([option("larga", right=True), option("igual")], "es")
    assert not key_is_longest([option("dos", right=True), option("tres", right=True)], "es")


@pytest.mark.parametrize(("long", "fails"), [(3, False), (4, True)])
def test_a_bank_fails_over_thirty_percent_and_not_at_it(long: int, fails: bool) -> None:
    """3 of 10 is what may be; 4 of 10 is over. Keys stand evenly, so that nothing else is wrong."""
    bank = []
    for n in range(10):
        words = ["r" * 9, "s" * 9, "t" * 9, "u" * 9]
        words[n % 4] += "x" if n < long else ""
        bank.append(item(*(option(word, right=place == n % 4) for place, word in enumerate(words)), key=f"q{n}"))
    found = findings(bank, tasks={})
    assert {one.rule for one in found} == ({"longest"} if fails else set())
    if fails:
        assert [(one.language, one.figures["n"], one.figures["of"]) for one in found] == [("es", 4, 10), ("en", 4, 10)]


def test_a_bank_bound_to_law_is_counted_country_by_country() -> None:
    """In Chile the law's words are the longest answer, in Mexico they are not."""
    short, long = option("Sí", right=True, authored=False), option("Sí, ante la oficina", right=True, authored=False)
    wrong = (option("No hace falta"), option("Solo afuera"), option("Al renovar"))
    bank = [
        Item("bank", f"q{n}", "fact_bound", "idea", "t", sheets={"CL": (long, *wrong), "MX": (short, *wrong)}) for n in "ab"
    ]
    assert {(one.rule, one.country) for one in findings(bank, tasks={})} == {("longest", "CL")}


# Position


@pytest.mark.parametrize(
    ("counts", "p"),
    [
        ([5, 0, 0, 0], 4 / 4**5),
        ([4, 0, 0, 0], 4 / 4**4),
        ([1, 1, 1, 1], 1.0),
        ([2, 0], 0.5),
        ([0, 0, 0], 1.0),
        ([3, 1], 1.0 - comb(4, 2) / 2**4),
    ],
)
def test_few_questions_are_judged_exactly(counts: list[int], p: float) -> None:
    assert uneven(counts) == pytest.approx(p)


def test_the_tail_of_chi_square_is_that_of_the_tables() -> None:
    for x, degrees, p in [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (9.488, 4, 0.05), (11.345, 3, 0.01)]:
        assert chi2_tail(x, degrees) == pytest.approx(p, abs=5e-5)


def test_exact_and_approximate_agree_where_both_can_speak() -> None:
    """At 20 questions of four options the approximation begins; simulated banks say the same."""
    chance = random.Random(7)
    counts = [9, 5, 4, 2]
    seen = 0
    for _ in range(4000):
        drawn = [0, 0, 0, 0]
        for _n in range(20):
            drawn[chance.randrange(4)] += 1
        seen += sum(c * c for c in drawn) >= sum(c * c for c in counts)
    assert uneven(counts) == pytest.approx(seen / 4000, abs=0.03)


def test_keys_that_always_stand_first_fail_and_spread_ones_do_not() -> None:
    assert rules_of(*(placed(0, f"q{n}") for n in range(6))) == ["position"]
    assert rules_of(*(placed(n % 4, f"q{n}") for n in range(6))) == []
    few = [placed(0, f"q{n}") for n in range(3)]
    assert rules_of(*few) == []  # of three nobody can tell


def test_a_question_whose_quizzes_all_shuffle_has_no_place() -> None:
    words = [placed(0, f"q{n}") for n in range(8)]
    assert rules_of(*(item(*one.sheets[""], key=one.key, shuffled=True) for one in words)) == []


# Absolutes


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Nunca se pierde", "es", ["nunca"]),
        ("Vale en todos los países", "es", ["todos"]),
        ("En todo el país", "es", []),
        ("Sobre todo en ferias", "es", []),
        ("Siempre que haya contrato", "es", []),
        ("Ninguno: se pierde", "es", []),
        ("Sin ningún papel", "es", ["ningún"]),
        ("It always binds", "en", ["always"]),
        ("Every month", "en", []),
        ("Every two years", "en", []),
        ("Every producer", "en", ["every"]),
        ("Not at all", "en", []),
        ("None: it is lost", "en", []),
    ],
)
def test_absolute_words_are_known_from_their_like(text: str, language: str, found: list[str]) -> None:
    assert absolutes_in(text, language) == found


def test_an_absolute_betrays_only_where_the_key_has_none() -> None:
    never = option("No se pierde nunca", "It is never lost by anyone")
    assert rules_of(item(option("Vence", "It expires", right=True), never)) == ["absolutes", "absolutes"]
    both = item(option("Vence siempre", "It always ends", right=True), never)
    assert rules_of(both) == []
    law = option("No se pierde nunca", "It is never lost by anyone", authored=False)
    assert rules_of(item(option("Vence", "It expires", right=True), law)) == []


# Overlap


@pytest.mark.parametrize(
    ("one", "other", "language", "clash"),
    [
        ("Entre 3 y 5 años", "4 años", "es", True),
        ("De 3 a 5 años", "De 5 a 7 años", "es", True),
        ("3-5 years", "4-6 years", "en", True),
        ("Más de 5 años", "10 años", "es", True),
        ("Más de 5 años", "5 años", "es", False),
        ("Al menos 5 años", "5 años", "es", True),
        ("Hasta 6 meses", "1 mes", "es", True),
        ("Less than a year", "6 months", "en", True),
        ("5 años", "10 años", "es", False),
        ("30 días", "30 días hábiles", "es", False),
        ("6 meses", "6 meses, con recargo", "es", True),
        ("No", "No: basta con avisar", "es", True),
        ("Marca", "Marca colectiva", "es", False),
        ("No se puede", "Se puede presentar", "es", False),
    ],
)
def test_options_overlap_when_both_can_be_right(one: str, other: str, language: str, clash: bool) -> None:
    assert overlap(one, other, language) is clash
    assert overlap(other, one, language) is clash


@pytest.mark.parametrize("text", ["Todas las anteriores", "Ninguna de las anteriores", "All of the above.", "A y B", "Both"])
def test_an_option_that_speaks_of_the_others_fails(text: str) -> None:
    assert "overlap" in rules_of(item(*FOUR[:3], option(text)))


# Retyped


@pytest.mark.parametrize(
    ("text", "language", "n"),
    [
        ("Dura diez años.", "es", 1),
        ("Dura 10\u00a0años desde la concesión.", "es", 1),
        ("A ten-year term", "en", 1),
        ("Hay treinta días hábiles.", "es", 1),
        ("Un recargo del 20 %", "es", 1),
        ("Veinte por ciento más", "es", 1),
        ("It costs USD 97.", "en", 1),
        ("Cuesta 500 soles.", "es", 1),
        ("Un año sin ventas", "es", 0),
        ("En las primeras 48 horas", "es", 0),
        ("Son tres condiciones", "es", 0),
        ("Registrada en 2015", "es", 0),
        ("One day she asks", "en", 0),
    ],
)
def test_numbers_of_law_are_found_in_words_and_figures(text: str, language: str, n: int) -> None:
    assert len(numbers_in(text, language)) == n


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("Dura treinta y seis meses.", "es", "treinta y seis meses"),
        ("Hay treinta y un días.", "es", "treinta y un días"),
        ("Son veintiún días.", "es", "veintiún días"),
        ("Son 12 (doce) meses.", "es", "12 (doce) meses"),
        ("Twenty-four months", "en", "Twenty-four months"),
        ("One hundred and twenty days", "en", "One hundred and twenty days"),
        ("Within 30 business days", "en", "30 business days"),
        ("El 40 % del código", "es", "40 %"),
        ("Forty percent of it", "en", "Forty percent"),
        ("Cuesta dos mil pesos.", "es", "dos mil pesos"),
        ("Vendió 10 millones de pesos.", "es", "10 millones de pesos"),
        ("It costs USD 97.50.", "en", "USD 97.50"),
        ("Cuesta S/ 534,99, dice.", "es", "S/ 534,99"),
    ],
)
def test_a_number_is_taken_whole(text: str, language: str, number: str) -> None:
    """So that a list which allows «seis meses» does not let «treinta y seis meses» in."""
    assert numbers_in(text, language) == [number]


def test_only_what_the_question_says_for_true_may_hold_no_number() -> None:
    """Wrong answers are what is not the law; their explanations, the stem and the key are not."""
    words = {"es": "5 años", "en": "5 years"}
    body = {
        "kind": "single", "stem": words, "feedback": {}, "bank": {"key": "b", "titles": words},
        "options": [
            {"id": "a", "text": words, "fraction": 1.0, "feedback": words},
            {"id": "b", "text": words, "fraction": 0.0, "feedback": words},
        ],
    }  # fmt: skip
    assert [said.field for said in said_in(body)] == ["stem", "options.a.text", "options.a.feedback", "options.b.feedback"]
    bound = {
        "kind": "fact_bound",
        "stem": {"es": "¿?", "en": "?"},
        "distractors": [{"id": "d1", "text": words, "feedback": words}],
    }
    assert [said.field for said in said_in(bound)] == ["stem", "distractors.d1.feedback"]
    numeric = {"kind": "numeric", "stem": {"es": "¿?", "en": "?"}, "value": "6", "unit": {"es": "meses", "en": "months"}}
    assert [(said.field, said.text["en"]) for said in said_in(numeric)][1:] == [("value", "6 months")]
    found = findings([Item("bank", "q", "single", "idea", "t", said=[Said("stem", words)])], tasks={})
    assert [(one.rule, one.language, one.figures["field"]) for one in found] == [
        ("retyped", "es", "stem"), ("retyped", "en", "stem"),
    ]  # fmt: skip


# What it is about, on what it rests


def test_a_question_names_its_stage_and_a_task_that_is_known() -> None:
    assert rules_of(item(stage="")) == ["stage"]
    assert rules_of(item(task="")) == ["task"]
    assert rules_of(item(task="juggle")) == ["task"]
    assert [one.rule for one in findings([item(task="juggle")], tasks={})] == []  # no list, nothing to hold it against


def test_an_unsure_rule_fails_where_it_is_scored_and_is_noted_where_it_is_not() -> None:
    unsure = {"CL": "trademarks.term"}
    for scored, weight in ((True, FAIL), (False, NOTE)):
        one = Item("bank", "q", "fact_bound", "idea", "t", unsure=unsure, scored=scored)
        assert [(f.rule, f.country, f.weight) for f in findings([one], tasks={})] == [("unsure", "CL", weight)]


def test_findings_come_bank_by_bank_in_the_order_of_the_file() -> None:
    ones = [
        Item("b", "z", "essay", "", "t"), Item("b", "a", "essay", "", ""), Item("a", "m", "essay", "idea", ""),
    ]  # fmt: skip
    found = [(one.bank, one.item, one.rule) for one in findings(ones, tasks={})]
    assert found == [("a", "m", "task"), ("b", "z", "stage"), ("b", "a", "stage"), ("b", "a", "task")]
