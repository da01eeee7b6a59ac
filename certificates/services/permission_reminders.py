"""Permissions that end: who may ask for a new one is told 60 days before the last day, once for each last day."""

from datetime import date
from typing import Final

from django.utils import timezone

from certificates.selectors.pictures import permissions_ending
from lms.institutions import api as institutions
from lms.messages.api import send

REMINDER: Final = "permission_ending"
TOLD: Final = ("administrator", "decider")


def remind_of_permissions(day: date | None = None) -> int:
    """One mail to each administrator and decider about each permission that ends within 60 days; returns how many stand in
    the ledger for today. Run daily; safe to repeat: the key is the picture and the last day, so that a longer one is told anew.
    """
    ending = permissions_ending(day or timezone.localdate())
    people = sorted({person for role in TOLD for person in institutions.programme_people(role)}) if ending else []
    for picture, end in ending:
        for person in people:
            send(
                person_id=person, kind=REMINDER, speaks_of=f"picture:{picture.pk}:{end.isoformat()}",
                params={"picture_id": picture.pk, "last_day": end.isoformat()},
            )  # fmt: skip
    return len(ending) * len(people)
