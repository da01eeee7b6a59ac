"""From an id in a URL to a colleague's score that one may look at: a foreign one looks like a missing one."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.errors.load import LookNotFound
from assessments.models import Allocation, PeerLook, Submission
from assessments.models.conflicts import scorable
from assessments.models.qualified import current
from lms.institutions.api import Scope


def open_looks_for(scope: Scope) -> QuerySet[PeerLook]:
    """Looks that wait and that this assessor may take, or has: of a case on which they are qualified, of letters that they
    could have scored and never had, and never of their own scores."""
    if not (scope.assessor or scope.assessor_of):
        return PeerLook.objects.none()
    letter = "score__allocation__submission"
    had = Allocation.objects.filter(submission=OuterRef(f"{letter}_id"), assessor_id=scope.person_id)
    able = current(timezone.now()).filter(
        person_id=scope.person_id, case_key=OuterRef(f"{letter}__case_key"),
        structure_hash=OuterRef(f"{letter}__structure_hash"),
    )  # fmt: skip
    mine = Q(peer_id=scope.person_id) | Q(peer=None) | Q(lease_until__lte=timezone.now())
    letters = Submission.objects.filter(scorable(scope))
    rows = PeerLook.objects.filter(mine, Exists(able), ~Exists(had), done_at=None, **{f"{letter}__in": letters})
    return rows.select_related(f"{letter}__unit_version", f"{letter}__enrolment").order_by("opened_at", "pk")


def access_look(scope: Scope, look_id: int) -> PeerLook:
    """Raises LookNotFound."""
    found = open_looks_for(scope).filter(pk=look_id).first()
    if found is None:
        raise LookNotFound
    return found
