"""Issuing what was drawn: a chunk of certificates in one transaction, with everything that goes with them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from certificates.events import certificate_issued
from certificates.models import Award, AwardState, Certificate, CertificateState
from certificates.services.badges import make_badges
from certificates.services.claiming import DrawClaim
from certificates.services.granting import BOOK
from lms.audit.api import append_many_to_book, record_many
from lms.kernel.bulk import update_each
from lms.messages.api import Letter, send_each

log = logging.getLogger(__name__)

READY: Final = "certificate_ready"
ISSUED: Final = "certificate.issued"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One certificate's file: the bytes behind the shared prefix (all of them without one), and the hash of the whole."""

    claim: DrawClaim
    tail: bytes
    sha256: str
    prefix_id: int | None = None
    design_version_id: int | None = None
    key_id: int | None = None


@transaction.atomic
def issue_chunk(drawn: Sequence[Drawn]) -> list[int]:
    """Store drawn files, each once; ids of the certificates that this call issued. A zombie's are left out.

    In the same transaction, each in a constant number of statements: audit, badges, messages to the holders, events, lines in
    the book (locked last).
    """
    rows = _locked([one.claim.certificate_id for one in drawn])
    mine = [
        one for one in drawn if one.claim.certificate_id in rows and rows[one.claim.certificate_id].fence == one.claim.fence
    ]
    if len(mine) < len(drawn):
        log.warning("%s certificates were taken over by another worker", len(drawn) - len(mine))
    if not mine:
        return []
    now = timezone.now()
    update_each(
        Certificate,
        ["state", "tail", "sha256", "prefix", "design_version", "key", "issued_at", "lease_until", "problem"],
        {
            one.claim.certificate_id: [
                CertificateState.ISSUED, one.tail, one.sha256, one.prefix_id, one.design_version_id, one.key_id, now, None, "",
            ]
            for one in mine
        },
    )  # fmt: skip
    done = [(one, rows[one.claim.certificate_id]) for one in mine]
    record_many(
        act=ISSUED,
        subject="certificate",
        events=[
            {
                "subject_id": row.id,
                "institution": row.institution_id,
                "before": {"state": CertificateState.PENDING},
                "after": {"state": CertificateState.ISSUED, "award": row.award_id, "serial": row.serial, "sha256": one.sha256},
            }
            for one, row in done
        ],
    )
    send_each(
        kind=READY,
        letters=[
            Letter(row.person_id, f"certificate:{row.id}", {"certificate_id": row.id}) for _one, row in done if row.is_told
        ],
    )
    ids = [row.id for _one, row in done]
    _badges(ids)
    for pk in ids:
        certificate_issued.send(sender=None, certificate_id=pk)
    append_many_to_book(book=BOOK, act=ISSUED, lines=[(row.serial, one.sha256) for one, row in done])
    return ids


@dataclass(frozen=True, slots=True)
class _Row:
    """A certificate that is about to be issued. `is_told`: its holder hears of it, not while the award is held back."""

    id: int
    fence: int
    serial: str
    award_id: int | None
    institution_id: int
    person_id: int
    is_told: bool


def _locked(ids: Sequence[int]) -> dict[int, _Row]:
    """Those of the certificates that are still pending, by id; awards are locked first, then they (a fence is compared after).

    Plain values: a model's instance for each of a chunk costs more than its signature.
    """
    pending = Certificate.objects.filter(pk__in=ids, state=CertificateState.PENDING)
    award_ids = Certificate.objects.filter(pk__in=ids).values_list("award_id", flat=True)
    awards = {
        pk: (institution_id, person_id, state in (AwardState.GRANTED, AwardState.REDUCED))
        for pk, institution_id, person_id, state in Award.objects.select_for_update()
        .filter(pk__in=[pk for pk in award_ids if pk])
        .order_by("pk")
        .values_list("pk", "institution_id", "person_id", "state")
    }
    rows = list(pending.select_for_update().order_by("pk").values_list("pk", "fence", "serial", "award_id", "enrolment_id"))
    enrolled = {
        pk: (institution_id, person_id, True)
        for pk, institution_id, person_id in pending.filter(award=None).values_list(
            "enrolment_id", "enrolment__institution_id", "enrolment__person_id"
        )
    } if any(enrolment_id for *_others, enrolment_id in rows) else {}  # fmt: skip
    return {
        pk: _Row(pk, fence, serial, award_id, *(awards[award_id] if award_id else enrolled[enrolment_id]))
        for pk, fence, serial, award_id, enrolment_id in rows
    }


def institution_of(row: Certificate) -> int:
    """The institution that a certificate belongs to, through its award or enrolment."""
    whole = row.award or row.enrolment
    assert whole is not None  # by constraint
    return whole.institution_id


def _badges(ids: Sequence[int]) -> None:
    """A badge that can't be made now is made by the sweep: it keeps no certificate back."""
    try:
        with transaction.atomic():
            make_badges(certificate_ids=ids)
    except Exception:
        log.exception("no badges were made for certificates %s", ids)
