"""Pages of releasing results, of what a group reached, of appeals, and of comparing a case's countries."""

from django.urls import URLPattern, path

from assessments.views import appeals, case_results, releases, twins

CASE = "cohorts/<int:cohort_id>/case/<int:unit_id>/"

urlpatterns: list[URLPattern] = [
    path("releases/", releases.release_list, name="release-list"),
    path("releases/<int:institution_id>/<int:unit_id>/", releases.release_batch, name="release-batch"),
    path(f"{CASE}results/", case_results.case_results, name="case-results"),
    path(f"{CASE}results/file/", case_results.case_results_file, name="case-results-file"),
    path("letters/<int:submission_id>/appeal/", appeals.appeal_form, name="appeal-form"),
    path("letters/<int:submission_id>/appeal/withdraw/", appeals.appeal_withdraw, name="appeal-withdraw"),
    path("appeals/", appeals.appeal_list, name="appeal-list"),
    path("appeals/<int:appeal_id>/", appeals.appeal_detail, name="appeal-detail"),
    path("appeals/<int:appeal_id>/accept/", appeals.appeal_accept, name="appeal-accept"),
    path("appeals/<int:appeal_id>/refuse/", appeals.appeal_refuse, name="appeal-refuse"),
    path("appeals/<int:appeal_id>/decide/", appeals.appeal_decide, name="appeal-decide"),
    path("library/units/<int:unit_id>/case/", twins.case_draft, name="case-draft"),
    path("library/cases/", twins.twin_list, name="twin-list"),
    path("library/cases/<slug:key>/", twins.twin_detail, name="twin-detail"),
]
