"""Bulk issues: a coordinator asks for one paper for everybody in a group; it can be left, stopped, resumed, and mended."""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone, translation

from certificates.errors import BatchEmpty, BatchNotFound, CourseOfGroupNotFound, NotStopped, PaperUnknown
from certificates.models import Batch, Certificate, CertificateState
from certificates.proofs import PROOFS, TRANSCRIPT
from certificates.services.award_papers import CARD, request_award_papers
from certificates.services.claiming import CHUNK
from certificates.services.granting import DRAW
from certificates.services.proofs import request_proofs
from certificates.wording.certificates import DRAWING
from certificates.wording.papers import STOPPED
from certificates.wording.proofs import paper_title
from courses import api as courses
from lms.audit.api import record_event
from lms.institutions import api as institutions
from lms.jobs.api import enqueue_on_commit
from lms.kernel.words import in_language

LANGUAGES: Final = ("es", "en")
GROUP_PAPERS: Final = {"award_transcript": TRANSCRIPT, "card": CARD}  # papers of awards: what is asked for, and its kind


@transaction.atomic
def start_batch(*, institution_id: int, cohort_course_id: int, paper: str, by: int, language: str = "") -> int:
    """Ask for one kind of paper for everybody whom a group's course has, ended enrolments left out; the batch's id.

    `paper`: a proof, or one of GROUP_PAPERS: a paper of the awards in force that rest on the group's course. `language` (es,
    en, es+en): '' = each person's own.
    Safe to repeat: who has the same paper already is left out. The caller has looked whether `by` coordinates the institution.
    Raises PaperUnknown, CourseOfGroupNotFound, BatchEmpty (nobody would get anything new).
    """
    if paper not in PROOFS and paper not in GROUP_PAPERS:
        raise PaperUnknown(paper=paper)
    place = next((one for one in courses.cohort_courses_of(institution_id) if one.id == cohort_course_id), None)
    if place is None:
        raise CourseOfGroupNotFound
    group = next(one for one in institutions.cohorts_of(institution_id) if one.id == place.cohort_id)
    title = {}
    for code in LANGUAGES:
        with translation.override(code):
            title[code] = f"{paper_title(paper)}: {in_language(place.course_titles)}, {in_language(group.names)}"
    kind = GROUP_PAPERS.get(paper, paper)
    batch = Batch.objects.create(institution_id=institution_id, paper=kind, title=title, by_id=by)
    rows = [one for one in courses.progress_rows(institution_id) if one.cohort_course_id == cohort_course_id]
    asked: dict[str, Any] = {"institution_id": institution_id, "paper": kind, "batch_id": batch.pk, "language": language}
    if paper in GROUP_PAPERS:
        ids = request_award_papers(enrolment_ids=[one.enrolment_id for one in rows], **asked)
    else:
        ids = request_proofs(enrolments=[one for one in rows if one.state != "closed"], **asked)
    if not ids:
        raise BatchEmpty
    record_event(
        act="batch.started", subject="batch", subject_id=batch.pk, actor=by, institution=institution_id,
        after={"paper": paper, "cohort_course": cohort_course_id, "certificates": len(ids)},
    )  # fmt: skip
    _ring(ids)
    return batch.pk


@transaction.atomic
def stop_batch(*, batch_id: int, by: int) -> int:
    """Lay aside what is not drawn yet; how many papers. What is drawn stays. Safe to repeat. Raises BatchNotFound."""
    batch = _locked(batch_id)
    if batch.stopped_at is None:
        Batch.objects.filter(pk=batch_id).update(stopped_at=timezone.now())
        record_event(act="batch.stopped", subject="batch", subject_id=batch_id, actor=by, institution=batch.institution_id)
    return Certificate.objects.filter(batch_id=batch_id, state=CertificateState.PENDING).update(
        state=CertificateState.WAITING, problem=STOPPED, lease_until=None
    )


@transaction.atomic
def resume_batch(*, batch_id: int, by: int) -> int:
    """Go on where it was stopped; how many papers wait for a worker now. Raises BatchNotFound, NotStopped."""
    batch = _locked(batch_id)
    if batch.stopped_at is None:
        raise NotStopped
    Batch.objects.filter(pk=batch_id).update(stopped_at=None)
    rows = Certificate.objects.filter(batch_id=batch_id, state=CertificateState.WAITING, problem=STOPPED)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(state=CertificateState.PENDING, problem="", attempts=0, lease_until=None)
    record_event(act="batch.resumed", subject="batch", subject_id=batch_id, actor=by, institution=batch.institution_id)
    _ring(ids)
    return len(ids)


@transaction.atomic
def retry_one(*, batch_id: int, certificate_id: int, by: int) -> bool:
    """Start one paper of a batch again that could not be drawn; False when it waits for something else. Audited."""
    again = Certificate.objects.filter(
        pk=certificate_id, batch_id=batch_id, state=CertificateState.WAITING, problem__startswith=DRAWING
    ).update(state=CertificateState.PENDING, attempts=0, lease_until=None, problem="")
    if again:
        record_event(act="certificate.drawn_again", subject="certificate", subject_id=certificate_id, actor=by)
        enqueue_on_commit(DRAW, certificate_id)
    return bool(again)


def _locked(batch_id: int) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise BatchNotFound
    return batch


def _ring(ids: list[int]) -> None:
    """One bell a chunk."""
    for certificate_id in sorted(ids)[::CHUNK]:
        enqueue_on_commit(DRAW, certificate_id)
