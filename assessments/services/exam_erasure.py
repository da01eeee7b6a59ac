"""Erasure of a person in sittings: words go, moments and decisions stay."""

from django.db.models import Q

from assessments.models import ExamIncident, ExamSittingEvent, IncidentState

GONE = "–"  # a decision keeps an answer, if an empty one


def forget_sittings(*, person_id: int) -> None:
    """What was written about a candidate, and what somebody wrote, is emptied; who sat when, and what was decided, stays.

    Safe to repeat.
    """
    about = Q(seat__enrolment__person_id=person_id) | Q(by_id=person_id)
    ExamIncident.objects.filter(about).update(what="")
    ExamIncident.objects.filter(seat__enrolment__person_id=person_id).exclude(state=IncidentState.OPEN).update(answer=GONE)
    ExamSittingEvent.objects.filter(about).exclude(note="").erase(note="")
