"""From an id in a URL to a clinic or a business of it: the institution's own people only; foreign looks like missing."""

from django.db.models import Q

from assessments.errors.clinics import ClinicBusinessNotFound, ClinicNotFound
from assessments.models import Clinic, ClinicBusiness
from lms.institutions.api import Scope


def houses_of(scope: Scope) -> frozenset[int]:
    """The institutions whose clinics a person may read: who coordinates, and who teaches there (one group is enough)."""
    teaches = {post.institution_id for post in scope.posts if post.role == "facilitator" and post.institution_id}
    return scope.coordinator_of | scope.facilitator_of | teaches


def access_clinic(scope: Scope, clinic_id: int, *, write: bool = False) -> Clinic:
    """An edition of one's own institution; to write, as its coordinator. Raises ClinicNotFound."""
    houses = scope.coordinator_of if write else houses_of(scope)
    rows = Clinic.objects.select_related("institution", "closed_by").filter(institution__in=houses, archived_at=None)
    clinic = rows.filter(pk=clinic_id).first()
    if clinic is None:
        raise ClinicNotFound
    return clinic


def access_business(scope: Scope, business_id: int, *, write: bool = False) -> ClinicBusiness:
    """A business of such an edition. Raises ClinicBusinessNotFound."""
    houses = scope.coordinator_of if write else houses_of(scope)
    mine = Q(clinic__institution__in=houses, clinic__archived_at=None)
    business = ClinicBusiness.objects.select_related("clinic__institution").filter(mine, pk=business_id).first()
    if business is None:
        raise ClinicBusinessNotFound
    return business


def access_house(scope: Scope, institution_id: int, *, write: bool = False) -> int:
    """An institution whose clinics one may read (or, as its coordinator, write). Raises ClinicNotFound."""
    if institution_id not in (scope.coordinator_of if write else houses_of(scope)):
        raise ClinicNotFound
    return institution_id
