"""The door of institutions: people, institutions, cohorts, roles, invitations."""

from lms.institutions.access import access_cohort as _access_cohort
from lms.institutions.conflicts import conflicts, house_conflicts, register_tie
from lms.institutions.document_pages import DocumentCard, documents_of, facilitators_by_institution
from lms.institutions.errors import (
    AccountTaken,
    AddressNeeded,
    AddressTaken,
    AlreadyHasLogin,
    CohortNotFound,
    InstitutionNotFound,
    InterestDates,
    InterestNotFound,
    InterestSelf,
    InterestUnknown,
    InvitationNotFound,
    KeyTaken,
    PersonNotFound,
)
from lms.institutions.interest_register import InterestCard, interest_card, interest_todos
from lms.institutions.leave_days import moved_by_leave
from lms.institutions.memberships import membership_in_cohort, persons_by_email
from lms.institutions.models import InterestKind, Programme, Role
from lms.institutions.people_rules import everybody, holders_of, people_where
from lms.institutions.rosters import (
    ContactCard,
    cohort_roles,
    contacts_for,
    elsewhere,
    invited_since,
    known_addresses,
    possible_facilitators,
)
from lms.institutions.scope import Post, Scope
from lms.institutions.selectors import (
    CohortCard,
    InstitutionCard,
    InvitationCard,
    MembershipCard,
    PersonCard,
    cohort_card,
    cohort_card_of,
    cohort_cards,
    cohort_people,
    cohorts_of,
    institution_by_key,
    institution_card,
    institution_cards,
    institution_logo,
    invitation_card,
    membership_card,
    paused_days,
    people_of,
    person_by_email,
    person_cards,
    person_emails,
    person_for_user,
    present_institutions,
    programme_cards,
    programme_people,
    refs_of,
    scope,
    user_id_of,
)
from lms.institutions.services.cohorts import change_cohort
from lms.institutions.services.corrections import correct_person
from lms.institutions.services.interests import check_interests, declare_interest, end_interest
from lms.institutions.services.invitations import accept_invitation, invitation_url, invite, invite_again, withdraw_invitation
from lms.institutions.services.leaves import leaves_of, leaves_of_people, record_leave, remove_leave
from lms.institutions.services.members import add_member
from lms.institutions.services.people import clean_words, ensure_person, link_user, lock_person, set_preferences
from lms.institutions.services.roles import (
    end_membership,
    end_programme_role,
    grant_programme_role,
    grant_role,
    make_cohort,
    make_institution,
)
from lms.institutions.services.scale import GroupPlan, MadeGroup, PlacePlan, seed_places
from lms.institutions.services.traits import bases_asking, declare_trait, record_basis, traits_of
from lms.institutions.unchecked import interests_unchecked
from lms.institutions.wording import country_name, role_name, roles_line


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
    "AccountTaken", "AddressNeeded", "AlreadyHasLogin", "CohortCard", "CohortNotFound", "ContactCard",
    "InstitutionCard", "InstitutionNotFound", "InterestCard", "InterestDates", "InterestKind", "InterestNotFound",
    "InterestSelf", "InterestUnknown", "InvitationCard", "InvitationNotFound", "KeyTaken", "MembershipCard",
    "PersonCard", "PersonNotFound", "Post", "Programme", "Role", "Scope", "accept_invitation", "add_member",
    "check_interests", "clean_words", "cohort_card", "cohort_cards", "cohort_in_reach", "cohort_people", "cohorts_of",
    "conflicts", "contacts_for", "country_name", "declare_interest", "end_interest", "end_membership",
    "end_programme_role", "ensure_person", "grant_programme_role", "grant_role", "house_conflicts",
    "institution_by_key", "institution_card", "institution_cards", "institution_logo", "interest_card",
    "interest_todos", "invitation_card", "invitation_url", "invite", "invite_again", "link_user", "lock_person",
    "make_cohort", "make_institution", "membership_card", "paused_days", "people_of", "person_by_email",
    "person_card", "person_cards", "person_emails", "person_for_user", "present_institutions", "programme_cards",
    "programme_people", "refs_of", "register_tie", "role_name", "roles_line", "scope", "set_preferences", "user_id_of",
    "withdraw_invitation",
]  # fmt: skip
__all__ += ["everybody", "holders_of", "people_where"]
__all__ += ["interests_unchecked", "leaves_of", "leaves_of_people", "moved_by_leave", "record_leave", "remove_leave"]
__all__ += ["membership_in_cohort", "persons_by_email"]
__all__ += [
    "change_cohort",
    "cohort_roles",
    "correct_person",
    "elsewhere",
    "invited_since",
    "known_addresses",
    "possible_facilitators",
]
__all__ += ["AddressTaken"]
__all__ += ["GroupPlan", "MadeGroup", "PlacePlan", "seed_places"]
__all__ += ["bases_asking", "declare_trait", "record_basis", "traits_of"]
__all__ += ["DocumentCard", "documents_of", "facilitators_by_institution"]
