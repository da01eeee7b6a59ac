"""The rules behind a review: which awards are looked at, what is unusual, when a schedule runs. No database."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.reporting.prechecks import Facts, errors_apart, signs_of
from lms.reporting.rhythms import RHYTHMS, last_due, next_run, period_of
from lms.reporting.sampling import sample_of, seed_of, size_of

SERIALS = st.sets(st.integers(0, 99).map(lambda n: f"S{n:03}"), max_size=40)


@pytest.mark.parametrize(
    ("n", "size"), [(0, 0), (1, 1), (5, 5), (6, 5), (25, 5), (26, 6), (36, 6), (37, 7), (100, 10), (101, 11)]
)
def test_the_larger_of_five_and_the_root_rounded_up_is_drawn(n: int, size: int) -> None:
    assert size_of(n) == size


@given(st.integers(0, 100_000))
def test_the_size_is_what_the_rule_says(n: int) -> None:
    assert size_of(n) == min(n, max(5, math.ceil(math.sqrt(n))))


@given(SERIALS, SERIALS, SERIALS)
def test_the_draw_depends_on_the_hash_alone_and_leaves_out_no_exception(
    awarded: set[str], excepted: set[str], revoked: set[str]
) -> None:
    always = {"exception": sorted(excepted), "revoked": sorted(revoked)}
    one = sample_of("a" * 64, sorted(awarded), always)
    again = sample_of("a" * 64, sorted(awarded, reverse=True), always)
    assert one == again
    assert one.seed == seed_of("a" * 64)
    serials = [picked.serial for picked in one.picked]
    assert len(serials) == len(set(serials))
    assert excepted | revoked <= set(serials)
    assert sum("drawn" in picked.reasons for picked in one.picked) == one.drawn == size_of(len(awarded))


def test_another_hash_draws_others() -> None:
    serials = [f"S{n:03}" for n in range(400)]
    drawn = [tuple(p.serial for p in sample_of(sha, serials, {}).picked) for sha in ("a" * 64, "b" * 64)]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        (Facts(), []),
        (Facts(passed=(95, 100), passed_before=(60, 100)), ["pass_rate"]),
        (Facts(passed=(60, 100), passed_before=(95, 100)), ["pass_rate"]),
        (Facts(passed=(62, 100), passed_before=(60, 100)), []),
        (Facts(passed=(9, 9), passed_before=(1, 9)), []),  # too few to say anything
        (Facts(scored=20, quick=1), ["quick_scoring"]),
        (Facts(quarters=[(3, 0), (2, 0), (5, 0), (1, 0)]), ["nobody_refused"]),
        (Facts(quarters=[(3, 0), (2, 1), (5, 0), (1, 0)]), []),
        (Facts(quarters=[(3, 0), (0, 0), (5, 0), (1, 0)]), []),  # a quarter in which nothing was decided says nothing
        (Facts(quarters=[(3, 0), (5, 0), (1, 0)]), []),
        (Facts(exposed=["q1"]), ["exposure"]),
        (Facts(alike=[("L1", 89)]), []),
        (Facts(alike=[("L1", 90)]), ["alike"]),
    ],
)
def test_a_rule_speaks_of_what_is_unusual_and_of_nothing_else(facts: Facts, rules: list[str]) -> None:
    assert [sign.rule for sign in signs_of(facts)] == rules


def test_two_standard_errors_are_counted_with_the_pooled_share() -> None:
    apart = errors_apart((80, 100), (60, 100))
    assert apart == pytest.approx(0.2 / math.sqrt(0.7 * 0.3 * 0.02))


SANTIAGO, MEXICO, LIMA = "America/Santiago", "America/Mexico_City", "America/Lima"


@pytest.mark.parametrize(
    ("after", "rhythm", "hour", "zone", "due"),
    [
        ("2026-11-26T12:00", "daily", 7, LIMA, "2026-11-27T12:00"),  # 07:00 in Lima is noon; one that is due now has run
        ("2026-11-26T11:59", "daily", 7, LIMA, "2026-11-26T12:00"),
        ("2026-09-05T12:00", "daily", 7, SANTIAGO, "2026-09-06T10:00"),  # the clocks went on that night
        ("2026-09-05T05:00", "daily", 0, SANTIAGO, "2026-09-06T04:00"),  # midnight is left out: an hour later on the wall
        ("2026-04-04T12:00", "daily", 7, SANTIAGO, "2026-04-05T11:00"),  # they went back
        ("2026-04-04T03:30", "daily", 23, SANTIAGO, "2026-04-05T02:00"),  # 23:00 comes twice: the first
        ("2026-04-05T02:00", "daily", 23, SANTIAGO, "2026-04-06T03:00"),  # and not again an hour later
        ("2026-04-04T13:00", "daily", 7, MEXICO, "2026-04-05T13:00"),  # no change since 2022
        ("2026-10-25T13:00", "daily", 7, MEXICO, "2026-10-26T13:00"),
        ("2026-11-26T12:00", "weekly", 7, LIMA, "2026-11-30T12:00"),  # a Monday
        ("2026-11-26T12:00", "monthly", 7, SANTIAGO, "2026-12-01T10:00"),
        ("2026-12-31T23:00", "monthly", 7, MEXICO, "2027-01-01T13:00"),
        ("2026-11-26T12:00", "quarterly", 6, LIMA, "2027-01-01T11:00"),
    ],
)
def test_a_schedule_follows_the_clocks_on_the_institutions_wall(
    after: str, rhythm: str, hour: int, zone: str, due: str
) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_run(moment, rhythm=rhythm, hour=hour, weekday=0, zone=zone)
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


@given(
    st.integers(1735689600, 1830297600).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.sampled_from(["daily", "weekly"]), st.integers(0, 23), st.integers(0, 6), st.sampled_from([SANTIAGO, MEXICO, LIMA]),
)  # fmt: skip
def test_one_run_a_day_or_week_however_the_clocks_change(
    start: datetime, rhythm: str, hour: int, weekday: int, zone: str
) -> None:
    due, days = start, []
    for _n in range(4):
        following = next_run(due, rhythm=rhythm, hour=hour, weekday=weekday, zone=zone)
        assert following > due
        due = following
        days.append(due.astimezone(ZoneInfo(zone)).date())
    step = 1 if rhythm == "daily" else 7
    assert [(b - a).days for a, b in pairwise(days)] == [step] * 3


def test_what_was_missed_is_caught_up_once_with_the_last_period() -> None:
    wall = {"rhythm": "daily", "hour": 7, "weekday": 0, "zone": LIMA}
    due = datetime(2026, 11, 1, 12, tzinfo=UTC)
    last = last_due(datetime(2026, 11, 26, 15, tzinfo=UTC), due, **wall)  # type: ignore[arg-type]
    assert last == datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert period_of(last, rhythm="daily", zone=LIMA).key == "2026-11-25"


@pytest.mark.parametrize(
    ("rhythm", "key"), [("daily", "2026-12-31"), ("weekly", "2026-W52"), ("monthly", "2026-12"), ("quarterly", "2026-Q4")]
)
def test_a_run_speaks_of_what_has_ended(rhythm: str, key: str) -> None:
    one = period_of(datetime(2027, 1, 1, 12, tzinfo=UTC), rhythm=rhythm, zone=LIMA)
    assert one.key == key
    assert one.end - one.start >= timedelta(days=1)
    assert rhythm in RHYTHMS
