"""Pages of reporting."""

from django.urls import include, path

from lms.reporting.views import cohorts, inbox, learners, places, programme, reports, reviews, risk, samples, schedules

app_name = "reporting"

urlpatterns = [
    path("cohorts/", cohorts.cohort_list, name="cohort-list"),
    path("cohorts/<int:cohort_id>/", cohorts.cohort_detail, name="cohort-detail"),
    path("cohorts/<int:cohort_id>/figures/", cohorts.cohort_flow, name="cohort-flow"),
    path("cohorts/<int:cohort_id>/risk/", risk.cohort_risk, name="cohort-risk"),
    path("cohorts/<int:cohort_id>/risk/set/", risk.cohort_risk_set, name="cohort-risk-set"),
    path("learners/<int:enrolment_id>/", learners.learner_detail, name="learner-detail"),
    path("learners/<int:enrolment_id>/history/", learners.learner_history, name="learner-history"),
    path("institutions/<int:institution_id>/progress/", places.institution_progress, name="institution-progress"),
    path("institutions/<int:institution_id>/risk/", risk.institution_risk, name="institution-risk"),
    path("programme/", programme.programme, name="programme"),
    path("programme/reviews/", reviews.programme_reviews, name="programme-reviews"),
    path("people/", include("lms.reporting.urls_people")),
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
    path("reports/<int:edition_id>/draw/", reports.report_draw, name="report-draw"),
    path("reports/<int:edition_id>/compare/", reports.report_compare, name="report-compare"),
    path("reports/<int:edition_id>/sample/", samples.sample_list, name="sample-list"),
    path("reports/remarks/<int:remark_id>/answer/", reports.remark_answer, name="remark-answer"),
    path("reports/sample/<int:item_id>/", samples.sample_detail, name="sample-detail"),
    path("reports/sample/<int:item_id>/open/", samples.sample_open, name="sample-open"),
    path("reports/inbox/", inbox.review_inbox, name="review-inbox"),
    path("reports/delegates/", inbox.delegation_list, name="delegation-list"),
    path("reports/delegates/<int:delegation_id>/end/", inbox.delegation_end, name="delegation-end"),
    path("reports/schedules/", schedules.schedule_list, name="schedule-list"),
    path("reports/schedules/new/", schedules.schedule_new, name="schedule-new"),
    path("reports/schedules/<int:schedule_id>/", schedules.schedule_edit, name="schedule-edit"),
    path("reports/schedules/<int:schedule_id>/pause/", schedules.schedule_pause, name="schedule-pause"),
    path("reports/schedules/<int:schedule_id>/end/", schedules.schedule_end, name="schedule-end"),
]
