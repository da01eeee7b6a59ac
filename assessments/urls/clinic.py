"""Clinic practice: the advisor's sessions, the supervisor's page, the link for a business, the clinic day."""

from django.urls import path

from assessments.views import clinic_confirming, clinic_day, clinic_ratings, clinic_sessions

urlpatterns = [
    path("enrolments/<int:enrolment_id>/practice/<int:unit_id>/", clinic_sessions.practicum_detail, name="practicum-detail"),
    path("clinic/", clinic_sessions.clinic_home, name="clinic-home"),
    path("clinic/sessions/new/", clinic_sessions.session_new, name="clinic-session-new"),
    path("clinic/sessions/<int:session_id>/", clinic_sessions.session_detail, name="clinic-session"),
    path("clinic/sessions/<int:session_id>/edit/", clinic_sessions.session_edit, name="clinic-session-edit"),
    path("clinic/sessions/<int:session_id>/withdraw/", clinic_sessions.session_withdraw, name="clinic-session-withdraw"),
    path("clinic/sessions/<int:session_id>/restore/", clinic_sessions.session_restore, name="clinic-session-restore"),
    path("clinic/sessions/<int:session_id>/link/", clinic_sessions.rating_link, name="clinic-rating-link"),
    path("clinic/open/", clinic_sessions.clinic_open, name="clinic-open"),
    path("clinic/steps/<int:step_id>/", clinic_sessions.step_close, name="clinic-step-close"),
    path("clinic/referrals/<int:referral_id>/", clinic_sessions.referral_close, name="clinic-referral-close"),
    path("clinic/after/<int:sequel_id>/", clinic_sessions.sequel_answer, name="clinic-sequel"),
    path("clinic/confirm/", clinic_confirming.confirm_list, name="clinic-confirm-list"),
    path("clinic/confirm/many/", clinic_confirming.confirm_many, name="clinic-confirm-many"),
    path("clinic/confirm/undo/", clinic_confirming.confirm_undo, name="clinic-confirm-undo"),
    path("clinic/confirm/<int:session_id>/", clinic_confirming.confirm_detail, name="clinic-confirm"),
    path("clinic/confirm/<int:session_id>/settle/", clinic_confirming.confirm_settle, name="clinic-settle"),
    path("clinic/confirm/<int:session_id>/take-back/", clinic_confirming.confirm_take_back, name="clinic-take-back"),
    path("clinic/rate/<str:token>/", clinic_ratings.rate, name="clinic-rate"),
    path("clinic/day/", clinic_day.clinic_day, name="clinic-day"),
    path("clinic/day/worker.js", clinic_day.worker, name="clinic-day-worker"),
]
