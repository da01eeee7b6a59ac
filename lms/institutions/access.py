"""The only ways from a URL to an institution, cohort, person or role. Missing and foreign look alike."""

import hashlib

from django.db.models import Q

from lms.institutions.errors import (
    CohortNotFound,
    ContactNotFound,
    DocumentNotFound,
    InstitutionNotFound,
    InterestNotFound,
    InvitationNotFound,
    MembershipNotFound,
    PersonNotFound,
)
from lms.institutions.interest_register import sees_names
from lms.institutions.models import (
    Cohort,
    ContactPoint,
    Institution,
    InstitutionDocument,
    Interest,
    Invitation,
    Membership,
    Person,
    Role,
)
from lms.institutions.scope import Scope


def access_institution(scope: Scope, institution_id: int) -> Institution:
    """An institution its coordinators and the administrator may see. Raises InstitutionNotFound."""
    if scope.administrator or institution_id in scope.coordinator_of:
        found = Institution.objects.defer("logo").filter(pk=institution_id).first()
        if found is not None:
            return found
    raise InstitutionNotFound


def access_cohort(scope: Scope, cohort_id: int) -> Cohort:
    """A cohort that its facilitators, its institution's coordinators and the administrator may see. Raises CohortNotFound."""
    mine = Q(institution_id__in=scope.coordinator_of | scope.facilitator_of) | Q(pk__in=scope.facilitator_cohorts)
    rows = Cohort.objects.filter(pk=cohort_id)
    found = (rows if scope.administrator else rows.filter(mine)).first()
    if found is None:
        raise CohortNotFound
    return found


def access_person(scope: Scope, person_id: int) -> Person:
    """Oneself, or a person with a role in an institution one coordinates; the administrator sees all. Raises PersonNotFound."""
    rows = Person.objects.filter(pk=person_id, erased_at=None)
    if not scope.administrator and person_id != scope.person_id:
        rows = rows.filter(lms_memberships__institution_id__in=scope.coordinator_of, lms_memberships__until=None).distinct()
    found = rows.first()
    if found is None:
        raise PersonNotFound
    return found


def access_membership(scope: Scope, membership_id: int) -> Membership:
    """An open role, but a coordinator's, in an institution one coordinates; the administrator reaches all.

    Raises MembershipNotFound.
    """
    rows = Membership.objects.filter(pk=membership_id, until=None)
    mine = rows.filter(institution_id__in=scope.coordinator_of).exclude(role=Role.COORDINATOR)
    found = (rows if scope.administrator else mine).first()
    if found is None:
        raise MembershipNotFound
    return found


def access_contact(scope: Scope, contact_id: int) -> ContactPoint:
    """A contact point of an institution one coordinates; the administrator reaches all. Raises ContactNotFound."""
    rows = ContactPoint.objects.filter(pk=contact_id, archived_at=None).select_related("institution")
    rows = rows.defer("institution__logo")
    found = (rows if scope.administrator else rows.filter(institution_id__in=scope.coordinator_of)).first()
    if found is None:
        raise ContactNotFound
    return found


def access_own_interest(scope: Scope, interest_id: int) -> Interest:
    """An open interest of one's own. Raises InterestNotFound, also of one in a person where the reader sees no names: whether
    there is one would tell whether an address has an account."""
    rows = Interest.objects.filter(person_id=scope.person_id, ended_at=None, pk=interest_id)
    found = (rows if sees_names(scope) else rows.filter(institution__isnull=False)).first()
    if found is None:
        raise InterestNotFound
    return found


def token_hash(token: str) -> str:
    """What is stored of a token: SHA-256, 64 hex digits. Looking up the hash takes the same time whatever the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def access_invitation(token: str) -> Invitation:
    """The invitation of a link, open or not. Raises InvitationNotFound."""
    rows = Invitation.objects.select_related("person", "institution")
    found = rows.filter(token_hash=token_hash(token), person__erased_at=None).first()
    if found is None:
        raise InvitationNotFound
    return found


def access_document(scope: Scope, document_id: int) -> InstitutionDocument:
    """A paper of an institution one coordinates; the administrator reaches all. Raises DocumentNotFound."""
    rows = InstitutionDocument.objects.filter(pk=document_id)
    found = (rows if scope.administrator else rows.filter(institution_id__in=scope.coordinator_of)).first()
    if found is None:
        raise DocumentNotFound
    return found
