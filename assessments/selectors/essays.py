"""Attempts with a written answer that a person has to score, without the names of who wrote them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.models import Attempt, AttemptState
from assessments.models.conflicts import hand_scorable
from lms.institutions.api import Scope


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """One attempt in the list."""

    id: int
    titles: dict[str, str]
    country: str
    submitted_at: datetime
    days: int


def waiting_answers(scope: Scope) -> list[WaitingAnswer]:
    """What this person may score, the oldest first. One query."""
    rows = Attempt.objects.filter(hand_scorable(scope), state=AttemptState.WAITING).order_by("submitted_at", "pk")
    columns = ("pk", "unit_version__titles", "enrolment__country", "submitted_at")
    now = timezone.now()
    return [
        WaitingAnswer(pk, titles, country, at, (now - at).days) for pk, titles, country, at in rows.values_list(*columns)[:200]
    ]
