"""The rules of scoring in stages, as tables: which stage opens, what counts."""

from decimal import Decimal
from typing import Any

import pytest

from assessments.stages import Given, Opened, Result, Rules, Settled, check, first_stages, rules_of, settle

PASS = Decimal(60)
DOUBLE = Rules(stages="double", tolerance=10)


def given(id: int, percent: str, *flags: str, number: int = 1) -> Given:
    return Given(id, Decimal(percent), frozenset(flags), number)


def test_one_assessor_is_the_result() -> None:
    found = settle(Rules(), PASS, {"first": given(7, "72.50")}, ["first"])
    assert found == Settled(final=Result(Decimal("72.50"), (), "single", (7,)))


def test_nothing_follows_before_anybody_has_scored_and_while_one_of_two_has() -> None:
    assert settle(DOUBLE, PASS, {}, ["first", "second"]) == Settled()
    assert settle(DOUBLE, PASS, {"first": given(1, "70")}, ["first", "second"]) == Settled()
    assert settle(DOUBLE, PASS, {"second": given(1, "70")}, ["first", "second"]) == Settled()


@pytest.mark.parametrize(
    ("rules", "one", "other", "expected"),
    [
        (DOUBLE, "70", "80", Result(Decimal("75.00"), (), "mean", (1, 2))),
        (DOUBLE, "59.99", "60", Result(Decimal("60.00"), (), "mean", (1, 2))),  # 59.995, half up
        (Rules(stages="double", agreement="higher"), "70", "80", Result(Decimal(80), (), "higher", (2, 1))),
        (Rules(stages="double", agreement="higher"), "80", "70", Result(Decimal(80), (), "higher", (1, 2))),
    ],
)
def test_two_that_agree(rules: Rules, one: str, other: str, expected: Result) -> None:
    both = {"first": given(1, one), "second": given(2, other)}
    assert settle(rules, PASS, both, ["first", "second"]) == Settled(final=expected)


def test_two_that_lie_apart_go_to_a_third_who_decides() -> None:
    both = {"first": given(1, "70"), "second": given(2, "80.01")}
    assert settle(DOUBLE, PASS, both, ["first", "second"]) == Settled(open=(Opened("third", ("apart",)),))
    assert settle(DOUBLE, PASS, both, ["first", "second", "third"]) == Settled()
    found = settle(DOUBLE, PASS, both | {"third": given(3, "41", "f1")}, ["first", "second", "third"])
    assert found.final == Result(Decimal(41), ("f1",), "third", (3, 1, 2))


@pytest.mark.parametrize("apart", ["third", "discussion"])
def test_a_red_flag_that_one_raises_goes_to_a_third_whatever_the_sums(apart: str) -> None:
    both = {"first": given(1, "70", "f1"), "second": given(2, "70")}
    found = settle(Rules(stages="double", apart=apart), PASS, both, ["first", "second"])
    assert found == Settled(open=(Opened("third", ("flag_apart",)),))


def test_the_same_red_flag_from_both_stays_in_the_mean() -> None:
    both = {"first": given(1, "70", "f1"), "second": given(2, "76", "f1")}
    assert settle(DOUBLE, PASS, both, ["first", "second"]).final == Result(Decimal("73.00"), ("f1",), "mean", (1, 2))


def test_a_discussion_ends_in_agreement_or_with_a_third() -> None:
    rules = Rules(stages="double", apart="discussion")
    opened = ["first", "second"]
    apart = {"first": given(1, "50"), "second": given(2, "80")}
    assert settle(rules, PASS, apart, opened) == Settled(discuss=True)
    one_again = {"first": given(3, "72", number=2), "second": given(2, "80")}
    assert settle(rules, PASS, one_again, opened) == Settled(discuss=True)
    both_again = one_again | {"second": given(4, "78", number=2)}
    assert settle(rules, PASS, both_again, opened).final == Result(Decimal("75.00"), (), "discussion", (3, 4))
    still_apart = one_again | {"second": given(4, "90", number=2)}
    assert settle(rules, PASS, still_apart, opened) == Settled(open=(Opened("third", ("no_agreement",)),))
    assert settle(rules, PASS, one_again, opened, over=True) == Settled(open=(Opened("third", ("no_agreement",)),))


@pytest.mark.parametrize(
    ("percent", "flags", "because"),
    [
        ("90", (), ()), ("65.01", (), ()), ("65", (), ("near",)), ("55", (), ("fail", "near")), ("40", (), ("fail",)),
        ("90", ("f1",), ("flag",)),
    ],
)  # fmt: skip
def test_in_a_sample_a_second_scores_every_fail_every_near_total_and_every_red_flag(
    percent: str, flags: tuple[str, ...], because: tuple[str, ...]
) -> None:
    rules = Rules(stages="sampled", margin=5)
    found = settle(rules, PASS, {"first": given(1, percent, *flags)}, ["first"])
    if because:
        assert found == Settled(open=(Opened("second", because),))
    else:
        assert found.final == Result(Decimal(percent), (), "single", (1,))


def test_a_drawn_letter_has_both_stages_open_from_the_start() -> None:
    rules = Rules(stages="sampled", sample=30)
    assert [one.stage for one in first_stages(rules, 29)] == ["first", "second"]
    assert [one.stage for one in first_stages(rules, 30)] == ["first"]
    assert [one.stage for one in first_stages(Rules(stages="sampled", sample=0), 0)] == ["first"]
    assert [one.stage for one in first_stages(Rules(stages="sampled", sample=100), 99)] == ["first", "second"]


@pytest.mark.parametrize(("late", "because"), [("20", ("near",)), ("21", ("fail", "near")), ("40", ("fail",)), ("10", ())])
def test_in_a_sample_what_counts_after_lateness_is_looked_at_too(late: str, because: tuple[str, ...]) -> None:
    rules = Rules(stages="sampled", margin=5)
    found = settle(rules, PASS, {"first": given(1, "80")}, ["first"], late_percent=Decimal(late))
    assert found.open == ((Opened("second", because),) if because else ())


def test_an_old_case_is_scored_by_one_and_released_at_once() -> None:
    assert rules_of({}) == Rules(release="at_once")
    assert rules_of({"scoring": DOUBLE.body()}) == DOUBLE


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ([], "group"), ({"stage": "double"}, "stage"), ({"stages": "triple"}, "single, double, sampled"),
        ({"sample": 101}, "100"), ({"tolerance": 2.5}, "whole"), ({"outside": "yes"}, "true"), ({"margin": True}, "whole"),
        ({"stages": "double", "release": "at_once"}, "one assessor"), ({"seed_every": 5}, "qualify"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_rules_is_said(spec: Any, said: str) -> None:
    from django.utils.translation import override

    with override("en"):
        found = check(spec)
    assert len(found) == 1
    assert said in found[0]
    assert check({"stages": "double", "tolerance": 5, "outside": True, "qualify": True, "seed_every": 8}) == []
