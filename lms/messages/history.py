"""What was written to one person, as those who coordinate or teach them may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.messages.models import Message, Nudge


@dataclass(frozen=True, slots=True)
class Written:
    """One nudge to one person. `state` is due, sent, refused, bounced or dropped."""

    at: datetime
    subjects: Mapping[str, str]
    state: str


def nudges_to(person_id: int, institution_id: int, *, most: int = 50) -> list[Written]:
    """The nudges of one institution to a person, newest first: never another institution's. Two queries."""
    rows = list(
        Message.objects.filter(person_id=person_id, kind="nudge")
        .order_by("-id")
        .values_list("created_at", "state", "params__nudge_id")[:most]
    )
    mine = Nudge.objects.filter(pk__in=[nudge for *_rest, nudge in rows if nudge], institution_id=institution_id)
    subjects = dict(mine.values_list("pk", "subjects"))
    return [Written(at, subjects[nudge], state) for at, state, nudge in rows if nudge in subjects]
