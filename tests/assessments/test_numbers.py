"""A number is read as people of the country write it, said back, and refused when it has no single reading."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.numbers import NumberRefused, echo_number, read_number


@pytest.mark.parametrize(
    ("text", "country", "value", "echo"),
    [
        ("1.500", "CO", "1500", "1500"),
        ("1.500", "CL", "1500", "1500"),
        ("1.500", "PE", "1.5", "1.5"),
        ("1.500", "MX", "1.5", "1.5"),
        ("1,500", "CO", "1.5", "1,5"),
        ("1,500", "PE", "1500", "1500"),
        ("1.234,5", "CL", "1234.5", "1234,5"),
        ("1,234.5", "MX", "1234.5", "1234.5"),
        ("1,234.5", "CO", "1234.5", "1234,5"),
        ("1.234,5", "PE", "1234.5", "1234.5"),
        ("12.34", "CO", "12.34", "12,34"),
        ("12,34", "PE", "12.34", "12.34"),
        ("0.500", "CO", "0.5", "0,5"),
        ("1,234,567", "CO", "1234567", "1234567"),
        ("1.234.567", "CO", "1234567", "1234567"),
        ("1 500", "PE", "1500", "1500"),
        ("1\u00a0500", "CL", "1500", "1500"),
        ("  6 ", "PE", "6", "6"),
        ("-6", "PE", "-6", "-6"),
        ("−6,5", "CL", "-6.5", "-6,5"),
        ("+6", "CL", "6", "6"),
        ("6 Meses", "CL", "6", "6"),
        ("007", "CL", "7", "7"),
    ],
)
def test_the_country_decides_how_a_number_is_read(text: str, country: str, value: str, echo: str) -> None:
    read = read_number(text, country=country, units=("meses", "months"))
    assert (read.value, read.echo) == (Decimal(value), echo)


@pytest.mark.parametrize(
    "text",
    ["", "seis", "1.50.000", "1,2.3,4", "1..5", "5.", ".5", "1e3", "6 años", "0x1F", "٣", "1.2.3", "9" * 50, "NaN", "--"],
)
@pytest.mark.parametrize("country", ["CL", "PE"])
def test_what_has_no_single_reading_is_refused_with_a_sentence(text: str, country: str) -> None:
    with pytest.raises(NumberRefused, match=r".{10}"):
        read_number(text, country=country, units=("meses",))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from(["CL", "CO", "MX", "PE"]))
def test_what_is_echoed_can_be_written_back_and_is_the_same_number(value: Decimal, country: str) -> None:
    text = echo_number(value, country=country)
    decimals = text.split("," if country in {"CL", "CO"} else ".")
    assert len(decimals) <= 2
    assert read_number(text, country=country).value == value


@given(st.text(max_size=60), st.sampled_from(["CL", "CO", "MX", "PE"]))
def test_no_text_breaks_the_reader(text: str, country: str) -> None:
    with suppress(NumberRefused):
        read_number(text, country=country)
