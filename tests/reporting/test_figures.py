"""Figures mean what they say: a count equals its rows, and what is in force at the close follows from what happened."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.reporting.figures import CERTIFICATION, PROGRESS, CertificationFacts, balance, certification_sheet, wilson
from lms.reporting.periods import period

QUARTER = period("2026-Q4", "America/Lima")


@dataclass
class FakeAward:
    serial: str
    spells: tuple[tuple[str, datetime, str], ...]
    credential: str = "c"
    country: str = "PE"
    expires_at: datetime | None = None
    person_id: int = 0


def days(*acts: tuple[str, int]) -> tuple[tuple[str, datetime, str], ...]:
    """Acts at so many days after the quarter began."""
    return tuple((act, QUARTER.start + timedelta(days=day), "") for act, day in acts)


def values(awards: list[FakeAward]) -> dict[str, int]:
    sheet = certification_sheet(CertificationFacts(awards=awards), QUARTER)
    return {figure.id: figure.value for figure in sheet.figures}


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((("granted", 3),), {"F11o": 0, "F11i": 1, "F11c": 1}),
        ((("granted", -9),), {"F11o": 1, "F11i": 0, "F11c": 1}),
        ((("granted", 99),), {"F11o": 0, "F11i": 0, "F11c": 0}),
        ((("granted", -9), ("revoked", 5)), {"F11o": 1, "F11r": 1, "F11c": 0}),
        ((("granted", -9), ("expired", 5)), {"F11o": 1, "F11e": 1, "F11c": 0}),
        ((("granted", -9), ("suspended", 5), ("revoked", 6)), {"F11o": 1, "F11s": 1, "F11r": 0, "F11c": 0}),
        ((("granted", -9), ("suspended", -5), ("reinstated", 6)), {"F11o": 0, "F11b": 1, "F11c": 1}),
    ],
)
def test_one_award_is_counted_where_it_belongs(acts: tuple[tuple[str, int], ...], expected: dict[str, int]) -> None:
    assert expected.items() <= values([FakeAward("S", days(*acts))]).items()


ACTS = st.lists(
    st.tuples(st.sampled_from(["reinstated", "suspended", "revoked", "expired"]), st.integers(-200, 200)), max_size=6
)


@given(st.lists(st.tuples(st.integers(-200, 200), ACTS), max_size=12))
def test_opening_plus_and_minus_what_happened_is_the_close(histories: list[tuple[int, list[tuple[str, int]]]]) -> None:
    awards = []
    for number, (granted, acts) in enumerate(histories):
        later = sorted((act, granted + abs(day)) for act, day in acts)
        awards.append(FakeAward(f"S{number}", days(("granted", granted), *sorted(later, key=lambda one: one[1]))))
    v = values(awards)
    assert balance(v) == v["F11c"]


def test_a_total_always_equals_the_sum_of_its_rows() -> None:
    awards = [FakeAward(f"S{n}", days(("granted", n - 5))) for n in range(12)]
    sheet = certification_sheet(
        CertificationFacts(awards=awards, pending=[("P-1", {"reason": "courses"})], attempts=[("P-1", "quiz", True)]), QUARTER
    )
    for figure in sheet.figures:
        mine = [row for row in sheet.rows if row.figure == figure.id]
        assert len(mine) == (figure.value if figure.out_of is None else figure.out_of)


def test_a_share_under_ten_cases_shows_no_percentage() -> None:
    few = certification_sheet(CertificationFacts(attempts=[(f"P-{n}", "quiz", True) for n in range(9)]), QUARTER).figures
    many = certification_sheet(CertificationFacts(attempts=[(f"P-{n}", "quiz", n < 8) for n in range(10)]), QUARTER).figures
    assert next(f for f in few if f.id == "F09").percent is None
    assert next(f for f in many if f.id == "F09").percent == 80


@pytest.mark.parametrize(("yes", "n", "low", "high"), [(83, 100, 74.5, 89.1), (0, 10, 0.0, 27.8), (10, 10, 72.2, 100.0)])
def test_the_interval_is_wilsons(yes: int, n: int, low: float, high: float) -> None:
    assert tuple(round(bound, 1) for bound in wilson(yes, n)) == (low, high)


def test_every_figure_is_named_and_explained_in_both_languages() -> None:
    for definition in (*PROGRESS, *CERTIFICATION):
        for words in (definition.titles, definition.meaning):
            assert set(words) == {"es", "en"}
            assert all(words.values())


def test_what_happened_after_the_close_is_not_counted() -> None:
    award = FakeAward("S", (("granted", datetime(2026, 11, 1, tzinfo=UTC), ""), ("revoked", QUARTER.end, "")))
    assert values([award])["F11c"] == 1
    assert values([award])["F11r"] == 0
