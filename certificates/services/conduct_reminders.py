"""Asking holders for a new code of conduct: when it is out, and once more before their time ends."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from certificates.selectors.conduct import holders_to_ask
from certificates.selectors.schemes import conduct_in_force
from lms.messages.api import send

ASKED: Final = "conduct_asked"
AGAIN: Final = timedelta(days=7)  # before the end


def ask_for_conduct(now: datetime | None = None) -> int:
    """One mail to each holder who has not accepted the code in force, and one more in the last week; how many are asked.

    Run daily and when a version is published; safe to repeat: the key is the version and which of the two it is.
    """
    moment, version = now or timezone.now(), conduct_in_force()
    if version is None:
        return 0
    turn = "again" if version.accept_by - AGAIN <= moment else "first"
    people = holders_to_ask()
    for person_id in people:
        send(
            person_id=person_id, kind=ASKED, speaks_of=f"conduct:{version.number}:{turn}",
            params={"person": person_id, "version": version.number},
        )  # fmt: skip
    return len(people)
