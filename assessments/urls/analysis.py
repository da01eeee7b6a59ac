"""Pages of what the answers say: of a quiz, and of the law that people answer with."""

from django.urls import URLPattern, path

from assessments.views import analyses, foreign_law

COHORT = "cohorts/<int:cohort_id>/quiz/<int:unit_id>/analysis/"

urlpatterns: list[URLPattern] = [
    path("quiz/<int:unit_id>/analysis/", analyses.quiz_analysis, name="quiz-analysis"),
    path("quiz/<int:unit_id>/analysis/compute/", analyses.quiz_analysis_compute, name="quiz-analysis-compute"),
    path(COHORT, analyses.cohort_analysis, name="cohort-analysis"),
    path(f"{COHORT}compute/", analyses.cohort_analysis_compute, name="cohort-analysis-compute"),
    path("foreign-law/", foreign_law.foreign_law, name="foreign-law"),
    path("foreign-law/answers.csv", foreign_law.foreign_law_csv, name="foreign-law-file"),
    path("cohorts/<int:cohort_id>/foreign-law/", foreign_law.cohort_foreign_law, name="cohort-foreign-law"),
    path("cohorts/<int:cohort_id>/foreign-law/answers.csv", foreign_law.cohort_foreign_law_csv, name="cohort-foreign-law-file"),
]
