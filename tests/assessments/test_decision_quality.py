"""How far decisions at a cut can be relied upon: against a million simulated candidates, and against closed forms."""

import random
from bisect import bisect_left
from collections import Counter
from itertools import accumulate
from math import ceil, comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import decision_quality as quality
from assessments.decision_quality import Beta, decision_quality

PEOPLE = 1_000_000


class Million:
    """A million candidates sit two forms: true scores of a beta law (kept to three decimals), each item answered by chance.

    Who has the same true score is drawn together: the law of their sums is worked out once, item by item, and each person's two
    sums are drawn from it. `hard` spreads the items' difficulty around the true score; then errors are not binomial.
    """

    def __init__(self, a: float, b: float, low: float, high: float, *, items: int, cut: float, hard: float) -> None:
        rng, least = random.Random(2026), ceil(cut - 1e-9)
        strata = Counter(round(1000 * (low + (high - low) * rng.betavariate(a, b))) for _n in range(PEOPLE))
        shifts = [hard * (2 * n / (items - 1) - 1) for n in range(items)]
        counts: Counter[int] = Counter()
        facility, same, wrongly, unfairly = [0.0] * items, 0, 0, 0
        for thousandths, people in sorted(strata.items()):
            chances = [min(1.0, max(0.0, thousandths / 1000 + shift)) for shift in shifts]
            law = [1.0]
            for n, p in enumerate(chances):
                facility[n] += p * people
                law = [x * (1 - p) + y * p for x, y in zip([*law, 0.0], [0.0, *law], strict=True)]
            sums = list(accumulate(law))
            first, second = (rng.choices(range(items + 1), cum_weights=sums, k=people) for _form in range(2))
            counts.update(first)
            same += sum((x >= least) == (y >= least) for x, y in zip(first, second, strict=True))
            passed = sum(x >= least for x in first)
            if sum(chances) >= cut:
                unfairly += people - passed
            else:
                wrongly += passed
        self.consistency, self.false_pass, self.false_fail = same / PEOPLE, wrongly / PEOPLE, unfairly / PEOPLE
        self.shares = [score / items for score, n in counts.items() for _one in range(n)]
        mean = sum(score * n for score, n in counts.items()) / PEOPLE
        variance = sum((score - mean) ** 2 * n for score, n in counts.items()) / PEOPLE
        chance = sum(one / PEOPLE * (1 - one / PEOPLE) for one in facility)
        self.kr20 = items / (items - 1) * (1 - chance / variance)


@pytest.mark.parametrize(
    ("law", "items", "cut", "hard"),
    [
        ((6, 3, 0, 1), 40, 26.4, 0.0),  # binomial errors, a cut between two scores
        ((4, 2, 0.25, 1), 40, 27, 0.15),  # guessing, and items of many difficulties
    ],
)
def test_agrees_with_a_million_simulated_candidates_to_0_005(
    law: tuple[float, float, float, float], items: int, cut: float, hard: float
) -> None:
    world = Million(*law, items=items, cut=cut, hard=hard)
    found = decision_quality(world.shares, cut=cut / items, reliability=world.kr20, step=1 / items)
    assert found.consistency == pytest.approx(world.consistency, abs=0.005)
    assert found.accuracy == pytest.approx(1 - world.false_pass - world.false_fail, abs=0.005)
    assert found.false_pass == pytest.approx(world.false_pass, abs=0.005)
    assert found.false_fail == pytest.approx(world.false_fail, abs=0.005)


def some(n: int, seed: int = 1) -> list[float]:
    rng = random.Random(seed)
    return [sum(rng.random() < p for _item in range(40)) / 40 for p in (rng.betavariate(6, 3) for _person in range(n))]


def test_not_enough_data_under_n_50() -> None:
    found = decision_quality(some(49), cut=0.6, reliability=0.8, step=1 / 40)
    assert (found.why, found.n) == (quality.TOO_FEW, 49)
    assert (found.consistency, found.accuracy, found.csem, found.passing) == (None, None, None, None)
    assert decision_quality(some(50), cut=0.6, reliability=0.8, step=1 / 40).consistency is not None


def test_what_cannot_be_said_says_why() -> None:
    assert decision_quality([0.5] * 60, cut=0.6, reliability=0.8).why == quality.NO_SPREAD
    assert decision_quality([1.0] * 60, cut=0.6, reliability=0.8).why == quality.NO_SPREAD
    for unusable in (None, 0.0, -0.2, 1.0, float("nan")):
        assert decision_quality(some(60), cut=0.6, reliability=unusable).why == quality.NO_RELIABILITY
    with pytest.raises(ValueError, match="share of the points"):
        decision_quality(some(60), cut=60, reliability=0.8)


