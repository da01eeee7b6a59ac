"""The only ways from a URL to a request for review. A hand in the decision, or being too close, looks like a wrong number."""

from courses.errors import NothingToReview, ReviewNotFound
from courses.models import ReviewRequest
from courses.reviewable import Adverse
from courses.selectors.reviews import adverse_of, asked_about, is_barred, may_decide
from lms.institutions.api import Scope


def access_review(scope: Scope, request_id: int) -> ReviewRequest:
    """A request that this person may decide, open or over. Raises ReviewNotFound."""
    found = ReviewRequest.objects.select_related("person").filter(pk=request_id).first()
    if found is None or not may_decide(scope) or is_barred(found, scope.person_id):
        raise ReviewNotFound
    return found


def access_adverse(scope: Scope, kind: str, subject_id: int) -> Adverse:
    """A decision against oneself that the general request speaks of. Raises NothingToReview."""
    known = own_review(scope.person_id, kind, subject_id)
    found = asked_about(known) if known else adverse_of(scope.person_id, kind, subject_id)
    if found is None or found.asked_url:
        raise NothingToReview
    return found


def own_review(person_id: int, kind: str, subject_id: int) -> ReviewRequest | None:
    """One's own request about a decision, if there is one."""
    return ReviewRequest.objects.filter(person_id=person_id, kind=kind, subject_id=subject_id).first()
