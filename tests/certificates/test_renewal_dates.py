"""When a renewal opens and until when what is renewed holds, as tables: leap days, month ends, zones, clocks that change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.renewal import (
    Phase,
    end_of,
    expiry,
    last_day,
    next_expiry,
    phase,
    reminder_due,
    window,
)
from lms.kernel.months import plus_months

LIMA = ZoneInfo("America/Lima")
SANTIAGO = ZoneInfo("America/Santiago")
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 2, 28), 12, date(2026, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),  # the day that was reached counts, not the end of the month
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
        (date(2028, 2, 29), -6, date(2027, 8, 29)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2027, 1, 31), -13, date(2025, 12, 31)),
    ],
)
def test_the_same_day_of_another_month(day: date, months: int, found: date) -> None:
    assert plus_months(day, months) == found


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(min_value=-240, max_value=240))
def test_months_never_leave_their_month(day: date, months: int) -> None:
    found = plus_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day


@pytest.mark.parametrize(
    ("granted", "months", "zone", "ends"),
    [
        # 02:00 UTC is still the day before in Lima: the last day is counted from there
        (datetime(2026, 3, 1, 2, tzinfo=UTC), 36, LIMA, datetime(2029, 3, 1, 5, tzinfo=UTC)),
        (datetime(2026, 3, 1, 6, tzinfo=UTC), 36, LIMA, datetime(2029, 3, 2, 5, tzinfo=UTC)),
        (datetime(2026, 2, 28, 16, tzinfo=UTC), 12, TOKYO, datetime(2027, 3, 1, 15, tzinfo=UTC)),
        # Santiago is at UTC-3 in summer and UTC-4 in winter
        (datetime(2026, 1, 10, 12, tzinfo=UTC), 6, SANTIAGO, datetime(2026, 7, 11, 4, tzinfo=UTC)),
        (datetime(2026, 7, 10, 12, tzinfo=UTC), 6, SANTIAGO, datetime(2027, 1, 11, 3, tzinfo=UTC)),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), 36, LIMA, datetime(2027, 3, 1, 5, tzinfo=UTC)),
        (datetime(2026, 3, 1, 2, tzinfo=UTC), 0, LIMA, None),
    ],
)
def test_an_award_ends_at_the_midnight_after_its_last_day(
    granted: datetime, months: int, zone: ZoneInfo, ends: datetime | None
) -> None:
    assert expiry(granted, months, zone) == ends


@pytest.mark.parametrize(
    ("last", "months", "opens"),
    [
        (date(2029, 3, 15), 6, date(2028, 9, 15)),
        (date(2029, 8, 31), 6, date(2029, 2, 28)),
        (date(2028, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 6, date(2027, 8, 29)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
    ],
)
def test_the_window_opens_months_before_the_last_day(last: date, months: int, opens: date) -> None:
    found = window(end_of(last, LIMA), months, LIMA)
    assert found is not None
    assert found.opens_at == datetime(opens.year, opens.month, opens.day, tzinfo=LIMA)
    assert found.closes_at == end_of(last, LIMA)
    assert last_day(found.closes_at, LIMA) == last


def test_for_ever_and_no_renewal_have_no_window() -> None:
    assert window(None, 6, LIMA) is None
    assert window(end_of(date(2029, 3, 15), LIMA), 0, LIMA) is None
    assert phase(None, 6, LIMA, datetime(2029, 1, 1, tzinfo=UTC)) == Phase.NEVER


OLD = end_of(date(2029, 3, 15), LIMA)  # opens on 15 September 2028


@pytest.mark.parametrize(
    ("at", "where", "until"),
    [
        (datetime(2028, 9, 14, 23, 59, 59, tzinfo=LIMA), Phase.EARLY, date(2031, 9, 14)),  # a day too early: from the day
        (datetime(2028, 9, 15, tzinfo=LIMA), Phase.OPEN, date(2032, 3, 15)),  # the first moment
        (datetime(2028, 9, 15, 4, 59, tzinfo=UTC), Phase.EARLY, date(2031, 9, 14)),  # UTC's day is not Lima's
        (datetime(2029, 3, 15, 23, 59, 59, tzinfo=LIMA), Phase.OPEN, date(2032, 3, 15)),  # the last
        (datetime(2029, 3, 16, 4, 59, 59, tzinfo=UTC), Phase.OPEN, date(2032, 3, 15)),
        (datetime(2029, 3, 16, tzinfo=LIMA), Phase.MISSED, date(2032, 3, 16)),
        (datetime(2030, 1, 31, tzinfo=LIMA), Phase.MISSED, date(2033, 1, 31)),
    ],
)
def test_what_is_done_in_the_window_extends_and_what_is_not_begins_anew(at: datetime, where: Phase, until: date) -> None:
    assert phase(OLD, 6, LIMA, at) == where
    found = next_expiry(old=OLD, opens_months=6, done_at=at, validity_months=36, zone=LIMA)
    assert found == end_of(until, LIMA)


@pytest.mark.parametrize(
    ("old", "validity", "until"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2029, 8, 31), 18, date(2031, 2, 28)),
        (date(2029, 8, 31), 6, date(2030, 2, 28)),
    ],
)
def test_an_extension_counts_from_the_old_last_day(old: date, validity: int, until: date) -> None:
    done = datetime(old.year, old.month, 1, 12, tzinfo=LIMA)
    found = next_expiry(old=end_of(old, LIMA), opens_months=6, done_at=done, validity_months=validity, zone=LIMA)
    assert found == end_of(until, LIMA)


def test_a_credential_for_ever_stays_so() -> None:
    assert next_expiry(old=OLD, opens_months=6, done_at=OLD, validity_months=0, zone=LIMA) is None
    assert next_expiry(
        old=None, opens_months=6, done_at=datetime(2026, 3, 1, 12, tzinfo=UTC), validity_months=12, zone=LIMA
    ) == (end_of(date(2027, 3, 1), LIMA))


@given(
    st.dates(date(2024, 1, 1), date(2034, 12, 31)), st.integers(1, 60), st.integers(1, 24),
    st.sampled_from([LIMA, SANTIAGO, TOKYO]), st.integers(1_672_531_200, 2_082_758_400),  # 2023 to 2036, in seconds
)  # fmt: skip
def test_renewing_in_the_window_loses_no_day(last: date, validity: int, opens: int, zone: ZoneInfo, at: int) -> None:
    old, moment = end_of(last, zone), datetime.fromtimestamp(at, UTC)
    found = next_expiry(old=old, opens_months=opens, done_at=moment, validity_months=validity, zone=zone)
    assert found is not None
    if phase(old, opens, zone, moment) == Phase.OPEN:
        assert found == end_of(plus_months(last, validity), zone)
    else:
        assert found == expiry(moment, validity, zone)


@pytest.mark.parametrize(
    ("left", "said"),
    [(200, None), (91, None), (90, 90), (89, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 7), (-1, None)],
)
def test_the_nearest_reminder_that_has_begun(left: int, said: int | None) -> None:
    last = date(2029, 3, 15)
    at = datetime.combine(date.fromordinal(last.toordinal() - left), datetime.min.time(), LIMA)
    assert reminder_due(end_of(last, LIMA), at, LIMA, (90, 30, 7)) == said
