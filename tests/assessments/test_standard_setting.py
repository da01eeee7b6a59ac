"""Cut scores: Angoff's, Hofstee's and that of borderline scripts, against figures worked out by hand."""

from decimal import Decimal
from fractions import Fraction
from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import standard_setting as setting
from assessments.standard_setting import Bounds

D = Decimal
EXAMPLE = [[D(".6"), D(".7"), D(".8"), D(".5")], [D(".7"), D(".75"), D(".85"), D(".55")], [D(".5"), D(".65"), D(".9"), D(".6")]]
RATING = st.decimals(0, 1, places=2)


def test_the_cut_is_the_sum_of_the_items_means_and_its_error_that_of_the_judges() -> None:
    found = setting.angoff(EXAMPLE)
    assert (found.items, found.judges) == (4, 3)
    assert found.cut == Fraction("2.7")
    assert found.percent == Fraction("67.5")
    assert found.cuts == (Fraction("2.6"), Fraction("2.85"), Fraction("2.65"))
    assert [setting.kept(one) for one in found.means] == [D("0.6000"), D("0.7000"), D("0.8500"), D("0.5500")]
    assert found.se == pytest.approx(0.0764, abs=5e-5)
    assert found.spreads[0] == pytest.approx(0.1)


def test_one_judge_has_a_cut_and_no_error() -> None:
    found = setting.angoff([[D(".5"), D(".7")]])
    assert (found.cut, found.se, found.spreads) == (Fraction("1.2"), None, (None, None))


@pytest.mark.parametrize("rows", [[], [[]], [[D(".5")], [D(".5"), D(".6")]], [[D("1.01")]], [[D("-.1")]]])
def test_what_makes_no_cut_is_refused(rows: list[list[D]]) -> None:
    with pytest.raises(ValueError, match=r"cut|judge|rating"):
        setting.angoff(rows)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(RATING, min_size=n, max_size=n), min_size=2, max_size=8)))
def test_the_cut_is_also_the_mean_of_the_judges_cuts(rows: list[list[D]]) -> None:
    found = setting.angoff(rows)
    assert found.cut == sum(found.cuts) / len(rows)
    assert 0 <= found.cut <= found.items
    assert found.se == pytest.approx(stdev([float(one) for one in found.cuts]) / len(rows) ** 0.5)


def test_a_mean_is_kept_with_four_decimals_half_up() -> None:
    assert setting.kept(Fraction(2, 3)) == D("0.6667")
    assert setting.kept(Fraction("0.00005")) == D("0.0001")
    assert setting.kept(Fraction("0.00004999")) == D("0.0000")


def test_a_forms_cut_is_the_sum_of_its_own_items_means_and_reaching_it_is_enough() -> None:
    easy = setting.form_cut([(D("0.8000"), D(1)), (D("0.9000"), D(1))])
    hard = setting.form_cut([(D("0.4000"), D(1)), (D("0.5500"), D(2))])
    assert (easy.points, easy.of, easy.percent) == (D("1.7000"), D(2), D("85.00"))
    assert (hard.points, hard.of, hard.percent) == (D("1.50000"), D(3), D("50.00"))
    assert setting.passes(D("1.5"), hard.points)
    assert not setting.passes(D("1.4999"), hard.points)
    assert setting.form_cut([]).percent == 0


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.decimals(0, 1, places=4), st.sampled_from([D(1), D(2), D("0.5")])), min_size=1, max_size=60),
    st.data(),
)
def test_deciding_by_shares_of_six_decimals_is_deciding_by_points(items: list[tuple[D, D]], data: st.DataObject) -> None:
    """An attempt keeps its share of the points with six decimals; on forms of up to 100 points that loses nothing."""
    cut = setting.form_cut(items)
    raw = data.draw(st.integers(0, int(2 * cut.of)).map(lambda halves: D(halves) / 2))
    share = (raw / cut.of).quantize(D("0.000001"), "ROUND_HALF_UP")
    if setting.passes(raw, cut.points):
        assert share >= cut.share
    elif cut.points - raw >= D("0.0001"):
        assert (share >= cut.share) is setting.passes(raw, cut.points) or cut.points - raw < cut.of * D("0.000001")


