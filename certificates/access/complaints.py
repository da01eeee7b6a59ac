"""The only ways from a URL to a complaint: its own link, the advisor it is about, and who decides without a conflict."""

from django.utils.crypto import constant_time_compare

from certificates.complaint_errors import ComplaintNotFound
from certificates.models import Complaint
from certificates.selectors.complaints import about_advisor, hash_of, is_barred, may_decide
from lms.institutions.api import Scope


def access_complaint(scope: Scope, complaint_id: int) -> Complaint:
    """Raises ComplaintNotFound, also for who is too close to whom it is about."""
    rows = Complaint.objects.select_related("advisor", "award__credential", "motion").defer("award__path")
    found = rows.filter(pk=complaint_id).first() if may_decide(scope) else None
    if found is None or is_barred(found, scope.person_id):
        raise ComplaintNotFound
    return found


def access_followed(number: str, token: str) -> Complaint:
    """The complaint of a link. A wrong secret looks like a wrong number. Raises ComplaintNotFound."""
    found = Complaint.objects.filter(number=number[:12].upper()).first()
    if found is None or not constant_time_compare(found.token_hash, hash_of(token)):
        raise ComplaintNotFound
    return found


def access_asked(person_id: int, complaint_id: int) -> Complaint:
    """What an advisor was asked about. Raises ComplaintNotFound."""
    found = about_advisor(person_id).filter(pk=complaint_id).first()
    if found is None:
        raise ComplaintNotFound
    return found
