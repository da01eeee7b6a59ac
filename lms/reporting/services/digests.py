"""Weekly digests: to each coordinator, and to each advisor only when something is due. The ledger sends each once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from courses import api as courses
from lms.institutions import api as institutions
from lms.institutions.api import Role
from lms.messages import api as mail
from lms.reporting.weeks import WEEK, week_due

COORDINATOR: Final = "digest_coordinator"
ADVISOR: Final = "digest_advisor"
STALE: Final = timedelta(days=3)  # a digest missed for longer than that is left to the next Monday
CHUNK: Final = 500


def send_digests(now: datetime | None = None) -> int:
    """Write the digests that are due now; returns how many. Safe to repeat: a person's week is one row."""
    now = now or timezone.now()
    return _send(COORDINATOR, _coordinators(now)) + _send(ADVISOR, _advisors(now))


def _coordinators(now: datetime) -> Iterable[mail.Letter]:
    for one in institutions.holders_of(Role.COORDINATOR):
        week, due = week_due(now, one.time_zone)
        if one.since <= due and now - due <= STALE:
            params = {"institution_id": one.institution_id, "person_id": one.person_id}
            yield mail.Letter(one.person_id, f"{one.institution_id}:{week}", params)


def _advisors(now: datetime) -> Iterable[mail.Letter]:
    """Whoever has something due within the week, or past its day; told at most once a week."""
    due_people = {line.person_id for line in courses.due_soon(until=now + WEEK, at=now)}
    due_people |= courses.people_to_update(until=now + WEEK)
    zones = {one.person_id: one for one in institutions.holders_of(Role.ADVISOR) if one.person_id in due_people}
    for person, one in zones.items():
        week, due = week_due(now, one.time_zone)
        if one.since <= due and now - due <= STALE:
            yield mail.Letter(person, week, {"person_id": person})


def _send(kind: str, letters: Iterable[mail.Letter]) -> int:
    found = list(letters)
    told = mail.told_since(kind=kind, speaks_of={one.speaks_of for one in found})
    fresh = [one for one in found if (one.person_id, one.speaks_of) not in told]
    return sum(mail.send_each(kind=kind, letters=list(part)) for part in _parts(fresh))


def _parts(letters: list[mail.Letter]) -> Iterable[list[mail.Letter]]:
    return (letters[at : at + CHUNK] for at in range(0, len(letters), CHUNK))
