"""What the mails about sittings say, when they are written: what holds then, not what held when they were asked for."""

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import override

from assessments.clock import say_when
from assessments.exam_sittings import words
from assessments.models import ExamIncident, ExamSeat, ExamSitting, IncidentState, SittingState
from lms.messages.api import NothingToSay


def _facts(sitting: ExamSitting, stage: str) -> dict[str, Any]:
    with override(sitting.time_zone):
        when, until = say_when(sitting.opens_at), say_when(sitting.closes_at)
    return {
        "titles": sitting.unit.titles, "stage": stage, "when": when, "until": until, "zone": sitting.time_zone,
        "place": words.place_words(sitting.place), "place_words": sitting.place_words, "because": sitting.cancelled_because,
    }  # fmt: skip


def sitting_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To a candidate: planned, changed, cancelled, or no longer admitted. Raises NothingToSay when it holds no more."""
    seat = ExamSeat.objects.select_related("sitting__unit").get(pk=params["seat_id"])
    sitting, stage = seat.sitting, str(params["stage"])
    gone = seat.removed_at is not None
    cancelled = sitting.state == SittingState.CANCELLED
    if (stage == "removed") != gone or (stage == "cancelled") != (cancelled and not gone):
        raise NothingToSay
    bring = [*words.bring_lines(sitting.place), *([sitting.bring] if sitting.bring else [])]
    return _facts(sitting, stage) | {"seat_id": seat.pk, "bring": bring}


def invigilator_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To who watches over it. Raises NothingToSay when it holds no more."""
    sitting, stage = ExamSitting.objects.select_related("unit").get(pk=params["sitting_id"]), str(params["stage"])
    if stage in ("planned", "changed") and sitting.state == SittingState.CANCELLED:
        raise NothingToSay
    seats = sitting.lms_seats.filter(removed_at=None).count()
    return _facts(sitting, stage) | {"sitting_id": sitting.pk, "seats": seats}


def incident_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To deciders: that there is one and until when, nothing of what happened. Raises NothingToSay when it is decided."""
    incident = ExamIncident.objects.select_related("sitting__unit").get(pk=params["incident_id"])
    if incident.state != IncidentState.OPEN:
        raise NothingToSay
    return {
        "incident_id": incident.pk, "titles": incident.sitting.unit.titles, "class_words": words.what_words(incident.kind),
        "due_on": incident.due_on,
    }  # fmt: skip


def decided_mail(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """To who sat it: what was decided, in the words meant for them."""
    incident = ExamIncident.objects.get(pk=params["incident_id"])
    return {
        "titles": params["titles"], "seat_id": params["seat_id"], "state": words.incident_words(incident.state),
        "answer": incident.answer,
    }  # fmt: skip
