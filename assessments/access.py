"""From an id in a URL to a row: the only way, and a foreign row looks like a missing one."""

from django.utils import timezone

from assessments.errors import AttachmentNotFound, AttemptNotFound, SubmissionNotFound
from assessments.models import Allocation, Attachment, Attempt, AttemptState, Submission, SubmissionState
from assessments.models.conflicts import scorable
from lms.institutions.api import Scope


def access_own_attempt(person_id: int, attempt_id: int) -> Attempt:
    """An attempt of this person. Raises AttemptNotFound."""
    rows = Attempt.objects.select_related("enrolment").filter(enrolment__person_id=person_id)
    attempt = rows.exclude(state=AttemptState.ANNULLED).filter(pk=attempt_id).first()
    if attempt is None:
        raise AttemptNotFound
    return attempt


def access_own_submission(person_id: int, submission_id: int) -> Submission:
    """A letter of this person. Raises SubmissionNotFound."""
    rows = Submission.objects.select_related("enrolment", "unit_version").filter(enrolment__person_id=person_id)
    submission = rows.filter(pk=submission_id).first()
    if submission is None:
        raise SubmissionNotFound
    return submission


def access_own_attachment(person_id: int, submission_id: int, ref: str) -> Attachment:
    """A file of this person's letter. Raises AttachmentNotFound."""
    rows = Attachment.objects.filter(submission__enrolment__person_id=person_id, submission_id=submission_id)
    attachment = rows.filter(ref=ref, removed_at=None).first()
    if attachment is None:
        raise AttachmentNotFound
    return attachment


def access_scorable_submission(scope: Scope, ref: str) -> Submission:
    """A letter that waits for a score and that this scope may score. Raises SubmissionNotFound."""
    if not (scope.assessor or scope.assessor_of):
        raise SubmissionNotFound
    rows = Submission.objects.select_related("unit_version", "enrolment").filter(scorable(scope), ref=ref)
    submission = rows.filter(state=SubmissionState.SUBMITTED).first()
    if submission is None:
        raise SubmissionNotFound
    return submission


def access_leased(scope: Scope, ref: str) -> tuple[Submission, Allocation]:
    """A letter leased to this assessor right now. Raises SubmissionNotFound: nobody reads a script without a lease."""
    submission = access_scorable_submission(scope, ref)
    lease = Allocation.objects.filter(
        submission=submission, assessor_id=scope.person_id, lease_until__gt=timezone.now()
    ).first()
    if lease is None:
        raise SubmissionNotFound
    return submission, lease


def access_leased_attachment(scope: Scope, ref: str, file_ref: str) -> tuple[Submission, Attachment]:
    """A file of a letter leased to this assessor. Raises AttachmentNotFound."""
    submission, _lease = access_leased(scope, ref)
    attachment = Attachment.objects.filter(submission=submission, ref=file_ref, removed_at=None).first()
    if attachment is None:
        raise AttachmentNotFound
    return submission, attachment
