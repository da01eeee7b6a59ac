"""An old sheet under a mended key: what is scored again by itself, and what a person has to look at."""

from decimal import Decimal
from typing import Any

import pytest

from assessments import sheets
from assessments.behaviours import Settled, Try, behaviour
from assessments.passing import Sat, standing
from assessments.question_kinds import question_kind
from assessments.regrading import (
    CHANGED,
    ERASED,
    GONE,
    HAND,
    KIND,
    LAW,
    LOWER,
    UNIT,
    UNSEEN,
    judge,
    material_of,
    rekey,
)
from assessments.scoring import score

Body = dict[str, Any]
RETRY = {"behaviour": "retry", "tries": 3, "penalty": "0.5"}
SURE = {"behaviour": "confidence"}


def words(text: str) -> dict[str, str]:
    return {"es": text, "en": f"En {text}"}


def place(kind: str, body: Body) -> dict[str, Any]:
    """A question of one kind as a sheet carries it."""
    own = question_kind(kind)
    row = own.model(**own.columns(own.tidy(body)))
    slot = {"kind": kind, "feedback": {}, **own.material(row, name="q")}
    return slot | {"key_version": own.key_version(slot)}


def option(letter: str, text: str, fraction: float = 0.0) -> Body:
    return {"id": letter, "text": words(text), "fraction": fraction}


def oid(text: str) -> str:
    return sheets.option_id("q", words(text))


def after(old: dict[str, Any], new: dict[str, Any], response: Body) -> Decimal | str | None:
    """The score under the new key, or why a person has to look."""
    found = rekey(old, new)
    if why := found.why_not([response]):
        return why
    assert found.slot is not None
    return score(found.slot, response)


WRONG = {"options": [option("a", "Uno", 1.0), option("b", "Dos"), option("c", "Tres")]}


@pytest.mark.parametrize(
    ("new", "chosen", "scored"),
    [
        ([option("a", "Uno"), option("b", "Dos", 1.0), option("c", "Tres")], "Dos", Decimal(1)),
        ([option("a", "Uno"), option("b", "Dos", 1.0), option("c", "Tres")], "Uno", Decimal(0)),
        # re-worded: known by the author's letter
        ([option("a", "Uno"), option("b", "Dos años", 1.0), option("c", "Tres")], "Dos", Decimal(1)),
        # re-lettered: known by its words
        ([option("x", "Uno"), option("y", "Dos", 1.0), option("z", "Tres")], "Dos", Decimal(1)),
        # letters exchanged: words come before letters
        ([option("a", "Dos", 1.0), option("b", "Uno"), option("c", "Tres")], "Dos", Decimal(1)),
        ([option("a", "Dos", 1.0), option("b", "Uno"), option("c", "Tres")], "Uno", Decimal(0)),
        # the letter now stands before words that the sheet had under another: whose answer was that?
        ([option("a", "Uno", 1.0), option("b", "Tres")], "Dos", GONE),
        ([option("a", "Uno", 1.0), option("b", "Tres")], "Tres", Decimal(0)),
        # an option that nobody saw is right now
        ([option("a", "Uno"), option("b", "Dos"), option("d", "Cuatro", 1.0)], "Dos", UNSEEN),
        # partly right now
        ([option("a", "Uno", 1.0), option("b", "Dos", 0.5), option("c", "Tres")], "Dos", Decimal("0.5")),
    ],
)
def test_a_single_choice_is_known_by_its_words_then_by_its_letter(new: list[Body], chosen: str, scored: object) -> None:
    assert after(place("single", WRONG), place("single", {"options": new}), {"chosen": [oid(chosen)]}) == scored


def test_an_empty_answer_stays_empty_under_any_key() -> None:
    new = {"options": [option("a", "Uno"), option("b", "Dos", 1.0)]}
    assert after(place("single", WRONG), place("single", new), {}) == 0


def test_the_sheet_keeps_its_words_and_order_and_gets_the_new_fractions_and_feedback() -> None:
    new = {"options": [{**option("b", "Dos de dos", 1.0), "feedback": words("Bien")}, option("a", "Uno"), option("c", "Tres")]}
    found = rekey(place("single", WRONG), place("single", new)).slot
    assert found is not None
    assert [(one["text"]["es"], one["fraction"]) for one in found["options"]] == [("Uno", 0), ("Dos", 1), ("Tres", 0)]
    assert found["options"][1]["feedback"] == words("Bien")
    assert found["key_version"] == place("single", new)["key_version"]


