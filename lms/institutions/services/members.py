"""Bringing somebody into an institution: known, in a role, invited; one act."""

from django.db import transaction

from lms.institutions.models import Person
from lms.institutions.services.invitations import invite
from lms.institutions.services.people import ensure_person
from lms.institutions.services.roles import grant_role


@transaction.atomic
def add_member(
    *,
    institution_id: int,
    email: str,
    given_name: str,
    family_name: str,
    role: str,
    country: str,
    language: str,
    cohort_id: int | None = None,
    by: int | None,
) -> int:
    """Make somebody known, give them a role and invite them if they have no log-in; returns the person's id.

    Safe to repeat. Raises AddressNeeded, UnknownRole, CohortNotFound.
    """
    person_id = ensure_person(
        email=email, given_name=given_name, family_name=family_name, country=country, language=language, by=by
    )
    grant_role(person_id=person_id, institution_id=institution_id, role=role, cohort_id=cohort_id, by=by)
    if not Person.objects.filter(pk=person_id, user__isnull=False).exists():
        invite(person_id=person_id, institution_id=institution_id, by=by)
    return person_id
