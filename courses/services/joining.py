"""Links by which people ask to come into a group; and what its coordinator answers."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from courses.errors import EnrolledElsewhere
from courses.errors_groups import (
    JoinLinkClosed,
    JoinRequestDecided,
    JoinRequestNotFound,
    PersonHeldElsewhere,
    RefusalReasonNeeded,
    SeatsTaken,
)
from courses.models import Enrolment, EnrolmentState, JoinLink, JoinRequest, JoinState
from courses.selectors.joining import is_open, seats_left, token_hash
from courses.services.roster import courses_of_group, lock_enrolments_of, place_person
from courses.services.roster_changes import bring_over
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.institutions.api import clean_words
from lms.kernel import conf
from lms.messages.api import send

ASKED, ANSWERED = "join_asked", "join_answered"  # kinds of message
MOST_DAYS: Final = 180
KEEP_NAMES: Final = timedelta(days=30)
_HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 60  # requests by one link, from people who are not signed in
MOST_OPEN: Final = 500  # undecided requests by one link
_REASON: Final = 240


def _token(link_id: int) -> str:
    """The secret of a link: an HMAC under SECRET_KEY, so that a copy of the database opens no door."""
    return salted_hmac("courses.join_link", str(link_id), algorithm="sha256").hexdigest()[:40]


def join_url(link_id: int) -> str:
    """The whole address of a link, for its coordinator to copy."""
    return conf.base_url() + reverse("lms:courses:join", args=[_token(link_id)])


@transaction.atomic
def make_join_link(*, cohort_id: int, expires_at: datetime, seats: int | None, by: int) -> int:
    """Make a link for a group; returns its id. Several may be open at a time, say one for each place they are put."""
    cohort = institutions.cohort_card(cohort_id)
    link = JoinLink.objects.create(
        cohort_id=cohort_id, expires_at=expires_at, seats=seats, made_by_id=by, token_hash=uuid.uuid4().hex
    )
    link.token_hash = token_hash(_token(link.pk))
    link.save(update_fields=["token_hash"])
    record_event(
        act="join_link.made", subject="join_link", subject_id=link.pk, actor=by, institution=cohort.institution_id,
        after={"cohort": cohort_id, "seats": seats, "expires_at": expires_at.isoformat()},
    )  # fmt: skip
    return link.pk


@transaction.atomic
def close_join_link(*, link_id: int, by: int) -> None:
    """Nobody may ask by this link any more; what was asked can still be decided. Safe to repeat."""
    link = JoinLink.objects.select_for_update().get(pk=link_id)
    if link.closed_at is not None:
        return
    link.closed_at, link.closed_by_id = timezone.now(), by
    link.save(update_fields=["closed_at", "closed_by"])
    cohort = institutions.cohort_card(link.cohort_id)
    record_event(
        act="join_link.closed", subject="join_link", subject_id=link_id, actor=by, institution=cohort.institution_id,
        before={"cohort": link.cohort_id},
    )  # fmt: skip


@transaction.atomic
def ask_to_join(
    *,
    link_id: int,
    person_id: int | None,
    email: str = "",
    given_name: str = "",
    family_name: str = "",
    language: str = "es",
    moves: bool = False,
) -> None:
    """Somebody asks to come in. Nothing is answered that would tell whether an address is known: the same again is one request.

    `moves` (signed in only): what they take elsewhere comes along. Who is not signed in is believed nothing: the coordinator
    approves, and the invitation goes to the address. Beyond 60 an hour by one link, strangers' requests are dropped.
    Raises JoinLinkClosed.
    """
    link = JoinLink.objects.select_for_update().get(pk=link_id)
    now = timezone.now()
    if not is_open(link, now):
        raise JoinLinkClosed
    asked = JoinRequest.objects.filter(link_id=link_id)
    if person_id is None:
        lately = asked.filter(person=None, asked_at__gt=now - _HOUR).count()
        if lately >= MOST_AN_HOUR or asked.filter(state=JoinState.ASKED).count() >= MOST_OPEN:
            return
        said = {
            "email": email.strip().lower(), "given_name": clean_words(given_name)[:120],
            "family_name": clean_words(family_name)[:120],
        }  # fmt: skip
    else:
        card = institutions.person_card(person_id)
        said = {"email": card.email.lower(), "given_name": card.given_name, "family_name": card.family_name}
        language = card.language
        if person_id in institutions.cohort_people(link.cohort_id, "advisor"):
            return
    try:
        with transaction.atomic():
            row = JoinRequest.objects.create(
                link_id=link_id, person_id=person_id, language=language, moves=moves and person_id is not None, **said
            )
    except IntegrityError:  # they asked before and nobody has decided yet; who signs in meanwhile is believed more
        if person_id is not None:
            asked.filter(state=JoinState.ASKED, email=said["email"]).update(person_id=person_id, moves=moves)
        return
    _tell_coordinators(link, row)


def _tell_coordinators(link: JoinLink, row: JoinRequest) -> None:
    """One mail a day and link to each coordinator: that people wait, not who."""
    cohort = institutions.cohort_card(link.cohort_id)
    day = timezone.localdate(row.asked_at).isoformat()
    for person_id in institutions.people_of(cohort.institution_id, "coordinator"):
        send(person_id=person_id, kind=ASKED, speaks_of=f"join:{link.pk}:{day}", params={"cohort_id": link.cohort_id})


@transaction.atomic
def approve_requests(*, request_ids: Collection[int], by: int) -> int:
    """Let people in: known, in the group, on its courses, invited if they have no account; all or nothing. Returns how many.

    Who takes one of the courses elsewhere is brought over if they asked for it. Raises JoinRequestNotFound,
    JoinRequestDecided, SeatsTaken, PersonHeldElsewhere.
    """
    lock_enrolments_of([row.email for row in JoinRequest.objects.filter(pk__in=list(request_ids)) if row.email])
    rows = _undecided(request_ids)
    for link_id in {row.link_id for row in rows}:
        left = seats_left(link_id)
        if left is not None and sum(row.link_id == link_id for row in rows) > left:
            raise SeatsTaken(n=left)
    for row in rows:
        _let_in(row, by)
    return len(rows)


def _undecided(request_ids: Collection[int]) -> list[JoinRequest]:
    """Lock the links, then the requests, in order. Raises JoinRequestNotFound and JoinRequestDecided."""
    ids = sorted(set(request_ids))
    list(JoinLink.objects.select_for_update().filter(lms_requests__in=ids).order_by("pk"))
    rows = list(JoinRequest.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("link").order_by("pk"))
    if len(rows) != len(ids) or not rows:
        raise JoinRequestNotFound
    for row in rows:
        if row.state != JoinState.ASKED:
            raise JoinRequestDecided(name=f"{row.given_name} {row.family_name}".strip() or row.email)
    return rows


def _let_in(row: JoinRequest, by: int) -> None:
    cohort = institutions.cohort_card(row.link.cohort_id)
    person_id = row.person_id or institutions.ensure_person(
        email=row.email, given_name=row.given_name, family_name=row.family_name, country=cohort.country,
        language=row.language, by=by,
    )  # fmt: skip
    placed = courses_of_group(cohort.id)
    active = Enrolment.objects.filter(
        person_id=person_id, state=EnrolmentState.ACTIVE, course__in=[one.course_id for one in placed]
    )
    held = [one for one in active if one.institution_id != cohort.institution_id]
    country = cohort.country
    if held and row.moves:
        bring_over(held, placed, cohort, "", by=by)
        country = held[0].country
    institutions.grant_role(
        person_id=person_id, institution_id=cohort.institution_id, role="advisor", cohort_id=cohort.id, by=by
    )
    try:
        place_person(person_id=person_id, cohort=cohort, placed=placed, country=country, language=row.language, by=by)
    except EnrolledElsewhere:
        raise PersonHeldElsewhere(name=f"{row.given_name} {row.family_name}".strip() or row.email) from None
    if not institutions.person_card(person_id).has_login:
        institutions.invite(person_id=person_id, institution_id=cohort.institution_id, by=by)
    row.person_id = person_id
    _decide(row, JoinState.APPROVED, "", cohort.institution_id, by)


@transaction.atomic
def refuse_requests(*, request_ids: Collection[int], reason: str, by: int) -> int:
    """Say no to people, with a reason that they read; returns how many.

    Raises RefusalReasonNeeded, JoinRequestNotFound, JoinRequestDecided.
    """
    why = clean_words(reason)[:_REASON]
    if not why:
        raise RefusalReasonNeeded
    rows = _undecided(request_ids)
    for row in rows:
        cohort = institutions.cohort_card(row.link.cohort_id)
        row.person_id = row.person_id or institutions.ensure_person(  # known by their address alone: the answer is a mail
            email=row.email, given_name=row.given_name, family_name=row.family_name, country=cohort.country,
            language=row.language, by=by,
        )  # fmt: skip
        _decide(row, JoinState.REFUSED, why, cohort.institution_id, by)
    return len(rows)


def _decide(row: JoinRequest, state: str, reason: str, institution_id: int, by: int) -> None:
    row.state, row.reason, row.decided_at, row.decided_by_id = state, reason, timezone.now(), by
    row.save(update_fields=["state", "reason", "decided_at", "decided_by", "person"])
    record_event(
        act=f"join_request.{state}", subject="join_request", subject_id=row.pk, actor=by, institution=institution_id,
        after={"link": row.link_id, "person": row.person_id}, detail={"reason": reason} if reason else None,
    )  # fmt: skip
    if row.person_id:
        send(person_id=row.person_id, kind=ANSWERED, speaks_of=f"join_request:{row.pk}", params={"request_id": row.pk})


def forget_requests() -> int:
    """Empty the names and addresses of requests 30 days after they were decided, or after their link ended; how many."""
    old = timezone.now() - KEEP_NAMES
    named = JoinRequest.objects.exclude(email="")
    empty = {"email": "", "given_name": "", "family_name": ""}
    decided = named.filter(decided_at__lt=old).update(**empty)
    undecided = named.filter(state=JoinState.ASKED, link__expires_at__lt=old)
    return decided + undecided.update(**empty)


def forget_joining(*, person_id: int) -> None:
    """A person was erased: what they wrote and what was written about them goes. Safe to repeat."""
    JoinRequest.objects.filter(person_id=person_id).update(email="", given_name="", family_name="", reason="")
