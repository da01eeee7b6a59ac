"""A period is from local midnight to local midnight of the institution."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.reporting.errors import UnknownPeriod
from lms.reporting.periods import before, month_of, period, quarter_of


@pytest.mark.parametrize(
    ("key", "zone", "start", "end"),
    [
        ("2026-11", "America/Lima", "2026-11-01T05:00Z", "2026-12-01T05:00Z"),
        ("2026-Q4", "America/Bogota", "2026-10-01T05:00Z", "2027-01-01T05:00Z"),
        # Chile moves its clocks on the first Sunday of September 2026: the quarter starts at UTC−4 and ends at UTC−3
        ("2026-Q3", "America/Santiago", "2026-07-01T04:00Z", "2026-10-01T03:00Z"),
    ],
)
def test_a_period_begins_and_ends_at_local_midnight(key: str, zone: str, start: str, end: str) -> None:
    one = period(key, zone)
    assert one.start.astimezone(UTC) == datetime.fromisoformat(start)
    assert one.end.astimezone(UTC) == datetime.fromisoformat(end)


@pytest.mark.parametrize("key", ["2026", "2026-13", "2026-Q5", "26-Q1", "2026-11-31", "2026-W54", "2026-W00", "", "1999-Q1"])
def test_a_word_that_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(UnknownPeriod):
        period(key, "America/Lima")


def test_the_last_moment_belongs_and_the_next_does_not() -> None:
    one = period("2026-11", "America/Lima")
    assert one.holds(one.end - timedelta(microseconds=1))
    assert not one.holds(one.end)
    assert not one.holds(None)


@pytest.mark.parametrize(("key", "earlier"), [("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026-Q4", "2026-Q3")])
def test_the_period_before_has_the_same_length(key: str, earlier: str) -> None:
    assert before(period(key, "America/Lima"), "America/Lima").key == earlier


def test_a_moment_falls_into_its_institutions_month() -> None:
    new_year_in_utc = datetime(2027, 1, 1, 2, tzinfo=UTC)
    assert month_of(new_year_in_utc, "America/Lima").key == "2026-12"
    assert quarter_of(new_year_in_utc, "America/Lima").key == "2026-Q4"
