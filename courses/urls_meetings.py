"""Pages of meetings and of calendars."""

from django.urls import URLPattern, path

from courses.views import calendar, meetings

urlpatterns: list[URLPattern] = [
    path("groups/courses/<int:cohort_course_id>/sessions/<int:unit_id>/meeting/", meetings.meeting_form, name="meeting-form"),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    path("meetings/<int:meeting_id>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<int:meeting_id>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:meeting_id>/recording/", meetings.meeting_recording, name="meeting-recording"),
    path("meetings/<int:meeting_id>/list/", meetings.roll_upload, name="roll-upload"),
    path("meetings/<int:meeting_id>/code/", meetings.meeting_code, name="meeting-code"),
    path("meetings/<int:meeting_id>/people/<int:enrolment_id>/", meetings.attendance_note, name="attendance-note"),
    path("meetings/lists/<int:roll_id>/", meetings.roll_review, name="roll-review"),
    path("meetings/lists/<int:roll_id>/count/", meetings.roll_count, name="roll-count"),
    path("meetings/lists/<int:roll_id>/drop/", meetings.roll_drop, name="roll-drop"),
    path("calendar/", calendar.calendar_list, name="calendar-list"),
    path("calendar/own/", calendar.calendar_own, name="calendar-own"),
    path("calendar/groups/<int:cohort_id>/", calendar.calendar_cohort, name="calendar-cohort"),
    path("calendar/<str:token>/calendar.ics", calendar.calendar_feed, name="calendar-feed"),
]
