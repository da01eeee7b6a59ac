"""Numbers as people write them."""

from decimal import Decimal

import pytest
from django.utils import translation

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
