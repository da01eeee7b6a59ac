"""Reading the ledger: nudges of an institution, whom something was told, mail that did not arrive."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from lms.institutions.api import PersonCard, Scope, person_cards
from lms.messages.addresses import failing_among
from lms.messages.errors import MessageNotFound, NudgeNotFound, UnknownMessageKind
from lms.messages.kinds import kind_of
from lms.messages.models import FAILED, AddressState, Message, MessageState, Nudge


@dataclass(frozen=True, slots=True)
class NudgeCard:
    """A nudge as a page shows it. `told` is None until the job has been done."""

    id: int
    institution_id: int
    by_id: int
    by: str
    wording: str
    subjects: Mapping[str, str]
    bodies: Mapping[str, str]
    chosen: int
    told: int | None
    sent: int
    waiting: int
    failed: int
    created_at: datetime


def nudges_of(institution_id: int) -> list[NudgeCard]:
    """The last fifty nudges of an institution, the newest first. Three queries."""
    return _cards(list(Nudge.objects.filter(institution_id=institution_id).order_by("-id")[:50]))


def nudge_card(nudge_id: int) -> NudgeCard:
    """One nudge. Raises NudgeNotFound."""
    found = _cards(list(Nudge.objects.filter(pk=nudge_id)))
    if not found:
        raise NudgeNotFound
    return found[0]


def _cards(rows: list[Nudge]) -> list[NudgeCard]:
    counts: dict[int, dict[str, int]] = {}
    ids = [row.pk for row in rows]
    about = Message.objects.filter(kind="nudge", speaks_of__in={row.speaks_of for row in rows}, params__nudge_id__in=ids)
    of_state = {
        "sent": Q(state=MessageState.SENT), "waiting": Q(state=MessageState.DUE), "failed": Q(state__in=FAILED),
    }  # fmt: skip
    lines = about.values("params__nudge_id").annotate(**{key: Count("pk", filter=one) for key, one in of_state.items()})
    for nudge_id, *found in lines.order_by().values_list("params__nudge_id", *of_state) if ids else ():
        counts[int(nudge_id)] = dict(zip(of_state, found, strict=True))
    people = person_cards({row.by_id for row in rows})
    nothing = dict.fromkeys(of_state, 0)
    return [
        NudgeCard(
            row.pk, row.institution_id, row.by_id, people[row.by_id].full_name, row.wording, row.subjects, row.bodies,
            row.chosen, row.told, created_at=row.created_at, **counts.get(row.pk, nothing),
        )
        for row in rows
    ]  # fmt: skip


def told_since(*, kind: str, speaks_of: Collection[str]) -> set[tuple[int, str]]:
    """(person, what it speaks of) of the messages of a kind about some things. One query."""
    return set(Message.objects.filter(kind=kind, speaks_of__in=list(speaks_of)).values_list("person_id", "speaks_of"))


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that did not arrive, with what the other side said."""

    id: int
    person: PersonCard
    title: str
    state: str
    said: str
    at: datetime
    failing: bool  # the address the person has now failed for good


def _failed() -> Q:
    return Q(state__in=FAILED) | Q(state=MessageState.DROPPED, error="no address")


def _seen_by(scope: Scope) -> Q:
    if scope.administrator:
        return Q()
    return Q(
        person__lms_memberships__institution_id__in=scope.coordinator_of, person__lms_memberships__until=None,
        person__erased_at=None,
    )  # fmt: skip


def failures_for(scope: Scope, page: str | int, *, size: int = 25) -> tuple[Page[Any], list[Failure]]:
    """Mail to one's people that did not arrive, the newest first: one page. Four queries."""
    rows = Message.objects.filter(_failed(), pk__in=Message.objects.filter(_seen_by(scope)).values("pk")).order_by("-id")
    found = Paginator(rows, size).get_page(page)
    people = person_cards({row.person_id for row in found})
    failing = failing_among(people)
    lines = [
        Failure(
            row.pk, people[row.person_id], str(kind_of(row.kind).title) if _known(row.kind) else "", row.state, row.error,
            row.sent_at or row.created_at, row.person_id in failing,
        )
        for row in found
    ]  # fmt: skip
    return found, lines


def _known(kind: str) -> bool:
    try:
        return bool(kind_of(kind).title)
    except UnknownMessageKind:
        return False


def access_failure(scope: Scope, message_id: int) -> Message:
    """A message to one of one's people that did not arrive. Raises MessageNotFound."""
    found = Message.objects.filter(_failed(), _seen_by(scope), pk=message_id).distinct().first()
    if found is None:
        raise MessageNotFound
    return found


def failing_count(scope: Scope) -> int:
    """How many of one's people have an address that failed for good. One query."""
    rows = AddressState.objects.exclude(failing_since=None)
    return rows.filter(_seen_by(scope)).values("person_id").distinct().count()
