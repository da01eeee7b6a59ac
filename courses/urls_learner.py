"""Pages for learners, and for the coordinators who place them on courses."""

from django.urls import URLPattern, path

from courses.views import cohort_courses, learner, papers, refreshers, roster, sessions

urlpatterns: list[URLPattern] = [
    path("courses/", learner.course_list, name="course-list"),
    path("courses/<int:enrolment_id>/", learner.enrolment_detail, name="enrolment-detail"),
    path("courses/<int:enrolment_id>/path/", learner.enrolment_path, name="enrolment-path"),
    path("courses/<int:enrolment_id>/lessons/<int:unit_id>/", learner.lesson, name="lesson"),
    path("courses/<int:enrolment_id>/lessons/<int:unit_id>/read/", learner.lesson_read, name="lesson-read"),
    path("courses/<int:enrolment_id>/modules/<slug:module>/checklist/", papers.module_checklist, name="module-checklist"),
    path(
        "courses/<int:enrolment_id>/modules/<slug:module>/checklist.pdf",
        papers.module_checklist_file,
        name="module-checklist-file",
    ),
    path("courses/<int:enrolment_id>/sections/<path:key>/", learner.lesson_section, name="lesson-section"),
    path("courses/<int:enrolment_id>/sessions/<int:unit_id>/", sessions.session, name="session"),
    path("courses/<int:enrolment_id>/sessions/<int:unit_id>/attended/", sessions.session_attended, name="session-attended"),
    path("courses/<int:enrolment_id>/sessions/<int:unit_id>/code/", sessions.session_code, name="session-code"),
    path("courses/<int:enrolment_id>/sessions/<int:unit_id>/sound/<str:name>", sessions.session_sound, name="session-sound"),
    path("sessions/<int:unit_id>/edit/", sessions.session_edit, name="session-edit"),
    path("groups/<int:cohort_id>/courses/", cohort_courses.cohort_courses, name="cohort-courses"),
    path("groups/<int:cohort_id>/people/import/", roster.roster_import, name="roster-import"),
    path("groups/<int:cohort_id>/people/new/", roster.person_form, name="person-form"),
    path("groups/<int:cohort_id>/people/<int:person_id>/invite/", roster.person_reinvite, name="person-reinvite"),
    path("updates/", refreshers.refresher_list, name="refresher-list"),
    path("updates/<int:due_id>/excuse/", refreshers.refresher_excuse, name="refresher-excuse"),
    path("rosters/<int:roster_id>/", roster.roster_review, name="roster-review"),
    path("rosters/<int:roster_id>/confirm/", roster.roster_confirm, name="roster-confirm"),
    path("rosters/<int:roster_id>/drop/", roster.roster_drop, name="roster-drop"),
]
