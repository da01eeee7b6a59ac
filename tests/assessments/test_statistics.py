"""Item and test statistics: hand-worked tables, what must not change them, and where they say that they can't be said."""

import math
import statistics as plain
from collections.abc import Sequence
from dataclasses import astuple, replace
from decimal import Decimal
from itertools import compress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.statistics import (
    analyse,
    figures_of,
    foreign_share,
    mantel_haenszel,
    option_figures,
    random_guess_score,
    scores,
)
from assessments.statistics.classic import weight_intervals
from assessments.statistics.intervals import (
    bonett,
    fisher,
    jackknife,
    kurtosis_interval,
    sd_interval,
    skewness_interval,
    wilson,
)

# Four people, three questions, each harder than the one before: worked by hand in fractions.
STAIRS = ([1, 1, 1], [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]])


def test_a_test_worked_by_hand() -> None:
    test = analyse(*STAIRS).test
    assert (test.n, test.mean, test.median) == (4, 1.5, 1.5)
    assert test.sd == pytest.approx(math.sqrt(5 / 3))
    assert test.skewness == 0
    assert test.kurtosis == pytest.approx(-1.2)  # k4 = −10/3, k2 = 5/3
    assert test.internal_consistency == pytest.approx(75)  # 3/2 · (1 − (1/4 + 1/3 + 1/4) / (5/3))
    assert test.error_ratio == pytest.approx(50)
    assert test.standard_error == pytest.approx(math.sqrt(5 / 3) / 2)


def test_questions_worked_by_hand() -> None:
    one, two, three = analyse(*STAIRS).items
    assert [item.facility for item in (one, two, three)] == [75, 50, 25]
    assert [item.sd for item in (one, two, three)] == pytest.approx([0.5, math.sqrt(1 / 3), 0.5])
    assert one.discrimination_index == pytest.approx(100 * 0.25 / math.sqrt(0.25 * 11 / 12))
    assert one.discriminative_efficiency == pytest.approx(100)  # nobody could have been ordered better
    roots = [math.sqrt(c) for c in (1 / 2, 2 / 3, 1 / 2)]  # covariances with the total
    assert [i.effective_weight for i in (one, two, three)] == pytest.approx([100 * r / sum(roots) for r in roots])
    assert [i.intended_weight for i in (one, two, three)] == pytest.approx([100 / 3] * 3)


def test_a_question_against_the_rest_has_no_weight_and_is_left_out_of_the_others() -> None:
    """The sign rule: Moodle shows no effective weight, and the others' weights sum to 100."""
    found = analyse([1, 5, 5], [[1, 0, 1], [1, 1, 2], [0, 4, 3], [0, 5, 4]])
    first, *others = found.items
    assert first.discrimination_index is not None
    assert first.discrimination_index < 0
    assert first.effective_weight is None
    assert sum(item.effective_weight or 0 for item in others) == pytest.approx(100)


def test_a_constant_question_tells_nothing_and_weighs_nothing() -> None:
    """0.1 has no exact binary form: with floats its variance would be 1e-34 and its index noise."""
    found = analyse([1, 1, 1], [[0.1, 1, 0], [0.1, 0, 0], [0.1, 1, 1]])
    constant = found.items[0]
    assert (constant.facility, constant.sd, constant.effective_weight, constant.constant) == (10, 0, 0, True)
    assert (constant.discrimination_index, constant.discriminative_efficiency) == (None, None)


def test_when_all_are_alike_only_mean_and_median_can_be_said() -> None:
    test = analyse([1, 1], [[1, 0]] * 5).test
    assert astuple(test) == (5, 1, 1, 0, None, None, None, None, None)


@pytest.mark.parametrize(
    ("rows", "calculable"),
    [
        ([], set()),
        ([[1, 0]], {"mean", "median"}),
        ([[1, 1], [0, 0]], {"mean", "median", "sd", "internal_consistency", "error_ratio", "standard_error"}),
        ([[1, 1], [0, 0], [1, 0]], {"skewness"}),
        ([[1, 1], [0, 0], [1, 0], [0, 1]], {"skewness", "kurtosis"}),
    ],
)
def test_few_people_allow_few_figures(rows: list[list[int]], calculable: set[str]) -> None:
    test = analyse([1, 1], rows).test
    known = {name for name in test.__slots__ if name != "n" and getattr(test, name) is not None}
    assert test.n == len(rows)
    assert known == calculable if len(rows) < 3 else calculable <= known


def test_one_question_alone_has_no_rest() -> None:
    (item,) = analyse([2], [[2], [1], [0]]).items
    assert (item.discrimination_index, item.discriminative_efficiency, item.effective_weight) == (None, None, 100)
    assert analyse([2], [[2], [1], [0]]).test.internal_consistency is None


