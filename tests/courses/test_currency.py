"""Currency is a sum of what was asked and a moment; a refresher's blocks are narrowed to what changed. Pure, by tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from courses.changed import narrowed
from courses.currency import Asked, Currency, currency_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


@pytest.mark.parametrize(
    ("asked", "at", "expected"),
    [
        ([], 0, Currency("current")),
        ([Asked(day(1), day(31))], 0, Currency("current")),  # asked later
        ([Asked(day(-1), day(29))], 0, Currency("due", day(29))),
        ([Asked(day(-31), day(-1))], 0, Currency("lapsed", day(-1))),
        ([Asked(day(-30), day(0))], 0, Currency("lapsed", day(0))),  # the moment itself is over
        ([Asked(day(-9), day(21), day(-2))], 0, Currency("current", None, day(-2))),
        ([Asked(day(-9), day(21), day(-2))], -3, Currency("due", day(21))),  # passed later
        ([Asked(day(-40), day(-10), day(-2))], 0, Currency("current", None, day(-2))),  # passed late
        ([Asked(day(-40), day(-10), excused=True)], 0, Currency("current")),
        ([Asked(day(-9), day(21)), Asked(day(-40), day(-10))], 0, Currency("lapsed", day(-10))),
        ([Asked(day(-9), day(21)), Asked(day(-8), day(5))], 0, Currency("due", day(5))),
        ([Asked(day(-9), day(21)), Asked(day(-40), day(-10), day(-2))], 0, Currency("due", day(21), day(-2))),
    ],
)
def test_the_standing_at_a_moment(asked: list[Asked], at: int, expected: Currency) -> None:
    assert currency_of(asked, day(at)) == expected


def text(*paragraphs: str) -> dict[str, Any]:
    return {"id": "b1", "type": "text", "markdown": "\n\n".join(paragraphs)}


def test_only_the_paragraphs_that_name_the_fact_stay_under_their_heading() -> None:
    block = text(
        "Uno.", "## Plazo", "Dura {fact:marks.term}.", "## Otro", "Dos.", "Son {fact:marks.term.years}; {fact:marks.fee}."
    )
    before, now = narrowed(block, block, "PE", ["marks.term"])
    assert before == now
    assert now is not None
    assert now["markdown"].split("\n\n") == [
        "## Plazo", "Dura {fact:marks.term}.", "## Otro", "Son {fact:marks.term.years}; {fact:marks.fee}.",
    ]  # fmt: skip
    whole, _same = narrowed(text("Dura {fact:marks.terms}."), text("Dura {fact:marks.terms}."), "PE", ["marks.term"])
    assert whole == text("Dura {fact:marks.terms}.")


def test_what_is_not_the_same_stays_and_so_does_a_block_of_one_side() -> None:
    before, now = narrowed(text("Uno.", "Dos."), text("Uno.", "Tres."), "PE")
    assert before is not None
    assert now is not None
    assert (before["markdown"], now["markdown"]) == ("Dos.", "Tres.")
    assert narrowed(None, text("Uno."), "PE") == (None, text("Uno."))


def test_of_a_slot_only_the_country_s_part_is_narrowed() -> None:
    slot = {"id": "b2", "type": "slot", "countries": {"PE": {"markdown": "Uno.\n\nSon {fact:marks.term}."}}}
    _before, now = narrowed(slot, slot, "PE", ["marks.term"])
    assert now is not None
    assert now["countries"] == {"PE": {"markdown": "Son {fact:marks.term}."}}
