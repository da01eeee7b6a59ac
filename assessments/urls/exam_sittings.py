"""Pages of sittings: of who plans, who watches, who sits, who decides."""

from django.urls import URLPattern, path

from assessments.views import exam_incidents, exam_room, exam_seats, exam_sittings

SITTING = "sittings/<int:sitting_id>/"
ROOM = f"{SITTING}room/"
SEAT = "seats/<int:seat_id>/"

urlpatterns: list[URLPattern] = [
    path("sittings/", exam_sittings.sitting_list, name="sitting-list"),
    path("sittings/new/", exam_sittings.sitting_new, name="sitting-new"),
    path(SITTING, exam_sittings.sitting_detail, name="sitting-detail"),
    path(f"{SITTING}edit/", exam_sittings.sitting_edit, name="sitting-edit"),
    path(f"{SITTING}cancel/", exam_sittings.sitting_cancel, name="sitting-cancel"),
    path(ROOM, exam_room.room_detail, name="room-detail"),
    path(f"{ROOM}code/", exam_room.room_code, name="room-code"),
    path(f"{ROOM}note/", exam_room.room_note, name="room-note"),
    path(f"{ROOM}incident/", exam_room.room_incident, name="room-incident"),
    path(f"{ROOM}close/", exam_room.room_close, name="room-close"),
    path(f"{ROOM}sign/", exam_room.room_sign, name="room-sign"),
    path(SEAT, exam_seats.seat_detail, name="seat-detail"),
    path(f"{SEAT}enter/", exam_seats.seat_enter, name="seat-enter"),
    path(f"{SEAT}log/", exam_seats.seat_log, name="seat-log"),
    path(f"{SEAT}incident/", exam_seats.seat_incident, name="seat-incident"),
    path(f"{SEAT}sitting.ics", exam_seats.seat_calendar, name="seat-calendar"),
    path("incidents/", exam_incidents.incident_list, name="incident-list"),
    path("incidents/<int:incident_id>/", exam_incidents.incident_detail, name="incident-detail"),
    path("invigilators/", exam_incidents.invigilator_list, name="invigilator-list"),
    path("invigilators/<int:entry_id>/end/", exam_incidents.invigilator_end, name="invigilator-end"),
]
