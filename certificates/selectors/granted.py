"""Awards that were granted in a period and are in force: for who asks their holders something later."""

from datetime import datetime
from typing import NamedTuple

from certificates.models import Award, AwardState


class Granted(NamedTuple):
    """One award."""

    award_id: int
    person_id: int
    institution_id: int
    country: str
    granted_at: datetime


def granted_between(start: datetime, end: datetime) -> list[Granted]:
    """Granted in [start, end), neither suspended nor revoked, of people who were not erased; the oldest first. One query."""
    rows = Award.objects.filter(granted_at__gte=start, granted_at__lt=end, state=AwardState.GRANTED, person__erased_at=None)
    values = rows.order_by("granted_at", "pk").values_list("pk", "person_id", "institution_id", "country", "granted_at")
    return [Granted(*row) for row in values]
