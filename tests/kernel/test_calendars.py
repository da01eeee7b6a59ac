"""Business days, a table a country: real holidays of 2026 and 2027, looked up in each country's law by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.kernel.calendars import business_day_after, business_days_until, is_business_day
from lms.kernel.places import COUNTRIES


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("CL", date(2026, 12, 8), False),  # Inmaculada Concepción
        ("CL", date(2026, 9, 18), False),  # Independencia
        ("CL", date(2026, 12, 9), True),
        ("CO", date(2027, 1, 11), False),  # Reyes, moved to Monday by Ley 51 de 1983
        ("CO", date(2027, 1, 6), True),  # the day itself is worked
        ("CO", date(2026, 12, 8), False),
        ("MX", date(2026, 11, 16), False),  # Revolución: third Monday of November
        ("MX", date(2026, 11, 20), True),
        ("MX", date(2026, 12, 8), True),  # no holiday in Mexico
        ("PE", date(2026, 12, 9), False),  # Batalla de Ayacucho, since 2022
        ("PE", date(2026, 12, 8), False),
        ("PE", date(2027, 7, 28), False),
        ("PE", date(2026, 12, 10), True),
        *((country, date(2026, 12, 25), False) for country in COUNTRIES),
        *((country, date(2026, 11, 28), False) for country in COUNTRIES),  # a Saturday
        *((country, date(2026, 11, 29), False) for country in COUNTRIES),  # a Sunday
    ],
)
def test_a_day_is_worked_or_not(country: str, day: date, works: bool) -> None:
    assert is_business_day(day, country) is works


@pytest.mark.parametrize(
    ("country", "start", "days", "end"),
    [
        ("PE", date(2026, 12, 7), 1, date(2026, 12, 10)),  # two holidays in a row
        ("CL", date(2026, 12, 7), 1, date(2026, 12, 9)),
        ("MX", date(2026, 12, 7), 1, date(2026, 12, 8)),
        ("CO", date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        ("CO", date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        ("CO", date(2026, 11, 27), 0, date(2026, 11, 27)),
        ("PE", date(2026, 11, 26), 30, date(2027, 1, 13)),  # 8, 9, 25 December and 1 January are not worked
        ("MX", date(2026, 11, 26), 30, date(2027, 1, 11)),
    ],
)
def test_the_last_day_of_a_term(country: str, start: date, days: int, end: date) -> None:
    assert business_day_after(start, days, country) == end


@given(st.sampled_from(COUNTRIES), st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(min_value=1, max_value=60))
def test_as_many_days_are_left_as_were_given_and_the_last_is_worked(country: str, start: date, days: int) -> None:
    end = business_day_after(start, days, country)
    assert is_business_day(end, country)
    assert business_days_until(start, end, country) == days
    assert business_days_until(end, start, country) == -days
