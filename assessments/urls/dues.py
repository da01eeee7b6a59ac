"""Pages of those who teach: a case of one's group, its due day, more time for single people."""

from django.urls import URLPattern, path

from assessments.views import dues

COHORT = "cohorts/<int:cohort_id>/case/<int:unit_id>/"

urlpatterns: list[URLPattern] = [
    path(COHORT, dues.cohort_case, name="cohort-case"),
    path(f"{COHORT}due/", dues.cohort_case_due, name="cohort-case-due"),
    path(f"{COHORT}extend/", dues.cohort_case_extend, name="cohort-case-extend"),
    path(f"{COHORT}undo/", dues.cohort_case_undo, name="cohort-case-undo"),
    path("enrolments/<int:enrolment_id>/cases/<int:unit_id>/due/", dues.case_due, name="case-due"),
    path("extensions/<int:extension_id>/withdraw/", dues.extension_withdraw, name="extension-withdraw"),
]
