"""What each behaviour makes of the same answers, for every kind of question: tables."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import scoring
from assessments.behaviours import (
    CERTAINTIES,
    Deferred,
    Settled,
    Try,
    behaviour,
    behaviours,
    last_response,
    register_behaviour,
)
from tests.assessments.frozen import frozen_slots, right, wrong
from tests.assessments.questions import KEYS

RULES = {"tries": 3, "penalty": "0.25"}
BY_HAND = "k-essay"
NAMES = ("deferred", "immediate", "retry", "confidence")
D = Decimal


@pytest.fixture(scope="module")
def slots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """A slot of each kind and form."""
    return frozen_slots(tmp_path_factory.mktemp("bank"))


def settled(name: str, slot: Mapping[str, Any], *tries: Try) -> Settled:
    return behaviour(name).settle(slot, RULES, tries)


SCORED = [key for key in KEYS if key != BY_HAND]


@pytest.mark.parametrize("key", SCORED)
@pytest.mark.parametrize("name", NAMES)
def test_right_earns_all_wrong_earns_nothing_and_no_answer_earns_nothing(name: str, key: str, slots: Any) -> None:
    slot = slots[key]
    checks = behaviour(name).checks
    assert settled(name, slot, Try(right(slot), checked=checks, certainty=3)).counts == 1
    for tries in ([], [Try({})], [Try(right(slot)), Try({})]):
        assert settled(name, slot, *tries).counts == 0
    assert settled(name, slot, Try(wrong(slot), checked=checks, certainty=1)).counts == 0


@pytest.mark.parametrize("name", NAMES)
def test_what_a_person_scores_is_never_checked_and_has_no_score_of_its_own(name: str, slots: Any) -> None:
    slot = slots[BY_HAND]
    answered = Try({"text": "Cuatro palabras bien escogidas."}, certainty=3)
    assert settled(name, slot, answered) == Settled(None)
    assert settled(name, slot, answered).counts is None
    assert behaviour(name).tries_left(slot, RULES, []) == 0
    assert behaviour(name).tries_left(slot, RULES, [answered]) == 0


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_essay_is_nothing_to_read_for_anybody(name: str, slots: Any) -> None:
    assert settled(name, slots[BY_HAND]).counts == settled("deferred", slots[BY_HAND]).counts


# --- deferred, immediate --------------------------------------------------------------------------------------------------
def test_deferred_takes_the_last_answer_whatever_came_before(slots: Any) -> None:
    slot = slots["k-single"]
    assert settled("deferred", slot, Try(wrong(slot)), Try(right(slot))).fraction == 1
    assert settled("deferred", slot, Try(right(slot)), Try(wrong(slot))).fraction == D("0")


def test_immediate_checks_once(slots: Any) -> None:
    one, slot = behaviour("immediate"), slots["k-single"]
    assert one.tries_left(slot, RULES, []) == 1
    assert one.tries_left(slot, RULES, [Try(right(slot))]) == 1
    assert one.tries_left(slot, RULES, [Try(wrong(slot), checked=True)]) == 0
    assert settled("immediate", slot, Try(right(slot), checked=True)).fraction == 1


def test_only_two_behaviours_check_and_one_asks_how_sure() -> None:
    assert {name for name in NAMES if behaviour(name).checks} == {"immediate", "retry"}
    assert {name for name in NAMES if behaviour(name).asks_certainty} == {"confidence"}


# --- several tries --------------------------------------------------------------------------------------------------------
def sequence(slot: Mapping[str, Any], letters: str) -> list[Try]:
    """W wrong, R right, P half right and N worse than wrong (−0.25), checked; in small letters saved and not checked."""
    answers = {
        "w": wrong(slot),
        "r": right(slot),
        **{x: {"chosen": [slot["options"][n]["id"]]} for x, n in (("p", 1), ("n", 2))},
    }
    return [Try(answers[letter.lower()], checked=letter.isupper()) for letter in letters]


@pytest.mark.parametrize(
    ("letters", "earned", "left"),
    [
        ("", "0", 3),
        ("R", "1", 0),
        ("W", "0", 2),
        ("WR", "0.75", 0),
        ("WWR", "0.5", 0),
        ("WWW", "0", 0),
        ("r", "1", 3),  # never checked: no penalty
        ("w", "0", 3),
        ("wr", "1", 3),  # what was saved and changed before any check is no try
        ("Wr", "0.75", 2),  # changed after its last check: one more try
        ("WRw", "0.75", 0),
        ("Rw", "1", 0),  # the best try counts
        ("P", "0.5", 2),
        ("PR", "0.75", 0),
        ("PW", "0.5", 1),
        ("PWR", "0.5", 0),
        ("WP", "0.25", 1),
        ("WWP", "0", 0),
        ("N", "0", 2),  # a second wrong try must not earn more than the first
        ("NN", "0", 1),
        ("n", "0", 3),
    ],
)
def test_each_try_after_the_first_costs_the_penalty_and_the_best_one_counts(
    letters: str, earned: str, left: int, slots: Any
) -> None:
    slot = slots["k-single"]
    tries = sequence(slot, letters)
    assert settled("retry", slot, *tries).counts == D(earned)
    assert behaviour("retry").tries_left(slot, RULES, tries) == left


@pytest.mark.parametrize(("tries", "penalty", "earned"), [(3, "0.333", "0.334"), (5, "1", "0"), (5, "0", "1")])
def test_the_quiz_says_how_much_a_try_costs(tries: int, penalty: str, earned: str, slots: Any) -> None:
    slot, rules = slots["k-single"], {"tries": tries, "penalty": penalty}
    assert behaviour("retry").settle(slot, rules, sequence(slot, "WWR")).counts == D(earned)
    assert behaviour("retry").tries_left(slot, rules, sequence(slot, "WW")) == tries - 2


@pytest.mark.parametrize("key", [*SCORED, BY_HAND])
@given(letters=st.text("wrWR", max_size=5))
def test_no_behaviour_gives_more_than_all_or_takes_more_than_its_worst(letters: str, key: str, slots: Any) -> None:
    slot = slots[key]
    made = {"w": {} if key == BY_HAND else wrong(slot), "r": right(slot)}
    for name, sure in product(NAMES, (None, *CERTAINTIES)):
        tries = [Try(made[one.lower()], checked=one.isupper(), certainty=sure) for one in letters]
        found = settled(name, slot, *tries)
        if found.fraction is None:
            assert key == BY_HAND
            continue
        assert -1 <= found.fraction <= 1
        assert found.counts is not None
        assert -2 <= found.counts <= 1
        if name == "retry":
            assert found.counts >= 0
        assert found.counts == found.counts.quantize(D("0.000001"))


# --- how sure --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "sure", "earned"),
    [
        ("r", 1, "0.333333"), ("r", 2, "0.666667"), ("r", 3, "1"), ("r", None, "0.333333"),
        ("w", 1, "0"), ("w", 2, "-0.666667"), ("w", 3, "-2"), ("w", None, "0"),
        ("p", 1, "0.166667"), ("p", 2, "0.333334"), ("p", 3, "0.5"),
    ],
)  # fmt: skip
def test_right_answers_earn_by_how_sure_their_writer_is_and_wrong_ones_cost(
    what: str, sure: int | None, earned: str, slots: Any
) -> None:
    slot = slots["k-single"]
    (one,) = sequence(slot, what)
    found = settled("confidence", slot, Try(one.response, certainty=sure))
    assert abs((found.counts or D(0)) - D(earned)) <= D("0.000001")
    assert found.fraction == scoring.score(slot, one.response)  # what they know is another thing


def test_no_answer_costs_nothing_however_sure(slots: Any) -> None:
    assert settled("confidence", slots["k-single"], Try({}, certainty=3)).counts == 0


def test_it_pays_best_to_say_what_one_really_thinks() -> None:
    """2 from two right of three on, 3 from four of five on (Gardner-Medwin 1995)."""
    right_, wrong_ = {1: 1, 2: 2, 3: 3}, {1: 0, 2: -2, 3: -6}

    def best(chance: float) -> int:
        return max(CERTAINTIES, key=lambda sure: chance * right_[sure] + (1 - chance) * wrong_[sure])

    assert [best(chance) for chance in (0.3, 0.6, 0.66, 0.67, 0.75, 0.79, 0.81, 0.95)] == [1, 1, 1, 2, 2, 2, 3, 3]


# --- the whole attempt ----------------------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.integers(-2_000_000, 1_000_000), st.integers(1, 1000)), min_size=1, max_size=12))
def test_an_attempt_earns_from_nothing_to_all(parts: Sequence[tuple[int, int]]) -> None:
    slots = [{"slot": n, "maximum": str(maximum)} for n, (_earned, maximum) in enumerate(parts)]
    total = scoring.total_fraction(slots, {n: D(earned) / 1_000_000 for n, (earned, _maximum) in enumerate(parts)})
    plain = sum(earned * maximum for earned, maximum in parts) / 1e6 / sum(maximum for _earned, maximum in parts)
    assert 0 <= total <= 1
    assert float(total) == pytest.approx(min(max(plain, 0), 1), abs=1e-6)


# --- the registry ---------------------------------------------------------------------------------------------------------
def test_one_that_nobody_registered_answers_as_deferred_so_that_old_attempts_do() -> None:
    assert behaviour("gone").name == "deferred"


def test_a_host_adds_one_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from assessments import behaviours as module

    class Twice(Deferred):
        name = "twice"

    monkeypatch.setattr(module, "_BEHAVIOURS", dict(behaviours()))
    register_behaviour(Twice())
    assert behaviour("twice").name == "twice"
    assert set(behaviours()) == {*NAMES, "twice"}


def test_each_says_its_rule_in_words() -> None:
    for name in NAMES:
        assert behaviour(name).label()
        assert bool(behaviour(name).rule(RULES)) is (name != "deferred")
    assert "25" in behaviour("retry").rule(RULES)
    assert last_response([]) == {}
