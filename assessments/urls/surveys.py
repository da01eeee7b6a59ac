"""Surveys, the tests before and after a course, the question to holders."""

from django.urls import URLPattern, path

from assessments.views import clinic_years, gains, holder_questions, surveys

OWN = "enrolments/<int:enrolment_id>/survey/"

urlpatterns: list[URLPattern] = [
    path(OWN, surveys.survey_form, name="survey"),
    path(f"{OWN}skip/", surveys.survey_skip, name="survey-skip"),
    path(f"{OWN}withdraw/", surveys.survey_withdraw, name="survey-withdraw"),
    path(f"{OWN}modules/<slug:module>/", surveys.survey_form, name="survey-module"),
    path(f"{OWN}modules/<slug:module>/skip/", surveys.survey_skip, name="survey-module-skip"),
    path(f"{OWN}modules/<slug:module>/withdraw/", surveys.survey_withdraw, name="survey-module-withdraw"),
    path("enrolments/<int:enrolment_id>/tests/<slug:moment>/", gains.gain, name="gain"),
    path("enrolments/<int:enrolment_id>/tests/<slug:moment>/start/", gains.gain_start, name="gain-start"),
    path("library/tests/<int:course_id>/", gains.forms_form, name="parallel-forms"),
    path("surveys/", surveys.survey_list, name="survey-list"),
    path("surveys/groups/<int:cohort_id>/", surveys.survey_group, name="survey-group"),
    path("asked/<str:token>/", holder_questions.holder_answer, name="holder-answer"),
    path("clinic/years/<int:year_id>/", clinic_years.year_answer, name="clinic-year"),
    path("library/surveys/", surveys.wording_list, name="survey-wordings"),
    path("library/surveys/<int:course_id>/", surveys.wording_form, name="survey-wording"),
]
