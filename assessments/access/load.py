"""From an id in a URL to a group's hours, an offer, an institution in the pool: a foreign one looks like a missing one."""

from assessments.errors.load import OfferNotFound, PoolNotFound
from assessments.models import HoursOffer
from assessments.models.load_rows import GroupCourse, group_courses
from lms.institutions import api as institutions
from lms.institutions.api import CohortCard, CohortNotFound, InstitutionCard, Scope


def access_cohort_hours(scope: Scope, cohort_id: int) -> CohortCard:
    """A group whose hours one may see: its facilitators, coordinators and assessors, deciders and administrators.
    Assessors of the programme know no group: the coordinator writes down what they promise. Raises CohortNotFound."""
    card = institutions.cohort_card(cohort_id)
    house = card.institution_id
    near = house in scope.coordinator_of | scope.facilitator_of | scope.assessor_of or cohort_id in scope.facilitator_cohorts
    if not (near or scope.decider or scope.administrator):
        raise CohortNotFound
    return card


def access_group_course(scope: Scope, cohort_id: int, cohort_course_id: int) -> tuple[CohortCard, GroupCourse]:
    """A course of such a group. Raises CohortNotFound."""
    card = access_cohort_hours(scope, cohort_id)
    found = next((one for one in group_courses(cohort_id) if one.id == cohort_course_id), None)
    if found is None:
        raise CohortNotFound
    return card, found


def access_offer(scope: Scope, offer_id: int) -> HoursOffer:
    """An offer of one's own, or for a group of one's own institution. Raises OfferNotFound."""
    row = HoursOffer.objects.select_related("cohort_course__cohort").filter(pk=offer_id, withdrawn_at=None).first()
    if row is None:
        raise OfferNotFound
    mine = row.assessor_id == scope.person_id or row.cohort_course.cohort.institution_id in scope.coordinator_of
    if not (mine or scope.decider):
        raise OfferNotFound
    return row


def access_pool_institution(scope: Scope, institution_id: int) -> InstitutionCard:
    """An institution whose agreement one may give or end. Raises PoolNotFound."""
    if institution_id not in scope.coordinator_of:
        raise PoolNotFound
    return institutions.institution_card(institution_id)
