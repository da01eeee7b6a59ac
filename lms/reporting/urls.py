"""Pages of reporting."""

from django.urls import path

from lms.reporting.views import cohorts, reports, reviews

app_name = "reporting"

urlpatterns = [
    path("cohorts/", cohorts.cohort_list, name="cohort-list"),
    path("cohorts/<int:cohort_id>/", cohorts.cohort_detail, name="cohort-detail"),
    path("programme/", cohorts.programme, name="programme"),
    path("programme/reviews/", reviews.programme_reviews, name="programme-reviews"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/request/", reports.report_request, name="report-request"),
    path("reports/<int:edition_id>/", reports.report_detail, name="report-detail"),
    path("reports/<int:edition_id>/rows/<slug:figure>/", reports.report_rows, name="report-rows"),
    path("reports/<int:edition_id>/file/<str:language>.<str:form>", reports.report_file, name="report-file"),
    path("reports/<int:edition_id>/submit/", reports.report_submit, name="report-submit"),
    path("reports/<int:edition_id>/rebuild/", reports.report_rebuild, name="report-rebuild"),
    path("reports/<int:edition_id>/endorse/", reports.report_endorse, name="report-endorse"),
    path("reports/<int:edition_id>/decide/", reports.report_decide, name="report-decide"),
    path("reports/<int:edition_id>/comment/", reports.report_comment, name="report-comment"),
]
