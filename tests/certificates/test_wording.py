"""Dates in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import translation

from certificates.wording.certificates import long_moment

MOMENT = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)


def test_a_moment_in_nobodys_zone_names_it() -> None:
    with translation.override("es"):
        assert long_moment(MOMENT) == "25 de noviembre de 2026, 20:15 UTC"
        assert long_moment(MOMENT.astimezone(ZoneInfo("America/Santiago"))) == "25 de noviembre de 2026, 17:15"
