"""Numbers and moments as people write them."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from lms.templatetags.lms import percent


@pytest.mark.parametrize(
    ("value", "places", "es", "en"),
    [
        (Decimal("46.67"), 0, "47\u00a0%", "47\u00a0%"),
        (Decimal("0.5"), 0, "1\u00a0%", "1\u00a0%"),
        (Decimal("92.275"), 2, "92,28\u00a0%", "92.28\u00a0%"),
        (None, 0, "", ""),
    ],
)
def test_a_percentage_is_rounded_half_up_with_a_hard_space(value: Decimal | None, places: int, es: str, en: str) -> None:
    for language, shown in (("es", es), ("en", en)):
        with translation.override(language):
            assert percent(value, places) == shown


def test_a_moment_may_end_a_sentence_in_either_language_and_stands_in_the_readers_zone() -> None:
    letter = Template("{% load lms %}{{ due|moment }}.")
    due = {"due": datetime(2026, 11, 23, 22, 0, tzinfo=UTC)}
    with timezone.override(ZoneInfo("America/Lima")):
        for language, shown in (("es", "23 de noviembre de 2026 a las 17:00."), ("en", "Nov. 23, 2026, 5 pm.")):
            with translation.override(language):
                assert letter.render(Context(due)) == shown
                assert letter.render(Context({"due": None})) == "."
