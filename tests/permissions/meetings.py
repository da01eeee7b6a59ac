"""A group's meeting that has just ended: a list that waits to be counted, a code that is open, a calendar with a link."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import CalendarFeed, Enrolment, Meeting
from courses.services.attendance import note_attendance, pair_names, upload_roll
from courses.services.calendar import link_of, make_calendar_link, read_calendar
from courses.services.meeting_codes import open_code
from courses.services.meetings import set_meeting
from tests.conftest import House

SOMEBODY = "invitada@fuera.test"


def meeting_samples(house: House, samples: dict[str, Any], mark: str) -> dict[str, Any]:
    """Of one institution's group."""
    by = house.facilitator.pk
    group = Enrolment.objects.filter(cohort_course=samples["cohort_course"])
    colleagues = group.exclude(pk=samples["enrolment_id"]).exclude(state="closed").earliest("pk")
    meeting = set_meeting(
        cohort_course_id=samples["cohort_course"], unit_id=samples["session_id"],
        starts_at=timezone.now() - timedelta(minutes=70), minutes=60, join_url="https://example.test/sala",
        speakers=f"{mark} Ana Pérez", agenda=f"0:00:00 | {mark} Bienvenida | Ana Pérez", by=by,
    )  # fmt: skip
    Meeting.objects.filter(pk=meeting).update(recording_url="/media/grabacion.mp4")
    content = f"Name,User Email,Duration (Minutes)\n{mark} Invitada,{SOMEBODY},50\n{mark} Otra,,20\n".encode()
    roll = upload_roll(meeting_id=meeting, content=content, file_name=f"{mark} lista.csv", zone="America/Lima", by=by)
    pair_names(roll_id=roll, people={f"{mark} otra".strip().lower(): None}, by=by)
    note_attendance(meeting_id=meeting, enrolment_id=colleagues.pk, present=False, why=f"{mark} No vino.", by=by)
    open_code(meeting_id=meeting, minutes=3, by=by)
    feed = make_calendar_link(person_id=house.advisor.pk)
    token = link_of(CalendarFeed.objects.get(pk=feed)).rsplit("/", 2)[1]
    read_calendar(token)
    return {"meeting_id": meeting, "roll_id": roll, "calendar_token": token}


def meeting_bodies() -> dict[str, Any]:
    """A body for each POST of these pages."""
    return {
        "lms:courses:meeting-cancel": {"why": "Se cayó la red."},
        "lms:courses:meeting-recording": {"url": "https://example.test/video", "skip": "0:01:00"},
        "lms:courses:roll-upload": {
            "file": ("lista.csv", b"Name,User Email,Duration (Minutes)\nUna,una@andes.test,50\n"), "zone": "America/Lima",
        },
        "lms:courses:roll-review": {"p0": "nobody"},
        "lms:courses:meeting-code": {"open": "1", "minutes": "3"},
        "lms:courses:attendance-note": {"present": "yes", "why": "La vi en la sala."},
        "lms:courses:session-code": {"code": "000000"},
        "lms:courses:calendar-own": {},
        "lms:courses:calendar-cohort": {},
    }  # fmt: skip
