"""Incidents: who may decide one, the list of deciders, one with what happened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from assessments.exam_sittings import words
from assessments.models import ExamIncident, ExamSeat, ExamSittingEvent, IncidentState
from lms.institutions import api as institutions
from lms.kernel.calendars import business_days_until


def people_in(sitting_id: int, seat_id: int | None) -> set[int]:
    """Those whom an incident is about. One query."""
    seats = ExamSeat.objects.filter(sitting_id=sitting_id, removed_at=None)
    if seat_id is not None:
        seats = seats.filter(pk=seat_id)
    return set(seats.values_list("enrolment__person_id", flat=True))


def may_decide(person_id: int, incident: ExamIncident, about: Collection[int]) -> bool:
    """Whether a decider has no part in an incident: they neither reported it, nor watched over the sitting, nor planned it, nor
    are too close to anybody whom it is about."""
    if person_id in (incident.by_id, incident.sitting.invigilator_id, incident.sitting.planned_by_id):
        return False
    return not institutions.conflicts([person_id], about, incident.sitting.opens_at)


def deciders_for(incident: ExamIncident) -> list[int]:
    """Every decider without a part in it."""
    about = people_in(incident.sitting_id, incident.seat_id)
    return [one for one in institutions.programme_people("decider") if may_decide(one, incident, about)]


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident in the list: nothing of what happened. `days` are business days that are left; negative: late."""

    id: int
    titles: Mapping[str, str]
    kind: str
    whole: bool
    state: str
    at: datetime
    due_on: date
    days: int
    decided: bool


def incidents_for(person_id: int, *, open_only: bool = False) -> list[IncidentLine]:
    """The incidents that a decider may decide or did, open ones first by when they are due. A number of queries that does not
    grow: one for the incidents, one for their people, those of `conflicts`."""
    rows = ExamIncident.objects.select_related("sitting__unit").order_by("due_on", "pk")
    rows = rows.filter(state=IncidentState.OPEN) if open_only else rows
    rows = rows.exclude(by_id=person_id).exclude(sitting__invigilator_id=person_id).exclude(sitting__planned_by_id=person_id)
    found = list(rows)
    if not found:
        return []
    about = _people_of(found)
    close = {who for _me, who in institutions.conflicts([person_id], set().union(*about.values()))}
    mine = [one for one in found if not about[one.pk] & close]
    today = timezone.localdate()
    lines = [
        IncidentLine(
            one.pk, one.sitting.unit.titles, words.what_words(one.kind), one.seat_id is None, words.incident_words(one.state),
            one.at, one.due_on, business_days_until(today, one.due_on, one.sitting.country), one.state != IncidentState.OPEN,
        )
        for one in mine
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.decided, line.due_on, line.id))


def _people_of(incidents: Collection[ExamIncident]) -> dict[int, set[int]]:
    seats = ExamSeat.objects.filter(sitting__in={one.sitting_id for one in incidents}, removed_at=None)
    people = list(seats.values_list("sitting_id", "pk", "enrolment__person_id"))
    return {
        one.pk: {who for sitting, seat, who in people if sitting == one.sitting_id and one.seat_id in (None, seat)}
        for one in incidents
    }


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a log in words. `name` is '' for the whole sitting."""

    at: datetime
    says: str
    name: str
    note: str
    late: int


def log_of(sitting_id: int, *, seat_id: int | None = None, newest: int = 300) -> list[Happened]:
    """The log of a sitting, or of one seat and the room, the latest first. One query."""
    rows = ExamSittingEvent.objects.filter(sitting_id=sitting_id).select_related("seat__enrolment__person")
    if seat_id is not None:
        rows = rows.filter(seat_id__in=[seat_id]) | rows.filter(seat=None)
    return [
        Happened(
            one.at, words.event_words(one.kind), one.seat.enrolment.person.full_name if one.seat else "", one.note,
            int(one.facts.get("late", 0)),
        )
        for one in rows.order_by("-at", "-pk")[:newest]
    ]  # fmt: skip
