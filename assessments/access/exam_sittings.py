"""From an id in a URL to a sitting, a seat or an incident; a foreign one looks like a missing one."""

from django.db.models import Q, QuerySet

from assessments.errors.exam_sittings import IncidentNotFound, InvigilatorNotFound, SeatNotFound, SittingNotFound
from assessments.models import ExamIncident, ExamInvigilator, ExamSeat, ExamSitting, SittingState
from assessments.selectors.exam_incidents import may_decide, people_in
from lms.institutions.api import Scope


def sittings_in_reach(scope: Scope) -> QuerySet[ExamSitting]:
    """Sittings that one plans: those of institutions that one coordinates; for deciders and administrators all."""
    if scope.decider or scope.administrator:
        return ExamSitting.objects.all()
    return ExamSitting.objects.filter(institution__in=scope.coordinator_of)


def access_sitting(scope: Scope, sitting_id: int) -> ExamSitting:
    """One of them. Raises SittingNotFound."""
    rows = sittings_in_reach(scope).select_related("unit", "invigilator", "institution")
    found = rows.filter(pk=sitting_id).first()
    if found is None:
        raise SittingNotFound
    return found


def access_room(person_id: int, sitting_id: int) -> ExamSitting:
    """A sitting that one watches over. Raises SittingNotFound."""
    rows = ExamSitting.objects.select_related("unit", "invigilator", "institution").filter(invigilator_id=person_id)
    found = rows.exclude(state=SittingState.CANCELLED).filter(pk=sitting_id).first()
    if found is None:
        raise SittingNotFound
    return found


def access_own_seat(person_id: int, seat_id: int) -> ExamSeat:
    """One's own seat, also one that was taken away. Raises SeatNotFound."""
    rows = ExamSeat.objects.select_related("sitting__unit", "sitting__invigilator", "attempt")
    found = rows.filter(enrolment__person_id=person_id, pk=seat_id).first()
    if found is None:
        raise SeatNotFound
    return found


def access_incident(scope: Scope, incident_id: int) -> ExamIncident:
    """An incident for a decider without a part in it. Raises IncidentNotFound."""
    rows = ExamIncident.objects.select_related("sitting__unit", "sitting__invigilator", "seat__enrolment__person", "by")
    found = rows.filter(Q(pk=incident_id)).first() if scope.decider else None
    if found is None or not may_decide(scope.person_id, found, people_in(found.sitting_id, found.seat_id)):
        raise IncidentNotFound
    return found


def access_invigilator(entry_id: int) -> ExamInvigilator:
    """An entry of the programme's list. Raises InvigilatorNotFound."""
    found = ExamInvigilator.objects.select_related("person").filter(pk=entry_id).first()
    if found is None:
        raise InvigilatorNotFound
    return found
