"""Drawing certificates: the row is the queue, the message is a doorbell. Claimed by one UPDATE, drawn outside any transaction,
written by one short transaction that only the holder of the claim can win."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from certificates import papers
from certificates.events import certificate_issued
from certificates.models import Award, AwardState, Certificate, CertificateState
from certificates.selectors import due_certificates, waiting_for_name
from certificates.selectors_designs import drawn_as
from certificates.services.designs_in_use import hold_back, settle_permissions
from certificates.services.granting import BOOK, DRAW
from certificates.services.lookups import forget_lookups
from certificates.wording import DRAWING, Printed, name_problem, paper_of
from lms.audit.api import append_to_book, record_event
from lms.institutions import api as institutions
from lms.jobs.api import MAX_ATTEMPTS, enqueue_on_commit, ring_all
from lms.kernel import conf
from lms.messages.api import send

log = logging.getLogger(__name__)

TASK_SECONDS: Final = 30  # hard time limit of the task
LEASE: Final = timedelta(seconds=45)  # longer than any task lives
READY: Final = "certificate_ready"


@dataclass(frozen=True, slots=True)
class DrawClaim:
    """The right to draw one certificate until the lease ends. `fence` proves it."""

    certificate_id: int
    fence: int
    attempts: int


def draw_certificate(*, certificate_id: int) -> bool:
    """Draw a pending certificate and issue it; True when this call did. A second delivery of the message does nothing.

    A fault is kept in the row and tried again by the sweep after 5, 10, 20, 40 s; after 5 attempts the row waits for an
    administrator.
    """
    claim = claim_drawing(certificate_id)
    if claim is None or hold_back(certificate_id):
        return False
    try:
        body = drawn(certificate_id)
    except Exception as broken:  # whatever broke: the row stays, with the reason
        log.exception("certificate %s could not be drawn (attempt %s)", certificate_id, claim.attempts)
        _draw_later(claim, why=f"{type(broken).__name__}: {broken}")
        return False
    return issue(claim, body)


def claim_drawing(certificate_id: int) -> DrawClaim | None:
    """Take one pending certificate that nobody holds; None when there is nothing to take. One conditional UPDATE decides."""
    now = timezone.now()
    free = Certificate.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now), pk=certificate_id, state=CertificateState.PENDING
    )
    if free.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=CertificateState.WAITING, problem=f"{DRAWING}:its worker ended {MAX_ATTEMPTS} times", lease_until=None
    ):
        log.error("certificate %s used its %s attempts", certificate_id, MAX_ATTEMPTS)
        return None
    if not free.update(fence=F("fence") + 1, attempts=F("attempts") + 1, lease_until=now + LEASE):
        return None
    fence, attempts = Certificate.objects.values_list("fence", "attempts").get(pk=certificate_id)
    return DrawClaim(certificate_id, fence, attempts)


def drawn(certificate_id: int) -> bytes:
    """The PDF of a certificate, from its stored fields and the institution's logo. Raises CannotDraw."""
    rows = Certificate.objects.select_related("award", "design_version").defer("tail", "award__path")
    row = rows.get(pk=certificate_id)
    if row.award is None:
        raise papers.CannotDraw(f"no paper '{row.paper}' is drawn yet")
    logo = institutions.institution_logo(row.award.institution_id)
    return papers.draw(
        drawn_as(row.design_version) if row.design_version else papers.shipped(row.paper),
        paper_of(Printed.from_json(row.fields), serial=row.serial, verify_url=verify_url(row.serial), logo=logo),
    )


def verify_url(serial: str) -> str:
    """The public address of a certificate: in the QR code, so it never changes."""
    return conf.base_url() + reverse("lms:certificates:verify-detail", args=[serial])


