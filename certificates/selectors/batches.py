"""Reading bulk issues: progress counted from rows, what could not be issued, and the files of a batch or a group."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from certificates.models import Batch, Certificate, CertificateState
from certificates.selectors.files import file_of
from certificates.serial import in_groups
from certificates.wording.papers import STOPPED

PIECE = 25  # files that are read at once for a ZIP


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: papers in all, issued, waiting for a worker, laid aside because it was stopped, and failed."""

    total: int
    issued: int
    pending: int
    stopped: int
    failed: int

    @property
    def moving(self) -> bool:
        """True while workers have something to do."""
        return self.pending > 0


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list. Personal data: none."""

    id: int
    title: Mapping[str, str]
    paper: str
    at: datetime
    by: str
    stopped_at: datetime | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class Failure:
    """A paper that was not issued, whose it is, and why. Personal data: name."""

    certificate_id: int
    serial: str
    name: str
    person_id: int
    problem: str


_COUNTS = {
    "total": Count("lms_certificates"),
    "issued": Count("lms_certificates", filter=Q(lms_certificates__state=CertificateState.ISSUED)),
    "pending": Count("lms_certificates", filter=Q(lms_certificates__state=CertificateState.PENDING)),
    "stopped": Count(
        "lms_certificates",
        filter=Q(lms_certificates__state=CertificateState.WAITING, lms_certificates__problem=STOPPED),
    ),
    "waiting": Count("lms_certificates", filter=Q(lms_certificates__state=CertificateState.WAITING)),
}


def batches_of(institution_ids: Iterable[int], limit: int = 50) -> list[BatchLine]:
    """The batches of institutions, newest first. One query."""
    return [_line(row) for row in _batches(Q(institution_id__in=list(institution_ids))).order_by("-id")[:limit]]


def batch_line(batch_id: int) -> BatchLine:
    """One batch with its progress. One query. Raises Batch.DoesNotExist."""
    return _line(_batches(Q(pk=batch_id)).get())


def _batches(which: Q) -> QuerySet[Batch]:
    return Batch.objects.filter(which).select_related("by").annotate(**_COUNTS)


def _line(row: Batch) -> BatchLine:
    counts = {name: int(getattr(row, name)) for name in _COUNTS}
    progress = Progress(
        counts["total"], counts["issued"], counts["pending"], counts["stopped"], counts["waiting"] - counts["stopped"]
    )
    return BatchLine(row.pk, row.title, row.paper, row.at, row.by.full_name, row.stopped_at, progress)


def failures_of(batch_id: int, limit: int = 200) -> list[Failure]:
    """What a batch could not issue, in order. One query."""
    rows = (
        Certificate.objects.filter(batch_id=batch_id, state=CertificateState.WAITING)
        .exclude(problem=STOPPED)
        .select_related("enrolment__person", "award__person")
        .defer("tail", "fields")
        .order_by("pk")[:limit]
    )
    found = []
    for row in rows:
        whole = row.enrolment or row.award
        assert whole is not None
        found.append(Failure(row.pk, in_groups(row.serial), whole.person.full_name, whole.person_id, row.problem))
    return found


# Files ------------------------------------------------------------------------------------------------------------------
def files_of_batch(batch_id: int) -> Iterator[tuple[str, datetime, bytes]]:
    """(file name, when issued, bytes) of a batch's issued papers, read in pieces: memory stays the same whatever the number."""
    return _files(Q(batch_id=batch_id))


def files_of_group(institution_id: int, cohort_id: int, paper: str) -> Iterator[tuple[str, datetime, bytes]]:
    """The same for the present papers of one kind of everybody in a group."""
    own = Q(award__institution_id=institution_id) | Q(enrolment__institution_id=institution_id)
    group = Q(award__lms_completions__completion__enrolment__cohort_course__cohort_id=cohort_id)
    group |= Q(enrolment__cohort_course__cohort_id=cohort_id)
    return _files(own & group & Q(paper=paper, superseded_by=None))


def _files(which: Q) -> Iterator[tuple[str, datetime, bytes]]:
    rows = Certificate.objects.filter(which, state=CertificateState.ISSUED, tail__isnull=False)
    ids = list(rows.order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, len(ids), PIECE):
        piece = Certificate.objects.filter(pk__in=ids[start : start + PIECE]).select_related("prefix").order_by("pk")
        for row in piece:
            assert row.issued_at is not None
            yield f"{in_groups(row.serial)}.pdf", row.issued_at, file_of(row)


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One proof as its holder sees it. `ready`: its file can be downloaded. Personal data: through the person."""

    id: int
    serial: str
    paper: str
    titles: Mapping[str, str]
    issued_at: datetime | None
    ready: bool
    problem: str


def proof_line(row: Certificate) -> ProofLine:
    """A paper of an enrolment, with `has_file`."""
    problem = row.problem if row.state == CertificateState.WAITING else ""
    ready = bool(getattr(row, "has_file", False)) and row.issued_at is not None
    return ProofLine(row.pk, row.serial, row.paper, row.fields.get("credential") or {}, row.issued_at, ready, problem)
