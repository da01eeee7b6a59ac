"""Links to join a group by, and who asked: for the page of the coordinator and for who opens a link."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from courses.models import JoinLink, JoinRequest, JoinState
from lms.institutions import api as institutions
from lms.messages.api import NothingToSay


def token_hash(token: str) -> str:
    """What is stored of a token: SHA-256, 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_open(link: JoinLink, now: datetime) -> bool:
    """Whether people may still ask by a link: it was not closed, its day is not over, a seat is left."""
    left = seats_left(link.pk)
    return link.closed_at is None and link.expires_at > now and (left is None or left > 0)


def seats_left(link_id: int) -> int | None:
    """How many more people a link lets in; None: as many as come."""
    approved = Count("lms_requests", filter=Q(lms_requests__state=JoinState.APPROVED))
    found = JoinLink.objects.filter(pk=link_id).annotate(taken=approved).values_list("seats", "taken").first()
    if found is None or found[0] is None:
        return None
    return max(0, found[0] - found[1])


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link on the page of its group."""

    id: int
    made_at: datetime
    expires_at: datetime
    seats: int | None
    asked: int
    approved: int
    open: bool
    full: bool
    closed: bool


def link_lines(cohort_id: int, now: datetime) -> list[LinkLine]:
    """The links of a group, the newest first. One query."""
    rows = JoinLink.objects.filter(cohort_id=cohort_id).annotate(
        asked=Count("lms_requests", filter=Q(lms_requests__state=JoinState.ASKED)),
        approved=Count("lms_requests", filter=Q(lms_requests__state=JoinState.APPROVED)),
    )
    found = []
    for row in rows.order_by("-pk"):
        full = row.seats is not None and row.approved >= row.seats
        found.append(
            LinkLine(
                row.pk, row.created_at, row.expires_at, row.seats, row.asked, row.approved,
                row.closed_at is None and row.expires_at > now and not full, full, row.closed_at is not None,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class RequestLine:
    """Somebody who asked to come in."""

    id: int
    name: str
    email: str
    known: bool  # they were signed in when they asked
    moves: bool
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decider: str
    reason: str


def request_lines(cohort_id: int, *, decided: bool) -> list[RequestLine]:
    """Those who asked to come into a group: who waits, the longest first; or who was answered, the last first. One query."""
    rows = JoinRequest.objects.filter(link__cohort_id=cohort_id).select_related("person", "decided_by")
    if decided:
        rows = rows.exclude(state=JoinState.ASKED).order_by("-decided_at", "-pk")[:100]
    else:
        rows = rows.filter(state=JoinState.ASKED).order_by("asked_at", "pk")
    return [
        RequestLine(
            row.pk, f"{row.given_name} {row.family_name}".strip() or (row.person.full_name if row.person else ""), row.email,
            row.person_id is not None, row.moves, row.state, row.asked_at, row.decided_at,
            row.decided_by.full_name if row.decided_by else "", row.reason,
        )
        for row in rows
    ]  # fmt: skip


def asked_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many wait when the mail is written. Raises NothingToSay when nobody does."""
    waiting = JoinRequest.objects.filter(link__cohort_id=params["cohort_id"], state=JoinState.ASKED).count()
    if not waiting:
        raise NothingToSay
    cohort = institutions.cohort_card(params["cohort_id"])
    return {"n": waiting, "group": cohort.names, "cohort_id": cohort.id}


def answered_facts(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was decided. Raises NothingToSay when the request is gone."""
    row = JoinRequest.objects.select_related("link__cohort__institution").filter(pk=params["request_id"]).first()
    if row is None or row.state == JoinState.ASKED:
        raise NothingToSay
    cohort = row.link.cohort
    return {
        "approved": row.state == JoinState.APPROVED, "reason": row.reason, "group": cohort.names,
        "institution": cohort.institution.names,
    }  # fmt: skip


def open_link(token: str) -> JoinLink | None:
    """The link of a token while people may ask by it, with its group and institution."""
    rows = JoinLink.objects.filter(token_hash=token_hash(token), cohort__archived_at=None)
    link = rows.select_related("cohort__institution").defer("cohort__institution__logo").first()
    return link if link is not None and is_open(link, timezone.now()) else None
