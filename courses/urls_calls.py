"""Pages of calls."""

from django.urls import URLPattern, path

from courses.views import calls, calls_public

urlpatterns: list[URLPattern] = [
    path("calls/", calls_public.call_list, name="call-list"),
    path("calls/<int:call_id>/", calls_public.call_detail, name="call-detail"),
    path("calls/<int:call_id>/apply/", calls_public.call_apply, name="call-apply"),
    path("calls/<int:call_id>/applied/", calls_public.call_applied, name="call-applied"),
    path("calls/applications/<uuid:ref>/<slug:token>/", calls_public.application, name="application"),
    path("calls/applications/<uuid:ref>/<slug:token>/paper/", calls_public.application_paper, name="application-paper"),
    path("calls/commitments/<uuid:ref>/<slug:token>/", calls_public.commitment, name="commitment"),
    path("groups/<int:cohort_id>/call/", calls.call_form, name="call-form"),
    path("calls/<int:call_id>/manage/", calls.call_manage, name="call-manage"),
    path("calls/<int:call_id>/act/", calls.call_act, name="call-act"),
    path("calls/<int:call_id>/decide/", calls.call_decide, name="call-decide"),
    path("calls/scoring/<int:application_id>/", calls.application_score, name="application-score"),
    path("calls/scoring/<int:application_id>/aside/", calls.application_aside, name="application-aside"),
    path("calls/scoring/<int:application_id>/paper/", calls.application_commitment, name="application-commitment"),
]