def test_movement_says_what_the_talk_did() -> None:
    after = [
        [D(".6"), D(".7"), D(".8"), D(".55")],
        [D(".65"), D(".75"), D(".85"), D(".55")],
        [D(".6"), D(".65"), D(".9"), D(".6")],
    ]
    found = setting.movement(EXAMPLE, after)
    assert found.moved == pytest.approx((0.05 + 0.05 + 0.1) / 12)
    assert found.share == pytest.approx(3 / 12)
    assert found.cut == pytest.approx(0.1 / 3)
    assert found.spread[1] is not None
    assert found.spread[0] is not None
    assert found.spread[1] < found.spread[0]
    with pytest.raises(ValueError, match="same judges"):
        setting.movement(EXAMPLE, after[:2])


def test_a_consistent_judge_follows_how_hard_the_items_are() -> None:
    assert setting.consistency([D(".2"), D(".5"), D(".8")], [D(".3"), D(".6"), D(".9")]) == pytest.approx(1)
    assert setting.consistency([D(".8"), D(".5"), D(".2")], [D(".3"), D(".6"), D(".9")]) == pytest.approx(-1)
    assert setting.consistency([D(".8"), D(".5"), D(".2")], [D(".3"), None, D(".9")]) is None
    assert setting.consistency([D(".5"), D(".5"), D(".5")], [D(".3"), D(".6"), D(".9")]) is None


def test_hofstees_compromise_lies_where_the_diagonal_meets_the_curve() -> None:
    people = [D(n) for n in range(1, 101)]  # one at each percent: the share strictly below x is x − 1
    found = setting.hofstee([Bounds(50, 70, 40, 80), Bounds(60, 80, 20, 60)], people)
    assert found.bounds == (55, 75, 30, 70)
    assert found.cut is not None
    assert found.fail is not None
    assert found.misses == ""
    assert found.fail == pytest.approx(70 - 2 * (found.cut - 55))
    assert found.cut == pytest.approx(181 / 3, abs=1)  # x − 1 = 70 − 2 (x − 55)
    assert found.fail == pytest.approx(sum(one < D(str(found.cut)) for one in people), abs=1)


def test_hofstee_says_when_the_curve_misses_what_judges_accept() -> None:
    many = [D(10)] * 90 + [D(95)] * 10
    assert setting.hofstee([Bounds(50, 60, 5, 20)], many).misses == "above"
    assert setting.hofstee([Bounds(50, 60, 5, 20)], [D(90)] * 50).misses == "below"
    assert setting.hofstee([Bounds(50, 60, 5, 20)], []).cut is None
    with pytest.raises(ValueError, match="no judge"):
        setting.hofstee([], many)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=60), st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_a_compromise_is_always_within_what_judges_accept(people: list[int], bounds: list[int]) -> None:
    low, high = sorted(bounds[:2])
    least, most = sorted(bounds[2:])
    found = setting.hofstee([Bounds(low, high, least, most)], [D(one) for one in people])
    if found.cut is not None and found.fail is not None:
        assert low - 1e-9 <= found.cut <= high + 1e-9
        assert least - 1e-9 <= found.fail <= most + 1e-9
    else:
        assert found.misses


def test_the_cut_of_a_case_is_what_borderline_scripts_score() -> None:
    percents = {"a": D(40), "b": D(58), "c": D(64), "d": D(85)}
    calls = [
        {"a": "below", "b": "borderline", "c": "borderline", "d": "above"},
        {"a": "below", "b": "below", "c": "borderline", "d": "above"},
        {"a": "below", "b": "borderline", "c": "above", "d": "above"},
    ]
    found = setting.borderline(calls, percents)
    assert found.chosen == ("b", "c")
    assert found.cut == 61
    assert found.judges == (61, 64, 58)
    assert found.se == pytest.approx(max(stdev([58, 64]) / 2**0.5, stdev([61, 64, 58]) / 3**0.5))
    assert setting.borderline([{"a": "below"}], percents).cut is None
    with pytest.raises(ValueError, match="unknown"):
        setting.borderline([{"z": "below"}], percents)


def test_a_cut_is_moved_in_standard_errors_and_by_nothing_else() -> None:
    assert setting.adjusted(D("2.7000"), D("0.0764"), D("-0.5")).cut == D("2.6618")
    with pytest.raises(ValueError, match="standard error"):
        setting.adjusted(D("2.7"), None, D(1))