@pytest.mark.parametrize(
    ("new", "chosen", "scored"),
    [
        ([option("a", "Uno", 0.5), option("b", "Dos", 0.5), option("c", "Tres", -1.0)], ["Uno", "Dos"], Decimal(1)),
        ([option("a", "Uno", 0.5), option("b", "Dos", 0.5), option("c", "Tres", -1.0)], ["Uno"], Decimal("0.5")),
        ([option("a", "Uno", 1.0), option("c", "Tres", -1.0)], ["Uno", "Dos"], GONE),
        ([option("a", "Uno", 0.5), option("b", "Dos"), option("d", "Otro", 0.5)], ["Uno"], UNSEEN),
    ],
)
def test_of_several_options_every_right_one_must_have_been_on_the_sheet(
    new: list[Body], chosen: list[str], scored: object
) -> None:
    response = {"chosen": [oid(one) for one in chosen]}
    assert after(place("multiple", WRONG), place("multiple", {"options": new}), response) == scored


def test_a_statement_that_was_false_after_all() -> None:
    old, new = place("true_false", {"answer": True}), place("true_false", {"answer": False})
    assert [after(old, new, {"chosen": [one]}) for one in ("true", "false")] == [0, 1]


@pytest.mark.parametrize(
    ("old", "new", "response", "scored"),
    [
        ({"value": 6, "tolerance": 0}, {"value": 12, "tolerance": 0}, {"text": "12", "number": "12"}, Decimal(1)),
        ({"value": 6, "tolerance": 0}, {"value": 12, "tolerance": 0}, {"text": "6", "number": "6"}, Decimal(0)),
        (
            {"value": 6, "tolerance": 0},
            {"answers": [{"value": 6}, {"value": 7, "fraction": 0.5}]},
            {"text": "7", "number": "7"},
            Decimal("0.5"),
        ),
        (
            {"answers": [{"value": 6}, {"value": 7, "fraction": 0.5}]},
            {"value": 8, "tolerance": 0},
            {"text": "7", "number": "7"},
            Decimal(0),
        ),
        (
            {"value": 6, "tolerance": 0, "unit": words("meses")},
            {"value": 6, "tolerance": 0, "unit": words("años")},
            {"text": "6", "number": "6"},
            UNIT,
        ),
        (
            {"value": 6, "tolerance": 0, "unit": words("meses"), "units": [{"names": words("años"), "factor": "10"}]},
            {"value": 12, "tolerance": 0, "unit": words("meses"), "units": [{"names": words("años"), "factor": "12"}]},
            {"text": "1 año", "number": "1", "factor": "10"},
            UNIT,
        ),
    ],
)
def test_a_number_is_held_against_the_new_values(old: Body, new: Body, response: Body, scored: object) -> None:
    assert after(place("numeric", old), place("numeric", new), response) == scored


def test_a_word_that_is_accepted_now() -> None:
    old = place("short_text", {"answers": [{"forms": {"es": ["oposición"]}}]})
    new = place("short_text", {"answers": [{"forms": {"es": ["oposición"]}}, {"forms": {"es": ["reclamo"]}, "fraction": 0.5}]})
    assert [after(old, new, {"text": one}) for one in ("Reclamo", "oposicion", "nada")] == [Decimal("0.5"), 1, 0]


PAIRS = {
    "pairs": [
        {"id": "p1", "text": words("Marca"), "match": words("Invento")},
        {"id": "p2", "text": words("Patente"), "match": words("Signo")},
    ],
    "extras": [{"id": "x1", "text": words("Secreto")}],
}


def pairs(*rows: tuple[str, str, str]) -> Body:
    return {"pairs": [{"id": letter, "text": words(text), "match": words(match)} for letter, text, match in rows]}


@pytest.mark.parametrize(
    ("new", "scored"),
    [
        (pairs(("p1", "Marca", "Signo"), ("p2", "Patente", "Invento")), Decimal(1)),
        (pairs(("p1", "La marca", "Signo"), ("p2", "Patente", "Invento")), Decimal(1)),
        (pairs(("p1", "Marca", "Secreto"), ("p2", "Patente", "Invento")), Decimal("0.5")),
        (pairs(("p1", "Marca", "Signo"), ("p2", "Patente", "Otra cosa")), UNSEEN),
        (pairs(("p1", "Marca", "Signo"), ("p2", "Patente", "Invento"), ("p3", "Lema", "Signo")), UNSEEN),
    ],
)
def test_pairs_are_matched_anew(new: Body, scored: object) -> None:
    response = {"rows": {oid("Marca"): oid("Signo"), oid("Patente"): oid("Invento")}}
    assert after(place("matching", PAIRS), place("matching", new), response) == scored


