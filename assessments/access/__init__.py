"""From an id in a URL to a row: the only way, and a foreign row looks like a missing one."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.errors import (
    AllowanceNotFound,
    AttachmentNotFound,
    AttemptNotFound,
    QuizNotFound,
    SubmissionNotFound,
    UploadNotFound,
)
from assessments.models import (
    Allocation,
    Attachment,
    Attempt,
    AttemptState,
    QuestionUpload,
    QuizAllowance,
    Submission,
    SubmissionState,
)
from assessments.models.analysis import QuizCard, quiz_card, takes_course
from assessments.models.conflicts import hand_scorable, scorable, scorable_stages
from assessments.models.seat_columns import with_seat
from courses import api as courses
from lms.institutions.api import CohortCard, Scope, cohort_in_reach


def access_own_attempt(person_id: int, attempt_id: int) -> Attempt:
    """An attempt of this person; what its quiz may ask in all is not read. Raises AttemptNotFound."""
    rows = Attempt.objects.select_related("enrolment", "unit_version").defer("unit_version__config")
    rows = rows.filter(enrolment__person_id=person_id)
    attempt = rows.exclude(state=AttemptState.ANNULLED).filter(pk=attempt_id).first()
    if attempt is None:
        raise AttemptNotFound
    return attempt


def access_own_result(person_id: int, attempt_id: int) -> Attempt:
    """The same with what its quiz may ask, and the columns of `with_seat`. Raises AttemptNotFound."""
    rows = Attempt.objects.select_related("enrolment", "unit_version").filter(enrolment__person_id=person_id)
    rows = with_seat(rows, enrolment="enrolment_id", unit=OuterRef("unit_id"), cohort_course="enrolment__cohort_course_id")
    attempt: Attempt | None = rows.exclude(state=AttemptState.ANNULLED).filter(pk=attempt_id).first()
    if attempt is None:
        raise AttemptNotFound
    return attempt


def access_own_clock(person_id: int, attempt_id: int) -> tuple[datetime | None, int | None]:
    """When the time of an attempt of this person ends (None without a limit) and the seat it is sat on (None: practice); no
    more of it is read. Raises AttemptNotFound."""
    rows = Attempt.objects.filter(enrolment__person_id=person_id).exclude(state=AttemptState.ANNULLED)
    found = rows.filter(pk=attempt_id).values_list("due_at", "sheet__seat").first()
    if found is None:
        raise AttemptNotFound
    return found


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


def _scripts(scope: Scope, ref: str) -> QuerySet[Allocation]:
    """The stages of a script that this scope may score, by the name in its address."""
    rows = Allocation.objects.filter(Q(submission__ref=ref) | Q(seed_ref=ref)).filter(scorable_stages(scope))
    return rows.select_related("submission__unit_version", "submission__enrolment", "reference").order_by("pk")


def access_open_script(scope: Scope, ref: str) -> Allocation:
    """A stage of a script that waits and that this scope may score: one's own first, then a free one. Raises
    SubmissionNotFound."""
    found = list(_scripts(scope, ref)) if scope.assessor or scope.assessor_of else []
    if not found:
        raise SubmissionNotFound
    now = timezone.now()
    return min(found, key=lambda one: (one.assessor_id != scope.person_id, (one.lease_until or now) > now, one.pk))


def access_leased(scope: Scope, ref: str) -> Allocation:
    """A script leased to this assessor right now. Raises SubmissionNotFound: nobody reads a script without a lease."""
    if not (scope.assessor or scope.assessor_of):
        raise SubmissionNotFound
    lease = _scripts(scope, ref).filter(assessor_id=scope.person_id, lease_until__gt=timezone.now()).first()
    if lease is None:
        raise SubmissionNotFound
    return lease


def access_held(scope: Scope, ref: str) -> Allocation:
    """A script that this assessor took and nobody else has taken since, its lease over or not. Raises SubmissionNotFound."""
    rows = _scripts(scope, ref) if scope.assessor or scope.assessor_of else Allocation.objects.none()
    held = rows.filter(assessor_id=scope.person_id, lease_until__isnull=False).first()
    if held is None:
        raise SubmissionNotFound
    return held


def access_discussion(scope: Scope, ref: str) -> Allocation:
    """One's own stage of a letter that two assessors look at together, whether one has scored it again or not. Raises
    SubmissionNotFound."""
    if not (scope.assessor or scope.assessor_of):
        raise SubmissionNotFound
    rows = Allocation.objects.filter(
        submission__in=Submission.objects.filter(scorable(scope), ref=ref, state=SubmissionState.SUBMITTED).values("pk"),
        assessor_id=scope.person_id, discussing=True, lease_until__gt=timezone.now(),
    )  # fmt: skip
    mine = rows.select_related("submission__unit_version", "submission__enrolment", "reference").first()
    if mine is None:
        raise SubmissionNotFound
    return mine


def access_leased_attachment(scope: Scope, ref: str, file_ref: str) -> tuple[Submission, Attachment]:
    """A file of a letter leased to this assessor. Raises AttachmentNotFound."""
    submission = access_leased(scope, ref).submission
    attachment = Attachment.objects.filter(submission=submission, ref=file_ref, removed_at=None).first()
    if submission is None or attachment is None:
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


def access_group_quiz(scope: Scope, cohort_id: int, unit_id: int) -> tuple[CohortCard, QuizCard, courses.GroupUnit]:
    """A quiz as a cohort of one's own has it now. Raises CohortNotFound, QuizNotFound."""
    cohort = cohort_in_reach(scope, cohort_id)
    quiz = access_quiz(unit_id)
    placed = courses.group_unit(cohort_id, unit_id, timezone.now())
    if placed is None or placed.unit is None:
        raise QuizNotFound
    return cohort, quiz, placed


def access_seat(scope: Scope, enrolment_id: int, unit_id: int) -> tuple[courses.TaughtEnrolment, courses.UnitInEffect]:
    """A learner of one's own and a quiz of their course, as their release has it. Raises EnrolmentNotFound, QuizNotFound."""
    learner = courses.access_taught_enrolment(scope, enrolment_id)
    if access_quiz(unit_id).course_id != learner.course_id:
        raise QuizNotFound
    return learner, courses.unit_in_effect(enrolment_id, unit_id, timezone.now())


def access_allowance(scope: Scope, allowance_id: int) -> QuizAllowance:
    """What a learner of one's own was given. Raises AllowanceNotFound."""
    row = QuizAllowance.objects.filter(pk=allowance_id).first()
    if row is None:
        raise AllowanceNotFound
    try:
        courses.access_taught_enrolment(scope, row.enrolment_id)
    except courses.EnrolmentNotFound:
        raise AllowanceNotFound from None
    return row


def access_attempt_history(scope: Scope, attempt_id: int) -> tuple[Attempt, courses.TaughtEnrolment]:
    """An attempt of a learner of one's own. Raises AttemptNotFound.

    Not while its written answers wait for this person's score: who scores them does not learn here whose they are. Nor one's
    own attempt: its key is shown by the quiz's own rules only.
    """
    row = Attempt.objects.select_related("unit_version", "enrolment").filter(pk=attempt_id).first()
    if row is None or row.enrolment.person_id == scope.person_id:
        raise AttemptNotFound
    try:
        learner = courses.access_taught_enrolment(scope, row.enrolment_id)
    except courses.EnrolmentNotFound:
        raise AttemptNotFound from None
    if row.state == AttemptState.WAITING and row.enrolment.institution_id not in scope.coordinator_of:
        raise AttemptNotFound
    return row, learner
