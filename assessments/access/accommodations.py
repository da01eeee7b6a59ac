"""The only ways from a URL to an accommodation: who asked, and who decides and is close to nobody in it."""

from assessments.errors.accommodations import AccommodationNotFound
from assessments.models import Accommodation, AccommodationEvidence
from assessments.selectors.accommodations import certifying_units, may_decide
from courses import api as courses
from lms.institutions.api import Scope

_ROWS = Accommodation.objects.select_related("enrolment__person", "enrolment__course")


def access_own_accommodation(person_id: int, accommodation_id: int) -> Accommodation:
    """Raises AccommodationNotFound."""
    found = _ROWS.filter(pk=accommodation_id, enrolment__person_id=person_id).first()
    if found is None:
        raise AccommodationNotFound
    return found


def access_accommodation(scope: Scope, accommodation_id: int) -> Accommodation:
    """A request that this person may decide: never a role in the cohort, never somebody close. Raises AccommodationNotFound."""
    found = _ROWS.filter(pk=accommodation_id).first() if may_decide(scope) else None
    if found is None or courses.too_close(scope.person_id, [found.enrolment.person_id]):
        raise AccommodationNotFound
    return found


def access_evidence(scope: Scope, accommodation_id: int, evidence_id: int) -> AccommodationEvidence:
    """A file of such a request, while it is there. Raises AccommodationNotFound."""
    row = access_accommodation(scope, accommodation_id)
    found = AccommodationEvidence.objects.filter(pk=evidence_id, accommodation=row).first()
    if found is None:
        raise AccommodationNotFound
    return found


def access_asking(person_id: int, enrolment_id: int) -> courses.EnrolmentCard:
    """One's own enrolment in a course with a certifying task. Raises AccommodationNotFound."""
    card = next((one for one in courses.enrolments_of(person_id) if one.id == enrolment_id), None)
    if card is None or card.state == "closed" or not certifying_units(card.course_id):
        raise AccommodationNotFound
    return card