def test_an_empty_cell_is_left_out_of_its_question_only() -> None:
    found = analyse([1, 1, 1], [[1, None, 1], [0, 1, 0], [1, 0, 1], [None, None, None]])
    assert [item.n for item in found.items] == [3, 2, 3]
    assert found.items[1].facility == 50
    assert (found.test.n, found.test.mean) == (4, 1.25)  # handed in empty counts with 0, as an attempt does in Moodle


def test_a_question_nobody_attempted_has_no_figures() -> None:
    item = analyse([1, 1], [[None, 1], [None, 0]]).items[0]
    assert astuple(item)[1:] == (0, 1.0, None, None, None, 50, None, None, None, False)


def test_a_question_worth_nothing_has_no_facility() -> None:
    assert analyse([0, 1], [[0, 1], [0, 0]]).items[0].facility is None


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 1e12, Decimal("1e-40")])
def test_what_is_no_mark_is_refused(cell: Any) -> None:
    with pytest.raises(ValueError, match="not a score"):
        analyse([1], [[cell]])


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        analyse([1, 1], [[1]])


POINTS = st.sampled_from([Decimal(one) for one in ("-0.5", "0", "0.333333", "0.5", "1")])
MATRIX = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(POINTS, min_size=width, max_size=width), min_size=4, max_size=25)
)


def figures(rows: Sequence[Sequence[Any]], maxima: Sequence[Any] | None = None) -> Any:
    return analyse(maxima or [1] * len(rows[0]), rows)


@given(MATRIX)
@settings(max_examples=60)
def test_the_library_of_python_agrees(rows: list[list[Decimal]]) -> None:
    """An independent reading of the same definitions, in floats."""
    table = [[float(cell) for cell in row] for row in rows]
    totals = [math.fsum(row) for row in table]
    found = figures(rows)
    for item, column in zip(found.items, zip(*table, strict=True), strict=True):
        rest = [total - score for total, score in zip(totals, column, strict=True)]
        assert item.sd == pytest.approx(plain.stdev(column), abs=1e-9)
        if item.discrimination_index is not None:
            assert item.discrimination_index == pytest.approx(100 * plain.correlation(column, rest), abs=1e-6)
            most = plain.covariance(sorted(column), sorted(rest))
            assert item.discriminative_efficiency == pytest.approx(100 * plain.covariance(column, rest) / most, abs=1e-6)
    assert found.test.sd == pytest.approx(plain.stdev(totals), abs=1e-9)
    assert found.test.median == pytest.approx(plain.median(totals), abs=1e-9)


@given(MATRIX, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_people_does_not_matter(rows: list[list[Decimal]], dice: Any) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert figures(shuffled) == figures(rows)


@given(MATRIX, st.integers(1, 9))
@settings(max_examples=40)
def test_points_given_to_all_change_no_spread(rows: list[list[Decimal]], gift: int) -> None:
    before, after = figures(rows), figures([[row[0] + gift, *row[1:]] for row in rows])
    names = ("sd", "effective_weight", "discrimination_index", "discriminative_efficiency")
    for one, two in zip(before.items, after.items, strict=True):
        assert [getattr(one, name) for name in names] == [getattr(two, name) for name in names]
    assert replace(after.test, mean=0, median=0) == replace(before.test, mean=0, median=0)


@given(MATRIX, st.sampled_from([2, 7, 100]))
@settings(max_examples=40)
def test_percentages_do_not_depend_on_the_unit(rows: list[list[Decimal]], factor: int) -> None:
    before = figures(rows)
    after = figures([[cell * factor for cell in row] for row in rows], [factor] * len(rows[0]))
    for one, two in zip(before.items, after.items, strict=True):
        for name in ("facility", "effective_weight", "discrimination_index", "discriminative_efficiency"):
            assert getattr(one, name) == pytest.approx(getattr(two, name)), name
    assert before.test.internal_consistency == pytest.approx(after.test.internal_consistency)
    assert before.test.kurtosis == pytest.approx(after.test.kurtosis)


@given(MATRIX)
@settings(max_examples=60)
def test_bounds_hold(rows: list[list[Decimal]]) -> None:
    found = figures(rows)
    for item in found.items:
        index, efficiency = item.discrimination_index, item.discriminative_efficiency
        assert index is None or -100 <= index <= 100
        assert efficiency is None or efficiency <= 100  # the lowest possible has no such bound
    alpha = found.test.internal_consistency
    assert alpha is None or alpha <= 100 + 1e-9


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(0.5, 10, 0.2366, 0.7634), (0, 10, 0, 0.2775), (1, 20, 0.8389, 1), (0.83, 112, 0.7498, 0.8883)],
)
def test_wilson(share: float, n: int, low: float, high: float) -> None:
    found = wilson(share, n)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_other_intervals_hold_the_figure_and_narrow_with_people() -> None:
    for make in (
        lambda n: fisher(0.4, n), lambda n: bonett(0.7, n, 10), lambda n: sd_interval(2.0, n, 0.1),
        lambda n: skewness_interval(0.4, n), lambda n: kurtosis_interval(0.4, n),
    ):  # fmt: skip
        few, many = make(30), make(3000)
        assert few is not None
        assert many is not None
        assert few.high - few.low > many.high - many.low
    known = fisher(0.5, 28)  # tanh(0.5493 ± 1.96/5)
    assert known is not None
    assert (known.low, known.high) == pytest.approx((0.156, 0.736), abs=1e-3)


