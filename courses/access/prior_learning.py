"""The only ways from a URL to a claim of prior learning and its files. Missing, foreign and too close look alike."""

from courses.call_errors import PriorNotFound
from courses.models import PriorClaim, PriorFile, PriorUnit
from courses.selectors.prior_learning import claims, decides
from courses.selectors.reviews import too_close
from lms.institutions.api import Scope


def access_claim(scope: Scope, claim_id: int) -> PriorClaim:
    """A claim that this person may decide. Raises PriorNotFound."""
    found: PriorClaim | None = claims().filter(pk=claim_id).first()
    if found is None or not decides(scope) or too_close(scope.person_id, [found.enrolment.person_id]):
        raise PriorNotFound
    return found


def access_prior_unit(scope: Scope, prior_id: int) -> PriorUnit:
    """One unit of a claim that this person may decide. Raises PriorNotFound."""
    found = PriorUnit.objects.filter(pk=prior_id).first()
    if found is None:
        raise PriorNotFound
    found.claim = access_claim(scope, found.claim_id)
    return found


def access_own_claim(person_id: int, claim_id: int) -> PriorClaim:
    """One's own. Raises PriorNotFound."""
    found: PriorClaim | None = claims().filter(pk=claim_id, enrolment__person_id=person_id).first()
    if found is None:
        raise PriorNotFound
    return found


def access_prior_file(scope: Scope, file_id: int) -> PriorFile:
    """A file of one's own claim, or of one that one may decide. Raises PriorNotFound."""
    found = PriorFile.objects.select_related("claim__enrolment").filter(pk=file_id).first()
    if found is None:
        raise PriorNotFound
    if found.claim.enrolment.person_id != scope.person_id:
        access_claim(scope, found.claim_id)
    return found
