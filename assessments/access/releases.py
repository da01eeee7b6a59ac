"""From an id in a URL to what waits for a release, an appeal or a case's twins: a foreign one looks like a missing one."""

from django.db.models import QuerySet

from assessments.errors import SubmissionNotFound
from assessments.errors.releases import AppealBlind, AppealNotFound, BatchNotFound
from assessments.models import Appeal, AppealState, Submission, SubmissionState
from assessments.models.conflicts import letter_too_close, may_score_again
from assessments.selectors.releases import releasable
from lms.institutions.api import Scope

_HANDED_IN = (SubmissionState.SUBMITTED, SubmissionState.SCORED, SubmissionState.RELEASED)


def access_batch(scope: Scope, institution_id: int, unit_id: int) -> QuerySet[Submission]:
    """The letters of a case that were handed in by an institution's learners, and whose results one may release. Raises
    BatchNotFound."""
    rows = releasable(scope).filter(enrolment__institution=institution_id, unit=unit_id, state__in=_HANDED_IN)
    if not rows.exists():
        raise BatchNotFound
    return rows


def access_own_released(person_id: int, submission_id: int) -> Submission:
    """A letter of this person that was handed in, whatever became of it. Raises SubmissionNotFound."""
    rows = Submission.objects.select_related("enrolment", "unit_version", "lms_appeal").filter(enrolment__person_id=person_id)
    letter = rows.filter(pk=submission_id).first()
    if letter is None:
        raise SubmissionNotFound
    return letter


def access_appeal(scope: Scope, appeal_id: int) -> Appeal:
    """An appeal, for those who decide for the programme; never one's own, nor of somebody one is too close to. Raises
    AppealNotFound."""
    rows = Appeal.objects.select_related("submission__unit_version", "submission__enrolment").filter(pk=appeal_id)
    found = rows.filter(~letter_too_close(scope.person_id)).first() if scope.decider else None
    if found is None:
        raise AppealNotFound
    return found


def is_closed_to(scope: Scope, appeal: Appeal) -> bool:
    """Whether the reason and the first result are closed to this decider: until the second score is given, to an assessor who
    may still give it."""
    return appeal.state in (AppealState.OPEN, AppealState.SCORING) and may_score_again(scope, appeal.submission)


def access_read_appeal(scope: Scope, appeal_id: int) -> Appeal:
    """An appeal that this decider may read. Raises AppealNotFound, AppealBlind."""
    found = access_appeal(scope, appeal_id)
    if is_closed_to(scope, found):
        raise AppealBlind
    return found
