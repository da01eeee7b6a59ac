"""Sheets that are drawn: the same seed gives the same sheet, nothing is asked twice, a sheet is whole if one can be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import pools
from assessments.pools import Candidate
from assessments.sheets import draw_sheet, rules_of

Slots = Mapping[str, Mapping[str, Any]]
Plan = Sequence[Mapping[str, Any]]


def slot(key: str, *, subject: str = "", only: Sequence[str] = ()) -> dict[str, Any]:
    """A frozen question that has no options to speak of."""
    options = [{"id": f"{key}-{n}", "source": n, "text": {}, "fraction": float(n == "a"), "feedback": {}} for n in "abc"]
    found: dict[str, Any] = {
        "key": key, "version": "v", "kind": "single", "section": "", "maximum": "1", "stem": {}, "feedback": {},
        "countries": {}, "key_version": "k", "options": options,
    }  # fmt: skip
    return found | ({"subject": subject} if subject else {}) | ({"only": list(only)} if only else {})


def place(*pool: str, count: int = 0, section: int = 0, maximum: str = "1") -> dict[str, Any]:
    """A fixed question; with `count`, a draw."""
    found: dict[str, Any] = {"pool": list(pool), "count": count or 1, "maximum": maximum, "section": section}
    return found | ({"draw": {"bank": "b"}} if count else {})


def config(slots: Sequence[dict[str, Any]], plan: Plan | None, *, shuffle: bool = False, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"slots": list(slots), "shuffle": shuffle, "pass_percent": "70", "attempts_allowed": 0, **more}
    return found | ({"plan": list(plan)} if plan is not None else {})


def draw(
    frozen: Mapping[str, Any], seed: int = 1, country: str = "PE", seen: Mapping[str, int] | None = None
) -> dict[str, Any]:
    ids = {one["key"]: n for n, one in enumerate(frozen["slots"])}
    return draw_sheet(frozen, country=country, seed=seed, question_ids=ids, seen=seen or {})


def keys(sheet: Mapping[str, Any]) -> list[str]:
    return [one["key"] for one in sheet["slots"]]


# --- what a draw may take -------------------------------------------------------------------------------------------------
ENTRY = Candidate("q", "marks", "opposition", "growth", 2, frozenset({"exam", "short"}))


@pytest.mark.parametrize(
    ("draw_", "taken"),
    [
        ({"bank": "marks"}, True),
        ({"bank": "other"}, False),
        ({"bank": "marks", "topic": "opposition"}, True),
        ({"bank": "marks", "topic": "term"}, False),
        ({"bank": "marks", "stage": "growth"}, True),
        ({"bank": "marks", "stage": "idea"}, False),
        ({"bank": "marks", "difficulty": [1, 2]}, True),
        ({"bank": "marks", "difficulty": [3]}, False),
        ({"bank": "marks", "difficulty": []}, True),
        ({"bank": "marks", "tags": ["exam"]}, True),
        ({"bank": "marks", "tags": ["exam", "short"]}, True),
        ({"bank": "marks", "tags": ["exam", "long"]}, False),
    ],
)
def test_a_draw_takes_what_has_all_that_it_names(draw_: dict[str, Any], taken: bool) -> None:
    assert pools.fits(draw_, ENTRY) is taken


# --- drawing, over all small quizzes --------------------------------------------------------------------------------------
NAMES = [f"q{n}" for n in range(7)]


@st.composite
def quizzes(draw_: st.DrawFn) -> dict[str, Any]:
    """Up to seven questions of a few subjects, some of one country only; fixed places of subjects of their own, and draws."""
    subjects = st.sampled_from(["", "", "s1", "s2", "s3"])
    only = st.sampled_from([(), (), (), ("PE",), ("CL",)])
    slots = [slot(name, subject=draw_(subjects), only=draw_(only)) for name in NAMES]
    fixed = draw_(st.lists(st.sampled_from(NAMES), unique=True, max_size=2))
    plan = [place(name) for name in fixed]
    for _ in range(draw_(st.integers(1, 3))):
        pool = draw_(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=5))
        plan.append(place(*pool, count=draw_(st.integers(1, 2))))
    return config(slots, draw_(st.permutations(plan)), shuffle=draw_(st.booleans()))


def most(frozen: Mapping[str, Any], country: str) -> int:
    """How many places of draws can be filled at the same time, by trying every choice."""
    material = {one["key"]: one for one in frozen["slots"]}

    def may(key: str) -> bool:
        return pools.is_asked_in(material[key], country)

    fixed = {pools.subject(material[p["pool"][0]]) for p in frozen["plan"] if "draw" not in p and may(p["pool"][0])}
    seats = [
        [None, *(key for key in p["pool"] if may(key) and pools.subject(material[key]) not in fixed)]
        for p in frozen["plan"] if "draw" in p for _ in range(p["count"])
    ]  # fmt: skip
    best = 0
    for choice in product(*seats):
        subjects = [pools.subject(material[key]) for key in choice if key is not None]
        if len(set(subjects)) == len(subjects):
            best = max(best, len(subjects))
    return best


@given(
    quizzes(), st.integers(0, 2**31), st.sampled_from(["PE", "CL"]), st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3))
)
def test_a_sheet_asks_all_that_can_be_asked_and_nothing_twice(
    frozen: dict[str, Any], seed: int, country: str, seen: dict[str, int]
) -> None:
    sheet = draw(frozen, seed, country, seen)
    assert sheet == draw(frozen, seed, country, seen)  # the same seed, the same sheet
    material = {one["key"]: one for one in frozen["slots"]}
    fixed = {p["pool"][0] for p in frozen["plan"] if "draw" not in p}
    here = [key for key in keys(sheet) if key in fixed]
    drawn = list((Counter(keys(sheet)) - Counter(fixed)).elements())
    assert {key for key in fixed if pools.is_asked_in(material[key], country)} <= set(here)
    assert all(pools.is_asked_in(material[key], country) for key in keys(sheet))
    taken = [pools.subject(material[key]) for key in drawn]
    assert len(set(taken)) == len(taken)
    assert not set(taken) & {pools.subject(material[key]) for key in here if key not in drawn}
    assert len(drawn) == most(frozen, country)
    wanted = sum(p["count"] for p in frozen["plan"])
    assert pools.unfilled(frozen["plan"], material, country=country) == wanted - len(keys(sheet))
    assert [one["slot"] for one in sheet["slots"]] == list(range(1, len(sheet["slots"]) + 1))


@given(st.integers(0, 2**31), st.sets(st.sampled_from(NAMES), max_size=7))
def test_what_a_person_has_not_been_asked_yet_comes_first(seed: int, seen: set[str]) -> None:
    frozen = config([slot(name) for name in NAMES], [place(*NAMES, count=4)])
    sheet = draw(frozen, seed, seen=dict.fromkeys(seen, 1))
    assert len(set(keys(sheet)) - seen) == min(4, len(NAMES) - len(seen))


def test_what_was_asked_least_comes_before_what_was_asked_more() -> None:
    frozen = config([slot(name) for name in NAMES[:3]], [place(*NAMES[:3], count=1)])
    assert {keys(draw(frozen, seed, seen={"q0": 2, "q1": 1, "q2": 2}))[0] for seed in range(20)} == {"q1"}


def test_every_question_of_a_pool_comes_up_and_not_always_together() -> None:
    frozen = config([slot(name) for name in NAMES], [place(*NAMES, count=3)])
    sheets = [frozenset(keys(draw(frozen, seed))) for seed in range(200)]
    assert frozenset().union(*sheets) == set(NAMES)
    assert len(set(sheets)) > 25  # of 35
    counts = Counter(key for sheet in sheets for key in sheet)
    assert min(counts.values()) > 50  # of 86 on average


def test_a_greedy_choice_that_leaves_a_place_empty_is_taken_back() -> None:
    """The first place may take q0 or q1, the second q0 alone."""
    frozen = config([slot("q0"), slot("q1")], [place("q0", "q1", count=1), place("q0", count=1)])
    assert all(sorted(keys(draw(frozen, seed))) == ["q0", "q1"] for seed in range(20))


def test_two_variants_of_a_family_or_two_questions_on_one_part_of_a_fact_never_meet() -> None:
    slots = [slot(f"q{n}", subject=f"family:{n % 2}") for n in range(4)] + [slot("q4", subject="fact:trademarks.term#years")]
    slots += [slot("q5", subject="fact:trademarks.term#years")]
    frozen = config(slots, [place(*NAMES[:6], count=3)])
    material = {one["key"]: one for one in slots}
    for seed in range(40):
        subjects = {pools.subject(material[key]) for key in keys(draw(frozen, seed))}
        assert subjects == {"family:0", "family:1", "fact:trademarks.term#years"}
    assert pools.unfilled([place(*NAMES[:6], count=4)], material, country="PE") == 1


def test_a_variant_of_a_fixed_question_is_not_drawn_beside_it() -> None:
    frozen = config([slot("q0", subject="f"), slot("q1", subject="f"), slot("q2")], [place("q1", "q2", count=1), place("q0")])
    assert all(sorted(keys(draw(frozen, seed))) == ["q0", "q2"] for seed in range(20))


def test_a_question_of_one_country_is_asked_there_alone() -> None:
    frozen = config([slot("q0", only=["CL"]), slot("q1")], [place("q0", "q1", count=1)])
    assert {keys(draw(frozen, seed))[0] for seed in range(40)} == {"q1"}
    assert {keys(draw(frozen, seed, "CL"))[0] for seed in range(40)} == {"q0", "q1"}


# --- order --------------------------------------------------------------------------------------------------
SECTIONS = [{"titles": {}, "shuffle": False}, {"titles": {}, "shuffle": True}]
SECTIONED = [place("q3", section=1), place("q0"), place("q4", section=1), place("q1", maximum="2.5"), place("q5", section=1)]


def test_sections_stand_in_order_and_each_is_shuffled_by_its_own_word() -> None:
    frozen = config([slot(name) for name in NAMES[:6]], SECTIONED, shuffle=True, sections=SECTIONS)
    sheets = [draw(frozen, seed) for seed in range(40)]
    assert {tuple(keys(sheet)[:2]) for sheet in sheets} == {("q0", "q1")}
    assert len({tuple(keys(sheet)[2:]) for sheet in sheets}) == 6
    assert [one["part"] for one in sheets[0]["slots"]] == [0, 0, 1, 1, 1]
    assert [one["maximum"] for one in sheets[0]["slots"]][:2] == ["1", "2.5"]


def test_a_section_says_nothing_of_shuffling_then_the_quiz_does() -> None:
    sections: list[dict[str, Any]] = [{"titles": {}}, {"titles": {}}]
    frozen = config([slot(name) for name in NAMES[:6]], SECTIONED, shuffle=False, sections=sections)
    assert {tuple(keys(draw(frozen, seed))) for seed in range(10)} == {("q0", "q1", "q3", "q4", "q5")}
    shuffled = frozen | {"shuffle": True}
    assert len({tuple(keys(draw(shuffled, seed))) for seed in range(40)}) > 6


def test_options_are_shuffled_only_when_the_quiz_shuffles() -> None:
    frozen = config([slot("q0")], [place("q0")])

    def orders(one: dict[str, Any]) -> set[tuple[str, ...]]:
        return {tuple(option["source"] for option in draw(one, seed)["slots"][0]["options"]) for seed in range(40)}

    assert orders(frozen) == {("a", "b", "c")}
    assert len(orders(frozen | {"shuffle": True})) == 6


# --- what was frozen before there were plans ------------------------------------------------------------------------------
def test_a_quiz_that_was_frozen_without_a_plan_asks_every_slot_once_as_before() -> None:
    frozen = config([slot(name) | {"maximum": "3"} for name in NAMES], None)
    sheet = draw(frozen)
    assert keys(sheet) == NAMES
    assert pools.asked(frozen) == 7
    assert {one["maximum"] for one in sheet["slots"]} == {"3"}
    assert rules_of(frozen)["behaviour"] == "deferred"
    assert rules_of(frozen)["counts"] == "best"
    assert len({tuple(keys(draw(frozen | {"shuffle": True}, seed))) for seed in range(20)}) > 10


def test_what_belongs_to_the_drawing_stays_off_the_sheet() -> None:
    frozen = config([slot("q0", subject="f", only=["PE"])], [place("q0", count=1)])
    assert not {"subject", "only", "countries"} & set(draw(frozen)["slots"][0])


def test_a_countrys_own_part_of_a_question_is_on_its_sheet_only() -> None:
    one = slot("q0")
    one["countries"] = {"PE": {"options": one["options"][:2]}, "CL": {"options": one["options"][1:]}}
    frozen = config([one], [place("q0")])
    assert [option["source"] for option in draw(frozen)["slots"][0]["options"]] == ["a", "b"]
    assert [option["source"] for option in draw(frozen, country="CL")["slots"][0]["options"]] == ["b", "c"]


def test_a_row_that_is_missing_is_no_sheet() -> None:
    with pytest.raises(KeyError):
        draw_sheet(config([slot("q0")], [place("q0")]), country="PE", seed=1, question_ids={})