@pytest.mark.parametrize("found", [fisher(1, 50), fisher(0.2, 3), bonett(1, 9, 3), wilson(1.2, 9), sd_interval(1, 3, None)])
def test_no_interval_where_none_can_be_given(found: object) -> None:
    assert found is None


def test_the_jackknife_of_a_mean_is_the_classic_interval() -> None:
    values = [float(n % 7) for n in range(200)]
    (found,) = jackknife(200, lambda people: [plain.fmean(compress(values, people))])
    assert found is not None
    assert found.high - found.low == pytest.approx(2 * 2.093 * plain.stdev(values) / math.sqrt(200), rel=0.6)
    assert jackknife(39, lambda _people: [1.0]) == [None]


def test_the_quick_jackknife_of_weights_is_the_plain_one() -> None:
    matrix = scores([1, 1, 2], [[n % 2, n % 3 > 0, (n * n) % 3] for n in range(90)])

    def plainly(keep: Sequence[bool]) -> list[float | None]:
        return [item.effective_weight for item in figures_of(matrix.of(list(compress(range(90), keep)))).items]

    for quick, plain_one in zip(weight_intervals(matrix), jackknife(90, plainly), strict=True):
        assert quick is not None
        assert plain_one is not None
        assert (quick.low, quick.high) == pytest.approx((plain_one.low, plain_one.high))


def test_options_say_who_chose_them_and_how_those_did_elsewhere() -> None:
    found = {one.option: one for one in option_figures(["a", "b", "c"], [["a"], ["a"], ["b"], []], [9, 8, 1, 2])}
    assert [found[name].count for name in "abc"] == [2, 1, 0]
    assert found["a"].point_biserial == pytest.approx(plain.correlation([1, 1, 0, 0], [9, 8, 1, 2]))
    assert found["b"].point_biserial is not None
    assert found["b"].point_biserial < 0
    assert found["c"].point_biserial is None


@pytest.mark.parametrize(
    ("kind", "fractions", "score"),
    [
        ("single", [1, 0, 0, 0], 25),
        ("fact_bound", [1, 0], 50),
        ("multiple", [0.5, 0.5], None),
        ("numeric", [], 0),
        ("else", [], None),
    ],
)
def test_random_guess_score(kind: str, fractions: list[float], score: float | None) -> None:
    assert random_guess_score(kind, fractions) == score


def test_answers_with_anothers_law_are_counted_by_country() -> None:
    assert foreign_share({"x": "CO", "y": "MX"}, [["x"], ["x"], ["z"], []]) == {"CO": 2, "MX": 0}


def crowd(group: str, stratum: int, right: int, wrong: int) -> list[tuple[str, bool, int]]:
    return [(group, True, stratum)] * right + [(group, False, stratum)] * wrong


def test_mantel_haenszel_worked_by_hand() -> None:
    """Two strata: (reference 60/40, focal 40/60) and (80/20, 60/40): α = (60·60/200 + 80·40/200) / (40·40/200 + 20·60/200)."""
    people = [
        *crowd("PE", 1, 60, 40), *crowd("CL", 1, 40, 60), *crowd("PE", 2, 80, 20), *crowd("CL", 2, 60, 40),
        *crowd("MX", 2, 9, 9),
    ]  # fmt: skip
    found = mantel_haenszel("PE", "CL", people)
    assert found.alpha == pytest.approx(34 / 14)
    assert found.delta == pytest.approx(-2.35 * math.log(34 / 14))
    assert found.level == "C"
    assert found.interval is not None
    assert found.interval.low < found.delta < found.interval.high < -1
    assert (found.n_reference, found.n_focal) == (200, 200)


@pytest.mark.parametrize(("right", "level"), [(60, "A"), (57, "A"), (48, "B"), (36, "C")])
def test_classes_of_difference(right: int, level: str) -> None:
    people = [*crowd("PE", 1, 600, 400), *crowd("CL", 1, right * 10, 1000 - right * 10)]
    assert mantel_haenszel("PE", "CL", people).level == level


def test_under_200_people_in_a_group_nothing_is_said() -> None:
    found = mantel_haenszel("PE", "CL", [*crowd("PE", 1, 150, 150), *crowd("CL", 1, 100, 99)])
    assert (found.enough, found.alpha, found.level) == (False, None, "")


def test_when_all_are_right_no_difference_can_be_computed() -> None:
    found = mantel_haenszel("PE", "CL", [*crowd("PE", 1, 200, 0), *crowd("CL", 1, 200, 0)])
    assert (found.enough, found.alpha) == (True, None)
