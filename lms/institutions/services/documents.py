"""An institution's papers: its confidentiality protocol and its agreement with the programme, each version a row."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.audit.api import record_event
from lms.institutions.errors import DocumentDates, DocumentKnown, DocumentMissing, DocumentNotFound
from lms.institutions.models import DocumentKind, InstitutionDocument
from lms.institutions.services.people import clean_words
from lms.kernel.intake import take_file


def record_document(
    *,
    institution_id: int,
    kind: str,
    version: str,
    dated_on: date,
    valid_until: date | None,
    link: str = "",
    file: tuple[str, bytes] | None = None,
    by: int,
) -> int:
    """Note one version of a paper, as a file (looked through and cleaned) or a link; returns its id.

    An agreement needs its signed copy. Raises DocumentMissing, DocumentDates, DocumentKnown, and what the file is refused for.
    """
    if kind not in DocumentKind.values or (file is None and (not link or kind == DocumentKind.AGREEMENT)):
        raise DocumentMissing
    if dated_on > timezone.localdate() or (valid_until is not None and valid_until < dated_on):
        raise DocumentDates
    kept = take_file(*file).columns if file is not None else {}
    said = clean_words(version)[:40] or dated_on.isoformat()
    try:
        with transaction.atomic():
            row = InstitutionDocument.objects.create(
                institution_id=institution_id, kind=kind, version=said, dated_on=dated_on, valid_until=valid_until,
                link="" if file else link, recorded_by_id=by, **kept,
            )  # fmt: skip
            record_event(
                act="document.recorded", subject="institution_document", subject_id=row.pk, actor=by,
                institution=institution_id, after={"kind": kind, "dated_on": dated_on.isoformat(), "sha256": row.sha256},
            )  # fmt: skip
    except IntegrityError:
        raise DocumentKnown(version=said) from None
    return int(row.pk)


@transaction.atomic
def withdraw_document(*, document_id: int, by: int) -> None:
    """One noted in error: it no longer counts, and stays in the list. Safe to repeat. Raises DocumentNotFound."""
    row = InstitutionDocument.objects.select_for_update().defer("body").filter(pk=document_id).first()
    if row is None:
        raise DocumentNotFound
    if row.withdrawn_at is not None:
        return
    InstitutionDocument.objects.filter(pk=document_id).update(withdrawn_at=timezone.now(), withdrawn_by_id=by)
    record_event(
        act="document.withdrawn", subject="institution_document", subject_id=document_id, actor=by,
        institution=row.institution_id,
    )  # fmt: skip
