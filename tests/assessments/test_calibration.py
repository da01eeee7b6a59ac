"""How often people were right who said how sure they were: by tables."""

import random

import pytest

from assessments.statistics.calibration import calibration, effective
from assessments.statistics.intervals import wilson
from assessments.statistics.options import guess_with_tries


def said(certainty: int, right: int, n: int) -> list[tuple[int, bool]]:
    return [(certainty, k < right) for k in range(n)]


def test_each_certainty_has_a_row_with_n_right_share_and_wilsons_interval() -> None:
    one, two, three = calibration([*said(3, 31, 50), *said(1, 2, 4)])
    assert [(row.certainty, row.n, row.right, row.share) for row in (one, two, three)] == [
        (1, 4, 2, 0.5), (2, 0, 0, None), (3, 50, 31, 0.62),
    ]  # fmt: skip
    assert three.interval == wilson(0.62, 50)
    assert two.interval is None


@pytest.mark.parametrize(
    ("certainty", "right", "n", "verdict"),
    [
        (3, 62, 100, "over"),  # pays from 80 %
        (3, 78, 100, ""),  # its interval holds 80 %
        (3, 6, 10, ""),  # too few to say
        (3, 99, 100, ""),
        (2, 50, 100, "over"),
        (2, 74, 100, ""),
        (2, 95, 100, "under"),
        (1, 90, 100, "under"),
        (1, 20, 100, ""),
    ],
)
def test_who_is_surer_than_right_is_told_so_only_when_the_interval_says_it(
    certainty: int, right: int, n: int, verdict: str
) -> None:
    assert calibration(said(certainty, right, n))[certainty - 1].verdict == verdict


def test_answers_of_one_person_tell_less_than_answers_of_many() -> None:
    """Ten people with ten answers each, all right or all wrong: that is ten people's worth, not a hundred's."""
    answers = [(3, who % 2 == 0) for who in range(10) for _n in range(10)]
    people = [who for who in range(10) for _n in range(10)]
    alike, apart = calibration(answers, people)[2], calibration(answers)[2]
    assert alike.interval is not None
    assert apart.interval is not None
    assert alike.interval.high - alike.interval.low > 2 * (apart.interval.high - apart.interval.low)
    assert effective([(who, right) for who, (_c, right) in zip(people, answers, strict=True)]) == pytest.approx(9)


def test_where_people_are_not_alike_nothing_is_taken_off() -> None:
    dice = random.Random(3)
    mine = [(who, dice.random() < 0.7) for who in range(400) for _n in range(5)]
    assert 0.85 * 2000 < effective(mine) <= 2000
    assert effective([(who, True) for who in range(7)]) == 7
    assert effective([(0, True), (0, True), (1, True)]) == 2  # all right: each person once


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """300 cohorts of 40 people with 6 answers each, whose shares differ: 95 % of the intervals hold the share of all."""
    dice, held = random.Random(11), 0
    for _ in range(300):
        answers, people = [], []
        for who in range(40):
            share = dice.betavariate(3.5, 1.5)
            answers += [(3, dice.random() < share) for _n in range(6)]
            people += [who] * 6
        sure = calibration(answers, people)[2].interval
        assert sure is not None
        held += sure.low <= 0.7 <= sure.high
    assert held >= 0.92 * 300


def test_answers_without_a_certainty_are_nobodys_and_every_answer_is_somebodys() -> None:
    assert [row.n for row in calibration([(0, True), (4, True)])] == [0, 0, 0]
    with pytest.raises(ValueError, match="somebody"):
        calibration([(1, True)], [])


@pytest.mark.parametrize(
    ("fractions", "tries", "penalty", "percent"),
    [
        ([1, 0, 0, 0], 1, 0.25, 25),
        ([0, 0, 1, 0], 3, 0.25, 100 * (1 + 0.75 + 0.5) / 4),
        ([1, 0], 5, 0, 100),
        ([1, 0, 0], 3, 0.6, 100 * 1.4 / 3),
        ([1, 0.5, 0], 2, 0.25, None),
        ([0, 0], 2, 0.25, None),
    ],
)
def test_what_blind_guessing_earns_with_several_tries(
    fractions: list[float], tries: int, penalty: float, percent: float | None
) -> None:
    assert guess_with_tries(fractions, tries=tries, penalty=penalty) == (percent if percent is None else pytest.approx(percent))
