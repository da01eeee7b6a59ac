"""Institutions, cohorts, people, the roles people hold, and the interests they declare."""

from lms.institutions.models.documents import DocumentKind, InstitutionDocument
from lms.institutions.models.interests import Interest, InterestCheck, InterestKind
from lms.institutions.models.people import (
    Cohort,
    ContactPoint,
    Institution,
    Invitation,
    Leave,
    Membership,
    Person,
    PersonTrait,
    Programme,
    ProgrammeRole,
    Role,
)
from lms.institutions.models.traits import TraitBasis, TraitKind

__all__ = [
    "Cohort", "ContactPoint", "Institution", "Interest", "InterestCheck", "InterestKind", "Invitation", "Leave",
    "Membership", "Person", "PersonTrait", "Programme", "ProgrammeRole", "Role",
]  # fmt: skip
__all__ += ["DocumentKind", "InstitutionDocument"]
__all__ += ["TraitBasis", "TraitKind"]
