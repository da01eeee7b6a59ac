"""Sittings of the owner: one that is planned, one that goes on with an incident in it, an entry of the programme's list."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessments.exam_sittings import codes
from assessments.models import ExamIncident, ExamInvigilator, ExamSeat, ExamSitting, ExamSittingEvent
from lms.institutions.models import Person
from tests.conftest import House


def exam_samples(house: House, *, enrolment_id: int, unit_id: int, by: Person, mark: str) -> dict[str, Any]:
    """Watched over by somebody of the house who teaches another group."""
    now, place, invigilator = timezone.now(), house.institution, house.facilitator2
    common = {
        "unit_id": unit_id, "institution": place, "country": place.country, "time_zone": place.time_zone,
        "place_words": f"Sala 3 {mark}", "bring": f"Una regla {mark}", "invigilator": invigilator,
        "planned_by": house.coordinator,
    }  # fmt: skip
    planned = ExamSitting.objects.create(opens_at=now + timedelta(days=5), closes_at=now + timedelta(days=5, hours=2), **common)
    room = ExamSitting.objects.create(
        opens_at=now - timedelta(minutes=5), closes_at=now + timedelta(hours=2), state="open", code_at=now,
        code_hash=codes.hash_of(0, "never"), **common,
    )  # fmt: skip
    closed = ExamSitting.objects.create(
        opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1), state="closed", closed_at=now - timedelta(days=1),
        **common,
    )  # fmt: skip
    seats = [
        ExamSeat.objects.create(sitting=one, enrolment_id=enrolment_id, admitted_by=house.coordinator)
        for one in (planned, room)
    ]
    what = f"El candidato miraba a otra pantalla. {mark}"
    incident = ExamIncident.objects.create(
        sitting=room, seat=seats[1], kind="help", what=what, by=invigilator, due_on=date(2099, 1, 1)
    )  # fmt: skip
    ExamSittingEvent.objects.create(sitting=room, seat=seats[1], kind="note", by=invigilator, note=f"Una nota {mark}")
    entry = ExamInvigilator.objects.create(person=invigilator, country=place.country, by=by)
    return {
        "exam_sitting_id": planned.pk, "exam_room_id": room.pk, "exam_seat_id": seats[1].pk, "exam_incident_id": incident.pk,
        "exam_invigilator_id": entry.pk, "exam_closed_id": closed.pk,
    }  # fmt: skip


def exam_bodies(samples: dict[str, Any]) -> dict[str, Any]:
    """A body for each POST of these pages."""
    told = {"kind": "disturbance", "what": "Sonó la alarma del edificio durante diez minutos."}
    return {
        "lms:assessments:sitting-cancel": {"because": "Otra fecha"},
        "lms:assessments:sitting-edit": {
            "opens_at": "2098-01-01T08:00", "closes_at": "2098-01-01T10:00", "place": "room", "place_words": "Otra sala",
            "people": samples["enrolment_id"],
        },
        "lms:assessments:room-note": {"note": "Todo tranquilo."},
        "lms:assessments:room-incident": told,
        "lms:assessments:seat-enter": {"code": "XXXXXXXX", "honour": "yes"},
        "lms:assessments:seat-incident": told,
        "lms:assessments:incident-detail": {"state": "no_effect", "answer": "No cambia nada."},
        "lms:assessments:invigilator-list": {"email": "coordinator@sur.test", "country": ""},
    }  # fmt: skip