def test_the_tail_is_the_binomial_one_and_goes_on_between_whole_numbers() -> None:
    for k in range(1, 12):
        exact = sum(comb(11, i) * 0.37**i * 0.63 ** (11 - i) for i in range(k, 12))
        assert quality.regularised(k, 11 - k + 1, 0.37) == pytest.approx(exact, abs=1e-12)
    assert quality.regularised(2, 3, 0) == 0
    assert quality.regularised(2, 3, 1) == 1


def test_a_sure_test_decides_rightly_and_a_test_of_pure_chance_hardly_better_than_a_coin() -> None:
    shares = some(4000)
    sure = decision_quality(shares, cut=0.6, reliability=0.99, step=1 / 40)
    unsure = decision_quality(shares, cut=0.6, reliability=0.2, step=1 / 40)
    assert sure.accuracy is not None
    assert unsure.accuracy is not None
    assert sure.consistency is not None
    assert unsure.consistency is not None
    assert sure.accuracy > 0.95
    assert sure.consistency > unsure.consistency
    assert unsure.accuracy < 0.85
    assert sure.csem is not None
    assert unsure.csem is not None
    assert sure.csem < unsure.csem


def test_the_mean_of_squared_errors_is_that_of_the_reliability() -> None:
    """What Keats' correction is for: over all true scores the error variance is σ²·(1 − r)."""
    shares = some(20_000)
    mean = sum(shares) / len(shares)
    variance = sum((one - mean) ** 2 for one in shares) / len(shares)
    found = decision_quality(shares, cut=0.6, reliability=0.8, step=1 / 40)
    assert found.law is not None
    assert found.length is not None
    points = list(quality._points(found.law, 0.6))
    error = sum(weight * p * (1 - p) / found.length for p, weight, _deserves in points) / sum(w for _p, w, _d in points)
    assert error == pytest.approx(variance * 0.2, rel=0.01)


def test_four_moments_give_back_the_law_they_came_from() -> None:
    rng = random.Random(5)
    shares = [
        sum(rng.random() < p for _i in range(100)) / 100 for p in (0.2 + 0.7 * rng.betavariate(3, 2) for _n in range(40_000))
    ]
    law = quality.true_law(shares, 100)
    assert law.parameters == 4
    assert (law.low, law.high) == (pytest.approx(0.2, abs=0.06), pytest.approx(0.9, abs=0.04))


def test_a_law_that_would_leave_0_to_1_falls_back_to_two_parameters() -> None:
    rng = random.Random(7)
    shares = [min(1.0, max(0.0, rng.gauss(0.7, 0.2))) for _n in range(300)]
    law = quality.true_law(shares, quality.effective_length(0.7, 0.03, 0.85))
    assert law.parameters == 2
    assert law == Beta(law.a, law.b)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=50, max_size=90),
    st.floats(0, 1),
    st.floats(0.05, 0.97),
    st.sampled_from([0.0, 1 / 30]),
)
def test_shares_are_shares_and_tables_add_up(scores: list[int], cut: float, reliability: float, step: float) -> None:
    found = decision_quality([one / 30 for one in scores], cut=cut, reliability=reliability, step=step)
    if found.consistency is None:
        assert found.why in (quality.NO_SPREAD, quality.NO_RELIABILITY)
        return
    assert found.table is not None
    assert found.accuracy is not None
    assert sum(found.table) == pytest.approx(1)
    assert found.consistency == pytest.approx(found.table[0] + found.table[2])
    for one in (found.consistency, found.accuracy, found.false_pass, found.false_fail, found.near, found.passing):
        assert one is not None
        assert -1e-9 <= one <= 1 + 1e-9
    assert found.consistency >= 0.5 - 1e-9  # two forms agree by chance at least half of the time


def test_sheets_with_cuts_of_their_own_keep_their_decisions() -> None:
    shares, cuts = [0.6, 0.7, 0.55, 0.8], [0.65, 0.65, 0.5, 0.6]
    moved, common = quality.aligned(shares, cuts)
    assert common == pytest.approx(0.6)
    assert [one >= common - 1e-9 for one in moved] == [own >= cut for own, cut in zip(shares, cuts, strict=True)]
    with pytest.raises(ValueError, match="a cut a score"):
        quality.aligned(shares, cuts[:2])


def test_the_same_scores_give_the_same_figures_in_any_order() -> None:
    shares = some(200)
    there, back = (decision_quality(one, cut=0.6, reliability=0.8, step=1 / 40) for one in (shares, shares[::-1]))
    assert there.consistency == pytest.approx(back.consistency)
    assert bisect_left(sorted(shares), 0.6) == round((1 - (there.passing or 0)) * 200)