@transaction.atomic
def issue(claim: DrawClaim, body: bytes) -> bool:
    """Store the drawn file, once. False for a zombie: its UPDATE hits no row and nothing else is written.

    In the same transaction: audit, message to the holder, event, line in the book (locked last).
    """
    award = Award.objects.select_for_update().get(lms_certificates=claim.certificate_id)
    now = timezone.now()
    sha256 = hashlib.sha256(body).hexdigest()
    hit = Certificate.objects.filter(pk=claim.certificate_id, fence=claim.fence, state=CertificateState.PENDING).update(
        state=CertificateState.ISSUED, tail=body, sha256=sha256, issued_at=now, lease_until=None, problem=""
    )
    if not hit:
        log.warning("certificate %s was taken over by another worker", claim.certificate_id)
        return False
    serial = Certificate.objects.values_list("serial", flat=True).get(pk=claim.certificate_id)
    record_event(
        act="certificate.issued",
        subject="certificate",
        subject_id=claim.certificate_id,
        institution=award.institution_id,
        before={"state": CertificateState.PENDING},
        after={"state": CertificateState.ISSUED, "award": award.pk, "serial": serial, "sha256": sha256},
    )
    if award.state in (AwardState.GRANTED, AwardState.REDUCED):
        send(
            person_id=award.person_id,
            kind=READY,
            speaks_of=f"certificate:{claim.certificate_id}",
            params={"certificate_id": claim.certificate_id},
        )
    certificate_issued.send(sender=None, certificate_id=claim.certificate_id)
    append_to_book(book=BOOK, act="certificate.issued", subject=serial, digest_=sha256)
    return True


def _draw_later(claim: DrawClaim, *, why: str) -> None:
    """Give the row back, to be tried again later; after the last attempt it waits for an administrator."""
    spent = claim.attempts >= MAX_ATTEMPTS
    later = timezone.now() + timedelta(seconds=5 * 2 ** (claim.attempts - 1))
    Certificate.objects.filter(pk=claim.certificate_id, fence=claim.fence, state=CertificateState.PENDING).update(
        state=CertificateState.WAITING if spent else CertificateState.PENDING,
        lease_until=None if spent else later,
        problem=f"{DRAWING}:{why}"[:240],
    )


def sweep() -> int:
    """Ring for every certificate that waits for a worker, let those go on whose name can be printed or whose pictures may be
    shown by now, tidy up."""
    for certificate_id, person_id in waiting_for_name():
        settle_name(certificate_id=certificate_id, person_id=person_id)
    settle_permissions(draw=DRAW)
    forget_lookups()
    return ring_all(DRAW, due_certificates())


@transaction.atomic
def settle_name(*, certificate_id: int, person_id: int) -> bool:
    """A paper that waits for a name takes the person's present one, if it can be printed. True when it goes on."""
    name = institutions.person_card(person_id).certificate_name
    problem = name_problem(name)
    row = Certificate.objects.select_for_update().defer("tail").get(pk=certificate_id)
    if row.state != CertificateState.WAITING or not row.problem.startswith("name"):
        return False
    if problem:
        if problem != row.problem:
            Certificate.objects.filter(pk=certificate_id).update(problem=problem)
        return False
    Certificate.objects.filter(pk=certificate_id).update(
        state=CertificateState.PENDING, fields={**row.fields, "name": name}, problem="", attempts=0, lease_until=None
    )
    enqueue_on_commit(DRAW, certificate_id)
    return True


@transaction.atomic
def draw_again(*, certificate_id: int, by: int | None) -> bool:
    """Give a certificate that used its attempts a new start; False when it does not wait for that. Audited."""
    again = Certificate.objects.filter(pk=certificate_id, state=CertificateState.WAITING, problem__startswith=DRAWING).update(
        state=CertificateState.PENDING, attempts=0, lease_until=None, problem=""
    )
    if again:
        record_event(act="certificate.drawn_again", subject="certificate", subject_id=certificate_id, actor=by)
        enqueue_on_commit(DRAW, certificate_id)
    return bool(again)
