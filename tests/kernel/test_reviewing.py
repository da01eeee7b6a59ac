"""One clock for reviews in four countries, and what two or three opinions come to."""

import itertools
from datetime import date

import pytest

from lms.kernel.reviewing import Opinion, clock, standing, verdict

# Reckoned by hand from the calendars: the day a request came in, and the last days for acknowledging and deciding.
TABLE = [
    # Christmas: 8, 25 Dec and 1 Jan (Chile); also 11 Jan (Colombia); 25 Dec and 1 Jan (Mexico); also 9 Dec (Peru)
    ("2026-11-26", "CL", "2026-12-03", "2027-01-12"),
    ("2026-11-26", "CO", "2026-12-03", "2027-01-13"),
    ("2026-11-26", "MX", "2026-12-03", "2027-01-11"),
    ("2026-11-26", "PE", "2026-12-03", "2027-01-13"),
    # Easter 2027: 26 Mar (Chile); 22, 25, 26 Mar (Colombia); none (Mexico); 25, 26 Mar (Peru)
    ("2027-03-18", "CL", "2027-03-25", "2027-04-30"),
    ("2027-03-18", "CO", "2027-03-30", "2027-05-04"),
    ("2027-03-18", "MX", "2027-03-25", "2027-04-29"),
    ("2027-03-18", "PE", "2027-03-29", "2027-05-03"),
    # September: 18 Sep, 12 Oct (Chile); 12 Oct (Colombia); 16 Sep (Mexico); 8 Oct (Peru)
    ("2026-09-11", "CL", "2026-09-21", "2026-10-27"),
    ("2026-09-11", "CO", "2026-09-18", "2026-10-26"),
    ("2026-09-11", "MX", "2026-09-21", "2026-10-26"),
    ("2026-09-11", "PE", "2026-09-18", "2026-10-26"),
]


@pytest.mark.parametrize(("asked", "country", "acknowledge", "decide"), TABLE)
def test_five_and_thirty_business_days_by_the_countrys_calendar(
    asked: str, country: str, acknowledge: str, decide: str
) -> None:
    found = clock(date.fromisoformat(asked), country)
    assert (found.acknowledge_by.isoformat(), found.decide_by.isoformat()) == (acknowledge, decide)


@pytest.mark.parametrize(
    ("today", "acknowledged", "code", "days"),
    [
        ("2026-11-26", False, "unacknowledged", 5),
        ("2026-12-03", False, "unacknowledged", 0),  # the last day is a day
        ("2026-12-04", False, "unacknowledged_late", -1),
        ("2026-12-04", True, "waiting", 24),
        ("2027-01-04", True, "waiting", 6),
        ("2027-01-05", True, "soon", 5),
        ("2027-01-12", True, "soon", 0),
        ("2027-01-13", True, "late", -1),
        ("2027-01-13", False, "late", -1),  # the decision comes before the acknowledgement
    ],
)
def test_where_a_request_of_chile_stands_from_day_to_day(today: str, acknowledged: bool, code: str, days: int) -> None:
    last = clock(date(2026, 11, 26), "CL")
    found = standing(
        today=date.fromisoformat(today), acknowledge_by=last.acknowledge_by, decide_by=last.decide_by,
        acknowledged=acknowledged, open_=True, country="CL",
    )  # fmt: skip
    assert (found.code, found.days) == (code, days)
    assert standing(
        today=date.fromisoformat(today), acknowledge_by=last.acknowledge_by, decide_by=last.decide_by,
        acknowledged=acknowledged, open_=False, country="CL",
    ).code == "over"  # fmt: skip


def test_two_who_agree_decide_and_three_always_do() -> None:
    said = [(True, "again"), (True, "passed"), (False, "")]
    for first in said:
        assert verdict([Opinion(1, *first)]) is None
    for pair in itertools.product(said, repeat=2):
        found = verdict([Opinion(n, *one) for n, one in enumerate(pair, 1)])
        assert (found is not None) is (pair[0] == pair[1])
        if found is not None:
            assert (found.upheld, found.remedy, found.by) == (*pair[0], (1, 2))
    for three in itertools.product(said, repeat=3):
        if three[0] == three[1]:
            continue  # a third is never asked
        found = verdict([Opinion(n, *one) for n, one in enumerate(three, 1)])
        assert found is not None
        votes = [one[0] for one in three]
        assert found.upheld is (votes.count(True) >= 2)
        assert len(set(found.by)) == 2
        assert all(three[person - 1][0] is found.upheld for person in found.by)


def test_where_two_uphold_differently_the_later_one_counts() -> None:
    found = verdict([Opinion(1, True, "again"), Opinion(2, False), Opinion(3, True, "passed")])
    assert found is not None
    assert (found.upheld, found.remedy, found.by) == (True, "passed", (1, 3))