def test_a_pair_that_was_taken_out_is_no_longer_scored() -> None:
    three = pairs(("p1", "Marca", "Signo"), ("p2", "Patente", "Invento"), ("p3", "Lema", "Signo"))
    new = pairs(("p1", "Marca", "Signo"), ("p2", "Patente", "Invento"))
    response = {"rows": {oid("Marca"): oid("Signo"), oid("Patente"): oid("Signo"), oid("Lema"): oid("Invento")}}
    assert after(place("matching", three), place("matching", new), response) == Decimal("0.5")


def items(*texts: str) -> Body:
    return {"items": [{"id": f"i{n}", "text": words(text)} for n, text in enumerate(texts)], "rule": "whole"}


@pytest.mark.parametrize(
    ("new", "scored"),
    [
        (items("Dos", "Uno", "Tres"), Decimal(1)),
        (items("Uno", "Dos", "Tres"), Decimal(0)),
        (items("Dos", "Uno", "Tres", "Cuatro"), CHANGED),
        ({**items("Dos", "Tres", "Uno"), "rule": "next"}, Decimal(0)),
    ],
)
def test_an_order_is_held_against_the_new_one(new: Body, scored: object) -> None:
    response = {"places": {oid("Dos"): 1, oid("Uno"): 2, oid("Tres"): 3}}
    assert after(place("ordering", items("Uno", "Dos", "Tres")), place("ordering", new), response) == scored


def gaps(value: int, right: str, forms: list[str], weight: float = 1) -> Body:
    choice = [option(letter, text, float(letter == right)) for letter, text in (("a", "Sí"), ("b", "No"))]
    return {
        "text": words("[[g1]] [[g2]] [[g3]]"),
        "gaps": [
            {"id": "g1", "kind": "number", "value": value, "tolerance": 0, "weight": weight},
            {"id": "g2", "kind": "choice", "options": choice},
            {"id": "g3", "kind": "text", "answers": [{"forms": {"es": forms}}]},
        ],
    }


def test_every_gap_is_held_against_its_own_new_key() -> None:
    chosen = sheets.option_id("q/g2", words("No"))
    response = {"gaps": {"g1": {"text": "20", "number": "20"}, "g2": {"chosen": [chosen]}, "g3": {"text": "marca"}}}
    old = place("gap_fill", gaps(10, "a", ["lema"]))
    assert after(old, place("gap_fill", gaps(20, "a", ["lema"])), response) == Decimal("0.333333")
    assert after(old, place("gap_fill", gaps(20, "a", ["lema"], weight=2)), response) == Decimal("0.5")
    assert after(old, place("gap_fill", gaps(20, "b", ["marca"])), response) == 1
    fewer = gaps(20, "b", ["marca"])
    fewer["gaps"][1]["options"] = [option("a", "Sí", 1.0), option("c", "Tal vez")]
    assert after(old, place("gap_fill", fewer), response) == GONE
    fewer["gaps"] = fewer["gaps"][:2]
    assert after(old, place("gap_fill", fewer), response) == CHANGED


def bound(law: str, **foreign: str) -> dict[str, Any]:
    """A question that the law answers, with two authored options."""
    options = sheets.bound_options(
        question_key="q",
        right={"source": "law", "text": words(law)},
        foreign=[{"source": f"law:{c}", "text": words(text), "country": c} for c, text in foreign.items()],
        authored=[{"source": "d1", "text": words("Nunca")}, {"source": "d2", "text": words("Siempre")}],
    )
    return {"kind": "fact_bound", "feedback": {}, "options": options, "legal": law, "key_version": law}


@pytest.mark.parametrize(
    ("new", "chosen", "scored"),
    [
        (bound("Diez", CL="Doce"), "Diez", Decimal(1)),  # what Chile was thought to say is the law here
        (bound("Diez", CL="Doce"), "Cinco", Decimal(0)),
        (bound("Diez", CL="Doce"), "Nunca", Decimal(0)),
        (bound("Nunca", CL="Cinco"), "Nunca", Decimal(1)),
        (bound("Veinte", CL="Diez"), "Cinco", LAW),  # nobody could choose it
        (bound("Veinte", CL="Diez"), "Diez", LAW),
    ],
)
def test_the_law_is_known_by_its_words_alone(new: dict[str, Any], chosen: str, scored: object) -> None:
    old = bound("Cinco", CL="Diez")
    assert after(old, new, {"chosen": [sheets.option_id("q", words(chosen))]}) == scored


