"""Four questions of a letter: always the same ones, each quoting it."""

import random
from typing import Any

import pytest

from assessments import oral

LETTER: dict[str, Any] = {
    "issues": "El nombre del valle es difícil de registrar. Nadie sabe quién será el dueño.",
    "advice": "Pida una **marca colectiva**. La oposición dura 33 días hábiles. Hable con el grupo!",
    "steps": [
        {"what": "Buscar", "who": "La asesora", "when": "Lunes", "cost": "none"},
        {"what": "Firmar", "who": "El grupo", "when": "Martes", "cost": ""},
    ],
    "help": "Indecopi.",
    "lawyer": "El contrato con el supermercado. Puede haber un pleito.",
}
RULE = {
    "key": "trademarks.opposition", "titles": {"es": "Plazo de oposición"}, "short": {"es": "33 días hábiles"},
    "sentence": {"es": "Son 33 días hábiles."}, "law": "Ley", "article": "1", "as_of": "2026-01", "values": {"n": 1},
}  # fmt: skip
OTHER = {"key": "trademarks.term", "titles": {"es": "Duración"}, "short": {"es": "10 años"}, "sentence": {"es": "Diez."}}
FACTS = {"trademarks.opposition": RULE, "trademarks.term": OTHER}


def by_kind(letter: dict[str, Any], facts: dict[str, Any], seed: str = "s") -> dict[str, oral.Question]:
    return {one.kind: one for one in oral.draw_questions(letter, facts, seed=seed)}


@pytest.mark.parametrize(
    ("changed", "facts", "kind", "block", "quote", "rule"),
    [
        ({}, FACTS, "law", "advice", "La oposición dura 33 días hábiles", "trademarks.opposition"),
        ({"advice": "Nada."}, FACTS, "law", "advice", "Nada", None),  # nothing shared: both are drawn
        ({}, {}, "law", "advice", None, ""),
        ({"lawyer": "Un pleito."}, FACTS, "risk", "lawyer", "Un pleito", ""),
        ({"issues": "Una cosa"}, FACTS, "goal", "issues", "Una cosa", ""),
        ({"steps": [{"what": "Buscar", "who": "", "when": "hoy"}]}, FACTS, "step", "steps", "Buscar · hoy", ""),
        ({"advice": "- uno\n- dos"}, {}, "law", "advice", None, ""),
    ],
)
def test_each_question_quotes_its_part(
    changed: dict[str, Any], facts: dict[str, Any], kind: str, block: str, quote: str | None, rule: str | None
) -> None:
    one = by_kind(LETTER | changed, facts)[kind]
    assert one.block == block
    assert quote is None or one.quote == quote
    assert rule is None or one.fact.get("key", "") == rule
    assert one.quote in one.ask["es"]
    assert one.quote in one.ask["en"]
    assert "{" not in one.ask["es"] + one.ask["en"]


def test_over_seeds_there_are_four_in_order_the_same_for_the_same_seed_and_never_twice_one_passage() -> None:
    seen: set[tuple[str, ...]] = set()
    for seed in range(500):
        dice = random.Random(seed)
        steps = dice.sample(LETTER["steps"], len(LETTER["steps"]))
        questions = oral.draw_questions({**LETTER, "steps": steps}, FACTS, seed=str(seed))
        assert [one.kind for one in questions] == list(oral.ORDER)
        assert [one.quote for one in questions] == [one.quote for one in oral.draw_questions(LETTER, FACTS, seed=str(seed))]
        assert len({one.quote for one in questions}) == 4
        seen.add(tuple(one.quote for one in questions))
    assert len(seen) > 4  # the seed matters


def test_a_long_sentence_is_cut_at_a_word() -> None:
    (one,) = oral.sentences_of("palabra " * 60)
    assert len(one) <= oral.LONGEST + 2
    assert one.endswith("palabra …")


def test_what_is_kept_is_plain_and_holds_no_values_of_the_rule() -> None:
    body = by_kind(LETTER, FACTS)["law"].body()
    assert set(body) == {"kind", "block", "quote", "ask", "listen", "fact"}
    assert set(body["fact"]) == {"key", "titles", "sentence", "law", "article", "as_of"}


def test_an_oral_has_the_criteria_of_the_case_and_an_observed_session_the_common_ones() -> None:
    rubric = {
        "rule": "lowest-is-zero", "flags": [{"id": "f1"}], "bank": [{"id": "b1"}],
        "criteria": [{"id": "r1", "common": False, "levels": [{"n": 0}]}, {"id": "business", "common": True, "levels": []}],
    }  # fmt: skip
    assert oral.rubric_of(rubric, "oral") == {**rubric, "bank": []}
    observed = oral.rubric_of(rubric, "observed")
    assert [one["id"] for one in observed["criteria"]] == ["business"]
    assert [level["n"] for level in observed["criteria"][0]["levels"]] == [0, 1, 2, 3]
    assert observed["flags"] == rubric["flags"]
