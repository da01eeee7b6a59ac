"""Reminders of an end that comes: 90, 30 and 7 days before, keyed by the end they speak of: a moved one is told anew."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils import timezone

from certificates.models import Award, AwardState
from certificates.renewal import last_day, reminder_due
from lms.institutions import api as institutions
from lms.messages.api import send

REMINDER: Final = "award_expiring"
DAYS: Final = (90, 30, 7)
_CHUNK: Final = 500


def remind_of_expiry(now: datetime | None = None) -> int:
    """One mail to each holder of an award that ends soon and was not renewed; returns how many stand in the ledger for today.

    Run daily; safe to repeat: the key is award, last day and distance. A day without the sweep loses nothing: the nearest
    distance that has begun is said. Suspended and revoked awards say nothing; one that goes on (a newer round) neither.
    """
    moment = now or timezone.now()
    later = Award.objects.filter(
        person=OuterRef("person"), credential=OuterRef("credential"), country=OuterRef("country"), round__gt=OuterRef("round")
    )
    rows = (
        Award.objects.filter(expires_at__gt=moment, expires_at__lte=moment + timedelta(days=max(DAYS) + 2))
        .filter(state__in=[AwardState.GRANTED, AwardState.REDUCED])
        .exclude(Exists(later))
        .order_by("pk")
        .values_list("pk", "person_id", "institution_id", "expires_at")
    )
    zones: dict[int, ZoneInfo] = {}
    told = 0
    for award_id, person_id, institution_id, expires_at in rows.iterator(chunk_size=_CHUNK):
        if institution_id not in zones:
            zones[institution_id] = ZoneInfo(institutions.institution_card(institution_id).time_zone)
        zone = zones[institution_id]
        days = reminder_due(expires_at, moment, zone, DAYS) if expires_at else None
        if days is None or expires_at is None:
            continue
        day = last_day(expires_at, zone)
        send(
            person_id=person_id, kind=REMINDER, speaks_of=f"award:{award_id}:{day.isoformat()}:{days}",
            params={"award_id": award_id, "last_day": day.isoformat()},
        )  # fmt: skip
        told += 1
    return told