def test_an_option_loses_the_name_of_a_country_when_its_words_are_the_law_here() -> None:
    found = rekey(bound("Cinco", CL="Diez"), bound("Diez", CL="Cinco")).slot
    assert found is not None
    assert {one["text"]["es"]: (one["fraction"], one["country"]) for one in found["options"][:4]} == {
        "Cinco": (0, "CL"), "Diez": (1, ""), "Nunca": (0, ""), "Siempre": (0, ""),
    }  # fmt: skip
    assert found["legal"] == "Diez"


def test_what_a_person_scored_and_what_became_another_question_is_left_to_a_person() -> None:
    essay = place("essay", {})
    assert rekey(essay, essay).why_not([{"text": "Algo"}]) == HAND
    assert rekey(place("single", WRONG), place("multiple", WRONG)).why_not([]) == KIND


def test_a_kind_of_a_host_that_says_nothing_of_regrading_takes_only_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    from assessments import regrading

    monkeypatch.setattr(regrading, "_BY_KIND", {})
    old, new = place("true_false", {"answer": True}), place("true_false", {"answer": False})
    assert rekey(old, new).why == CHANGED
    assert rekey(old, old).slot is not None


def test_the_material_of_a_country_is_the_shared_part_with_its_own() -> None:
    place_ = {"kind": "fact_bound", "stem": words("¿?"), "countries": {"PE": {"options": [1]}, "CL": {"options": [2]}}}
    assert material_of(place_, "CL") == {"kind": "fact_bound", "stem": words("¿?"), "options": [2]}


def settled(*tries: Try, rules: dict[str, Any], key: Body) -> tuple[Decimal | None, Decimal | None, str]:
    """What an answer counts before and after a key was mended, and why it is left."""
    old = place("single", WRONG)
    before = behaviour(rules["behaviour"]).settle(old, rules, tries)
    verdict = judge(rekey(old, place("single", key)), rules=rules, tries=tries, before=before, raise_only=True)
    return before.counts, verdict.after.counts if verdict.after else None, verdict.why


def chose(text: str, **more: Any) -> Try:
    return Try({"chosen": [oid(text)]}, **more)


MENDED = {"options": [option("a", "Uno"), option("b", "Dos", 1.0), option("c", "Tres")]}


@pytest.mark.parametrize(
    ("rules", "tries", "outcome"),
    [
        # the first try was right after all: no penalty is left
        (RETRY, [chose("Dos", checked=True), chose("Uno", checked=True)], (Decimal("0.5"), Decimal(1), "")),
        # the second try is right now, at the price of one wrong one
        (RETRY, [chose("Tres", checked=True), chose("Dos", checked=True)], (Decimal(0), Decimal("0.5"), "")),
        # sure and right after all: from −2 to 1
        (SURE, [chose("Dos", certainty=3)], (Decimal(-2), Decimal(1), "")),
        # sure and wrong now: left, because nobody loses
        (SURE, [chose("Uno", certainty=3)], (Decimal(1), Decimal(-2), LOWER)),
        (SURE, [chose("Tres", certainty=1)], (Decimal(0), None, "")),
        ({"behaviour": "deferred"}, [chose("Uno"), chose("Dos")], (Decimal(0), Decimal(1), "")),
    ],
)
def test_penalties_and_certainty_are_applied_again(rules: dict[str, Any], tries: list[Try], outcome: tuple[Any, ...]) -> None:
    assert settled(*tries, rules=rules, key=MENDED) == outcome


def test_an_answer_that_was_erased_with_its_writer_is_left_to_a_person() -> None:
    key = rekey(place("single", WRONG), place("single", MENDED))
    verdict = judge(key, rules={"behaviour": "deferred"}, tries=[Try({})], before=Settled(Decimal(1)), raise_only=False)
    assert verdict.why == ERASED


@pytest.mark.parametrize(
    ("rule", "percents", "stands"),
    [
        ("best", [60, 80, 40], (True, 80)),
        ("best", [60, 50], (False, 60)),
        ("first", [60, 90], (False, 60)),
        ("last", [90, 40], (True, 90)),  # a pass that was earned stays, whatever came after
        ("last", [60, 50], (False, 50)),
        ("average", [60, 90], (True, 75)),
        ("average", [80, 40], (True, 80)),
        ("best", [], (False, None)),
    ],
)
def test_where_attempts_leave_a_learner_is_folded_as_courses_folds_it(
    rule: str, percents: list[int], stands: tuple[bool, int | None]
) -> None:
    sittings = [Sat(Decimal(one), Decimal(one) >= 70, Decimal(70)) for one in percents]
    assert standing(rule, sittings) == stands
