"""From an address to a report: the only way. Missing and foreign look alike."""

from lms.institutions.api import Scope, house_conflicts
from lms.reporting.errors import ReportNotFound
from lms.reporting.models import EditionState, ReportEdition


def may_see_report(scope: Scope, institution_id: int, country: str, state: str) -> bool:
    """The institution's coordinators see every edition; WIPO and the focal point see what was submitted."""
    if institution_id in scope.coordinator_of or scope.administrator:
        return True
    if state in (EditionState.DRAFT, EditionState.REPLACED):
        return False
    return scope.reviewer or scope.decider or bool(scope.focal_of & {country, ""})


def access_edition(scope: Scope, edition_id: int) -> ReportEdition:
    """Raises ReportNotFound."""
    edition = ReportEdition.objects.select_related("report__institution").filter(pk=edition_id).first()
    if edition is None:
        raise ReportNotFound
    place = edition.report.institution
    if not may_see_report(scope, place.pk, place.country, edition.state):
        raise ReportNotFound
    return edition


def too_close(person_id: int, institution_id: int) -> bool:
    """Whether this person teaches in, coordinates or has declared the institution: then others decide (ADR 0019)."""
    return bool(house_conflicts([person_id], [institution_id]))


def access_edition_to_decide(scope: Scope, edition_id: int) -> ReportEdition:
    """An edition about which this person endorses or decides. Raises ReportNotFound, also for who is too close."""
    edition = access_edition(scope, edition_id)
    if too_close(scope.person_id, edition.report.institution_id):
        raise ReportNotFound
    return edition
