"""Charts: what is drawn is in proportion, says what it is to who does not see it, and runs nothing of what people typed."""

import re
from datetime import date

import pytest

from courses.pacing import SLOWER, Learner, active_days, durations, forecast, will_finish
from lms.reporting.charts import Bar, bars, funnel, lines


def widths(svg: str) -> list[int]:
    return [int(one) for one in re.findall(r'<rect[^>]* width="(\d+)"', svg)]


def test_bars_are_in_proportion_and_titles_are_escaped() -> None:
    drawn = bars("k", "Título", "Qué es", [Bar("<script>", 10, "10"), Bar("B", 5, "5")])
    assert widths(drawn)[::2] == [430, 215]
    assert "<script>" not in drawn
    assert '<title id="k-t">Título</title><desc id="k-d">Qué es</desc>' in drawn
    assert "style=" not in drawn


def test_a_funnel_draws_who_finished_inside_of_who_began() -> None:
    assert widths(funnel("k", "t", "d", [("M1", 8, 4, "4/8")], 16)) == [215, 108]
    assert bars("k", "t", "d", [])
    assert widths(bars("k", "t", "d", [Bar("A", 0, "0")])) == [0, 0]


def test_lines_break_where_nothing_is_known() -> None:
    drawn = lines("k", "t", "d", ["a", "b", "c"], [[1, None, 2]])
    assert re.search(r'class="l1" d="M\d+ \d+ M\d+ \d+"', drawn)
    with pytest.raises(ValueError, match="two lines"):
        lines("k", "t", "d", ["a"], [[1], [1], [1]])


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (Learner(5, 10, completed=False, days_so_far=30, days_left=30), True),
        (Learner(5, 10, completed=False, days_so_far=30, days_left=29), False),
        (Learner(0, 10, completed=False, days_so_far=30, days_left=300), False),
        (Learner(1, 10, completed=False, days_so_far=6, days_left=300), None),
        (Learner(10, 10, completed=True, days_so_far=2, days_left=0), True),
    ],
)
def test_the_forecast_is_a_sum_by_hand(one: Learner, says: bool | None) -> None:
    assert will_finish(one) is says


def test_a_fifth_slower_is_the_low_end() -> None:
    just = Learner(5, 10, completed=False, days_so_far=30, days_left=30)
    assert will_finish(just, SLOWER) is False
    told = forecast([just])
    assert (told.low, told.expected, told.high) == (0, 1, 1)


def test_the_median_waits_for_half_and_the_p90_for_nine_of_ten() -> None:
    assert durations([5, 9], 5).median is None
    assert durations([5, 9], 4).median == 9
    told = durations(list(range(1, 10)), 10)
    assert (told.median, told.p90) == (5, 9)
    assert durations([], 0).median is None


def test_days_of_leave_count_once() -> None:
    days = [(date(2026, 3, 2), date(2026, 3, 4)), (date(2026, 3, 4), date(2026, 3, 5)), (date(2026, 2, 1), date(2026, 2, 9))]
    assert active_days(date(2026, 3, 1), date(2026, 3, 10), days) == 6
    assert active_days(date(2026, 3, 2), date(2026, 3, 1), days) == 0
