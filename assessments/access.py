"""From an id in a URL to a row: the only way, and a foreign row looks like a missing one."""

from django.utils import timezone

from assessments.errors import AttachmentNotFound, AttemptNotFound, QuizNotFound, SubmissionNotFound, UploadNotFound
from assessments.models import Allocation, Attachment, Attempt, AttemptState, QuestionUpload, Submission, SubmissionState
from assessments.models.analysis import QuizCard, quiz_card, takes_course
from assessments.models.conflicts import hand_scorable, scorable
from courses import api as courses
from lms.institutions.api import CohortCard, Scope, cohort_in_reach


def access_own_attempt(person_id: int, attempt_id: int) -> Attempt:
    """An attempt of this person. Raises AttemptNotFound."""
    rows = Attempt.objects.select_related("enrolment").filter(enrolment__person_id=person_id)
    attempt = rows.exclude(state=AttemptState.ANNULLED).filter(pk=attempt_id).first()
    if attempt is None:
        raise AttemptNotFound
    return attempt


def access_hand_scorable(scope: Scope, attempt_id: int) -> Attempt:
    """An attempt whose written answers wait for a score, and that this scope may score. Raises AttemptNotFound."""
    rows = Attempt.objects.select_related("enrolment", "unit_version").filter(hand_scorable(scope), pk=attempt_id)
    attempt = rows.filter(state=AttemptState.WAITING).first()
    if attempt is None:
        raise AttemptNotFound
    return attempt


def access_own_refresher(person_id: int, enrolment_id: int, unit_id: int) -> courses.RefresherLine:
    """A refresher that was asked of this person, for one completed course of theirs. Raises QuizNotFound."""
    line = courses.own_line(person_id, enrolment_id, unit_id)
    if line is None or line.unit_kind != "refresher":
        raise QuizNotFound
    return line


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


def access_quiz(unit_id: int) -> QuizCard:
    """A quiz for who looks at the programme as a whole: it belongs to no institution. Raises QuizNotFound."""
    card = quiz_card(unit_id)
    if card is None:
        raise QuizNotFound
    return card


def access_cohort_quiz(scope: Scope, cohort_id: int, unit_id: int) -> tuple[CohortCard, QuizCard]:
    """A quiz of a course that a cohort of one's own takes. Raises CohortNotFound, QuizNotFound."""
    cohort = cohort_in_reach(scope, cohort_id)
    unit = access_quiz(unit_id)
    if not takes_course(cohort_id, unit.course_id):
        raise QuizNotFound
    return cohort, unit


def access_own_upload(person_id: int, upload_id: int) -> QuestionUpload:
    """A file of questions that this person uploaded. Raises UploadNotFound."""
    upload = QuestionUpload.objects.filter(pk=upload_id, person_id=person_id).first()
    if upload is None:
        raise UploadNotFound
    return upload
