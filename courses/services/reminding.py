"""Reminders that time asks for: a week's list for owners of old items, and the last days of a refresher's grace."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from courses.selectors.reminders import grace_ends, owners_past_review
from lms.messages.api import send_many

REVIEW: Final = "review_due"  # kinds of message
REMINDER: Final = "law_reminder"
_CHUNK: Final = 500


def remind_owners(now: datetime | None = None) -> int:
    """One mail a week to each owner of sources and help resources past their review date, if there is one; how many now.

    Safe to repeat: the ledger's key is the ISO week. Who is told of nothing hears nothing.
    """
    today = timezone.localdate(now)
    year, week, _day = today.isocalendar()
    people: dict[int, Mapping[str, Any]] = {person: {"person_id": person} for person in owners_past_review(today)}
    return sum(send_many(kind=REVIEW, speaks_of=f"week:{year}-W{week:02}", params_by_person=some) for some in _chunks(people))


def remind_of_grace(now: datetime | None = None) -> int:
    """A mail 7 days and 1 day before a refresher's grace ends, to who has not passed it nor was excused; how many now.

    Safe to repeat: the ledger's key names the refresher, its last day and the distance, so a moved day is told anew.
    """
    sent = 0
    for (refresher, days, last_day), dues in grace_ends(now or timezone.now()).items():
        about = f"refresher:{refresher}:{last_day.isoformat()}:{days}"
        people: dict[int, Mapping[str, Any]] = {person: {"due_id": due} for person, due in dues.items()}
        sent += sum(send_many(kind=REMINDER, speaks_of=about, params_by_person=some) for some in _chunks(people))
    return sent


def _chunks(people: Mapping[int, Mapping[str, Any]]) -> Iterator[Mapping[int, Mapping[str, Any]]]:
    pairs = list(people.items())
    for start in range(0, len(pairs), _CHUNK):
        yield dict(pairs[start : start + _CHUNK])
