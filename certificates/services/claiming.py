"""Who draws which certificate: chunks are taken by lease and fence, whoever dies; and what goes back to the queue.

`select_for_update(skip_locked=True)` where the database has it, so that workers never wait for one another; elsewhere one
conditional UPDATE decides. Either way the row then carries a lease: a worker that is killed is counted, and a paper that kills
its workers is found out, which a transaction held open for the whole work could not do.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connections, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from certificates.models import Certificate, CertificateState
from certificates.wording.certificates import DRAWING
from lms.jobs.api import MAX_ATTEMPTS

log = logging.getLogger(__name__)

CHUNK: Final = 100  # certificates in one transaction (docs/benchmarks.md)
ALONE_AFTER: Final = 2  # starts without an end: from then on a paper is drawn alone, so that it takes no other with it
TASK_SECONDS: Final = 120  # hard time limit of the task
LEASE: Final = timedelta(seconds=150)  # longer than any task lives


@dataclass(frozen=True, slots=True)
class DrawClaim:
    """The right to draw one certificate until the lease ends. `fence` proves it."""

    certificate_id: int
    fence: int
    attempts: int


def free_certificates(now: datetime) -> QuerySet[Certificate]:
    """What waits for a worker: pending, and nobody holds the lease."""
    return Certificate.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), state=CertificateState.PENDING)


def claim_chunk(*, first: int | None = None, limit: int = CHUNK) -> list[DrawClaim]:
    """Take up to `limit` certificates that nobody holds, oldest first, those from the id `first` on before the others.

    A paper that was begun twice without an end is taken alone; one that used its attempts is laid aside for an administrator.
    """
    found = _claim(first or 0, limit)
    return found or (_claim(0, limit) if first else [])


def claim_drawing(certificate_id: int) -> DrawClaim | None:
    """Take this one certificate; None when there is nothing to take."""
    return next((one for one in _claim(certificate_id, 1, only=certificate_id)), None)


@transaction.atomic
def _claim(first: int, limit: int, only: int | None = None) -> list[DrawClaim]:
    now = timezone.now()
    free = free_certificates(now)
    rows = free.filter(pk=only) if only else free.filter(pk__gte=first)
    if connections[rows.db].features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    seen = list(rows.order_by("pk").values_list("pk", "fence", "attempts")[:limit])
    if spent := [pk for pk, _fence, attempts in seen if attempts >= MAX_ATTEMPTS]:
        free.filter(pk__in=spent).update(
            state=CertificateState.WAITING, problem=f"{DRAWING}:its worker ended {MAX_ATTEMPTS} times", lease_until=None
        )
        log.error("certificates %s used their %s attempts", spent, MAX_ATTEMPTS)
    alive = [DrawClaim(pk, fence + 1, attempts + 1) for pk, fence, attempts in seen if attempts < MAX_ATTEMPTS]
    calm = [one for one in alive if one.attempts <= ALONE_AFTER]
    taken = calm or alive[:1]
    hit = free.filter(pk__in=[one.certificate_id for one in taken]).update(
        fence=F("fence") + 1, attempts=F("attempts") + 1, lease_until=now + LEASE
    )
    if hit != len(taken):  # a database without SKIP LOCKED whose reads are not serialised: another worker was first
        transaction.set_rollback(True)
        return []
    return taken


def give_back(claims: Sequence[DrawClaim]) -> None:
    """Lay certificates that were not begun back into the queue, as if nobody had taken them."""
    for claim in claims:
        _mine(claim).update(lease_until=None, attempts=F("attempts") - 1)


def draw_later(claim: DrawClaim, *, why: str) -> None:
    """Give a certificate back after a fault, to be tried again after 5, 10, 20, 40 s; after the last attempt it waits for an
    administrator."""
    spent = claim.attempts >= MAX_ATTEMPTS
    later = timezone.now() + timedelta(seconds=5 * 2 ** (claim.attempts - 1))
    _mine(claim).update(
        state=CertificateState.WAITING if spent else CertificateState.PENDING,
        lease_until=None if spent else later,
        problem=f"{DRAWING}:{why}"[:240],
    )


def hold_for(claim: DrawClaim, *, problem: str) -> None:
    """Lay a claimed certificate aside until a person has settled what `problem` names."""
    _mine(claim).update(state=CertificateState.WAITING, problem=problem[:240], lease_until=None, attempts=0)


def _mine(claim: DrawClaim) -> QuerySet[Certificate]:
    return Certificate.objects.filter(pk=claim.certificate_id, fence=claim.fence, state=CertificateState.PENDING)
