"""Issuing what was drawn: a chunk of certificates in one transaction, with everything that goes with them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

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
    award_ids = Certificate.objects.filter(pk__in=[one.claim.certificate_id for one in drawn]).values("award_id")
    awards = {
        row.pk: row
        for row in Award.objects.select_for_update()
        .filter(pk__in=list(award_ids.values_list("award_id", flat=True)))
        .defer("path")
        .order_by("pk")
    }
    rows = {row.pk: row for row in _mine(drawn)}
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
                "subject_id": row.pk,
                "institution": institution_of(row),
                "before": {"state": CertificateState.PENDING},
                "after": {"state": CertificateState.ISSUED, "award": row.award_id, "serial": row.serial, "sha256": one.sha256},
            }
            for one, row in done
        ],
    )
    send_each(kind=READY, letters=[_letter(row) for _one, row in done if _is_told(row, awards)])
    ids = [row.pk for _one, row in done]
    _badges(ids)
    for pk in ids:
        certificate_issued.send(sender=None, certificate_id=pk)
    append_many_to_book(book=BOOK, act=ISSUED, lines=[(row.serial, one.sha256) for one, row in done])
    return ids


def _mine(drawn: Sequence[Drawn]) -> Any:
    """The rows, locked; the fence is compared after."""
    return (
        Certificate.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.claim.certificate_id for one in drawn], state=CertificateState.PENDING)
        .select_related("award", "enrolment")
        .only(
            "serial", "fence", "batch_id", "award__institution_id", "award__person_id", "enrolment__institution_id",
            "enrolment__person_id", "paper",
        )
        .order_by("pk")
    )  # fmt: skip


def institution_of(row: Certificate) -> int:
    """The institution that a certificate belongs to, through its award or enrolment."""
    whole = row.award or row.enrolment
    assert whole is not None  # by constraint
    return whole.institution_id


def person_of(row: Certificate) -> int:
    """The person that a certificate is of."""
    whole = row.award or row.enrolment
    assert whole is not None
    return whole.person_id


def _is_told(row: Certificate, awards: dict[int, Award]) -> bool:
    """Whether the holder hears that it is ready: not while the award is suspended or revoked."""
    return row.award_id is None or awards[row.award_id].state in (AwardState.GRANTED, AwardState.REDUCED)


def _letter(row: Certificate) -> Letter:
    return Letter(person_of(row), f"certificate:{row.pk}", {"certificate_id": row.pk})


def _badges(ids: Sequence[int]) -> None:
    """A badge that can't be made now is made by the sweep: it keeps no certificate back."""
    try:
        with transaction.atomic():
            make_badges(certificate_ids=ids)
    except Exception:
        log.exception("no badges were made for certificates %s", ids)
