"""Exceptions and bars as those who decide see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from certificates.models import Credential, Ruling, RulingState
from certificates.models.conflicts import holder_too_close
from certificates.selectors.folding import named, with_names
from courses import api as courses
from lms.institutions import api as institutions

SHOWS: Final = ("open", "over")


@dataclass(frozen=True, slots=True)
class RulingLine:
    """One exception or bar with its people. `requirement` is the title of the course that it is about ({} = all of it)."""

    id: int
    person_id: int
    person: str
    credential: Mapping[str, str]
    country: str
    kind: str
    requirement: Mapping[str, str]
    reason: str
    note: str
    answer: str
    state: str
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    ended_by: str
    ended_at: datetime | None


def rulings(viewer: int, query: str = "", show: str = "open") -> QuerySet[Ruling]:
    """Exceptions and bars of people whose name has every word of the query, whatever its accents; of none who is too close to
    `viewer`.

    `show`: what waits or is in force (open), or what is over.
    """
    here = Q(state__in=[RulingState.PROPOSED, RulingState.IN_FORCE])
    rows = Ruling.objects.filter(~holder_too_close(viewer), here if show != "over" else ~here)
    if query.split():
        rows = with_names(rows, "person__given_name", "person__family_name").filter(named(query))
    return rows.order_by("-state", "-pk")  # proposed comes before in force


def proposed_rulings(viewer: int) -> QuerySet[Ruling]:
    """What waits for a second person, the oldest first; about nobody who is too close to `viewer`."""
    return Ruling.objects.filter(~holder_too_close(viewer), state=RulingState.PROPOSED).order_by("pk")


def ruling_lines(rows: Iterable[Ruling]) -> list[RulingLine]:
    """Three queries at most, whatever their number."""
    found = list(rows)
    named = ("person_id", "proposed_by_id", "decided_by_id", "ended_by_id")
    people = institutions.person_cards({getattr(row, name) for row in found for name in named if getattr(row, name)})
    titles = dict(Credential.objects.values_list("pk", "titles")) if found else {}
    wanted = {int(row.subject.partition(":")[2]) for row in found if row.subject.startswith("course:")}
    cards = courses.course_cards(sorted(wanted)) if wanted else {}

    def name(pk: int | None) -> str:
        return people[pk].full_name if pk in people else ""

    return [
        RulingLine(
            id=row.pk, person_id=row.person_id, person=name(row.person_id), credential=titles[row.credential_id],
            country=row.country, kind=row.kind,
            requirement=cards[int(row.subject.partition(":")[2])].titles if row.subject.startswith("course:") else {},
            reason=row.reason, note=row.note, answer=row.answer, state=row.state,
            proposed_by_id=row.proposed_by_id, proposed_by=name(row.proposed_by_id), proposed_at=row.proposed_at,
            decided_by=name(row.decided_by_id), decided_at=row.decided_at,
            ended_by=name(row.ended_by_id), ended_at=row.ended_at,
        )
        for row in found
    ]  # fmt: skip


def ruling_choices() -> list[tuple[str, list[tuple[str, Mapping[str, str] | None]]]]:
    """What can be ruled about: [(credential key, [(value, title of the course; None = the whole credential)])]. Two queries.

    A value is "<credential id>|<subject>", the subject as the path has it.
    """
    found = []
    rows = Credential.objects.filter(archived_at=None).order_by("key").prefetch_related("lms_courses__course")
    for credential in rows:
        choices: list[tuple[str, Mapping[str, str] | None]] = [
            (f"{credential.pk}|course:{place.course_id}", place.course.titles)
            for place in sorted(credential.lms_courses.all(), key=lambda one: one.pk)
        ]
        found.append((credential.key, [*choices, (f"{credential.pk}|", None)]))
    return found
