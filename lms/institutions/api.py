"""The door of institutions: people, institutions, cohorts, roles, invitations."""

from lms.institutions.access import access_cohort as _access_cohort
from lms.institutions.errors import (
    AccountTaken,
    AddressNeeded,
    AlreadyHasLogin,
    CohortNotFound,
    InstitutionNotFound,
    InvitationNotFound,
    KeyTaken,
    PersonNotFound,
)
from lms.institutions.models import Programme, Role
from lms.institutions.scope import Post, Scope
from lms.institutions.selectors import (
    CohortCard,
    InstitutionCard,
    InvitationCard,
    PersonCard,
    cohort_card,
    cohort_card_of,
    cohort_cards,
    cohort_people,
    cohorts_of,
    country_name,
    institution_by_key,
    institution_card,
    institution_cards,
    institution_logo,
    invitation_card,
    paused_days,
    people_of,
    person_by_email,
    person_cards,
    person_for_user,
    programme_people,
    role_name,
    roles_line,
    scope,
)
from lms.institutions.services.invitations import accept_invitation, invitation_url, invite, withdraw_invitation
from lms.institutions.services.people import clean_words, ensure_person, link_user, set_preferences
from lms.institutions.services.roles import (
    end_membership,
    end_programme_role,
    grant_programme_role,
    grant_role,
    make_cohort,
    make_institution,
)


def person_card(person_id: int) -> PersonCard:
    """One person. Raises PersonNotFound."""
    found = person_cards([person_id])
    if person_id not in found:
        raise PersonNotFound
    return found[person_id]


def cohort_in_reach(scope: Scope, cohort_id: int) -> CohortCard:
    """A cohort that its facilitators, its coordinators and the administrator may see. Raises CohortNotFound."""
    return cohort_card_of(_access_cohort(scope, cohort_id))


__all__ = [
    "AccountTaken", "AddressNeeded", "AlreadyHasLogin", "CohortCard", "CohortNotFound", "InstitutionCard",
    "InstitutionNotFound", "InvitationCard", "InvitationNotFound", "KeyTaken", "PersonCard", "PersonNotFound", "Post", "Programme", "Role",
    "Scope", "accept_invitation", "clean_words", "cohort_card", "cohort_cards", "cohort_in_reach", "cohort_people",
    "cohorts_of", "country_name", "end_membership", "end_programme_role", "ensure_person", "grant_programme_role",
    "grant_role", "institution_by_key", "institution_card", "institution_cards", "institution_logo", "invitation_card", "invitation_url",
    "invite", "link_user", "make_cohort", "make_institution", "paused_days", "people_of", "person_by_email",
    "person_card", "person_cards", "person_for_user", "programme_people", "role_name", "roles_line", "scope",
    "set_preferences", "withdraw_invitation",
]  # fmt: skip
