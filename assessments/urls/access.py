"""Pages of those who teach: a quiz of one's group, its days, what single people may, the history of an attempt."""

from django.urls import URLPattern, path

from assessments.views import access, seats

COHORT = "cohorts/<int:cohort_id>/quiz/<int:unit_id>/"

urlpatterns: list[URLPattern] = [
    path(COHORT, access.cohort_quiz, name="cohort-quiz"),
    path(f"{COHORT}window/", access.cohort_quiz_window, name="cohort-quiz-window"),
    path(f"{COHORT}people.csv", access.cohort_quiz_people, name="cohort-quiz-people"),
    path(f"{COHORT}allow/", access.cohort_quiz_allow, name="cohort-quiz-allow"),
    path(f"{COHORT}undo/", access.cohort_quiz_undo, name="cohort-quiz-undo"),
    path("enrolments/<int:enrolment_id>/quizzes/<int:unit_id>/access/", seats.quiz_access, name="quiz-access"),
    path("allowances/<int:allowance_id>/withdraw/", seats.allowance_withdraw, name="allowance-withdraw"),
    path("attempts/<int:attempt_id>/history/", seats.attempt_history, name="attempt-history"),
]
