"""Two assessors write to each other about a letter on which they lie apart."""

from django.db import transaction
from django.utils import timezone

from assessments.errors.scoring import DiscussionOver, NoteRefused
from assessments.models import Allocation, DiscussionNote, SubmissionState
from lms.audit.api import record_event
from lms.kernel.words import clean_text

LONGEST_NOTE = 2_000
MOST_NOTES = 60


@transaction.atomic
def write_note(*, allocation_id: int, assessor_id: int, text: str) -> int:
    """Write to the other one; returns the note's id. Raises DiscussionOver, NoteRefused."""
    one = Allocation.objects.select_for_update(of=("self",)).select_related("submission__enrolment").get(pk=allocation_id)
    letter = one.submission
    over = one.lease_until is None or one.lease_until <= timezone.now()
    if letter is None or letter.state != SubmissionState.SUBMITTED or not one.discussing or over:
        raise DiscussionOver
    if one.assessor_id != assessor_id:
        raise DiscussionOver
    said = clean_text(text).strip()
    if not said or len(said) > LONGEST_NOTE or one.lms_notes.count() >= MOST_NOTES:
        raise NoteRefused(n=LONGEST_NOTE)
    note = DiscussionNote.objects.create(allocation=one, text=said)
    record_event(
        act="submission.discussed", subject="submission", subject_id=letter.pk, actor=assessor_id,
        institution=letter.enrolment.institution_id, after={"note": note.pk, "stage": one.stage},
    )  # fmt: skip
    return note.pk
