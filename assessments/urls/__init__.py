"""Pages of assessments."""

from django.urls import path

from assessments.urls import (
    access,
    accommodations,
    analysis,
    assessors,
    bank,
    blueprints,
    clinic,
    clinics,
    cuts,
    dues,
    exam_sittings,
    families,
    files,
    interchange,
    letters,
    load,
    regrade,
    releases,
    scoring,
    supervised,
    surveys,
)
from assessments.views import cases, essays, quiz_drafts, quizzes, refreshers

app_name = "assessments"
PARTS = (
    access, accommodations, analysis, assessors, bank, blueprints, clinic, clinics, cuts, dues, exam_sittings, families, files,
    interchange, letters, load, regrade, releases, scoring, supervised, surveys,
)  # fmt: skip

urlpatterns = [
    path("enrolments/<int:enrolment_id>/quizzes/<int:unit_id>/", quizzes.quiz_detail, name="quiz-detail"),
    path("enrolments/<int:enrolment_id>/quizzes/<int:unit_id>/start/", quizzes.attempt_start, name="attempt-start"),
    path("attempts/<int:attempt_id>/", quizzes.attempt_form, name="attempt-form"),
    path("attempts/<int:attempt_id>/save/", quizzes.attempt_save, name="attempt-save"),
    path("attempts/<int:attempt_id>/answers/", quizzes.attempt_answer, name="attempt-answer"),
    path("attempts/<int:attempt_id>/review/", quizzes.attempt_review, name="attempt-review"),
    path("attempts/<int:attempt_id>/submit/", quizzes.attempt_submit, name="attempt-submit"),
    path("attempts/<int:attempt_id>/result/", quizzes.attempt_detail, name="attempt-detail"),
    path("enrolments/<int:enrolment_id>/updates/<int:unit_id>/", refreshers.refresher_detail, name="refresher-detail"),
    path("enrolments/<int:enrolment_id>/updates/<int:unit_id>/start/", refreshers.refresher_start, name="refresher-start"),
    path("enrolments/<int:enrolment_id>/updates/<int:unit_id>/read/", refreshers.refresher_read, name="refresher-read"),
    path("enrolments/<int:enrolment_id>/cases/<int:unit_id>/", cases.case_detail, name="case-detail"),
    path("enrolments/<int:enrolment_id>/cases/<int:unit_id>/ask/", cases.case_ask, name="case-ask"),
    path("enrolments/<int:enrolment_id>/cases/<int:unit_id>/start/", cases.submission_start, name="submission-start"),
    path("letters/<int:submission_id>/", cases.submission_form, name="submission-form"),
    path("letters/<int:submission_id>/save/", cases.submission_save, name="submission-save"),
    path("letters/<int:submission_id>/blocks/", cases.submission_block, name="submission-block"),
    path("letters/<int:submission_id>/review/", cases.submission_review, name="submission-review"),
    path("letters/<int:submission_id>/submit/", cases.submission_submit, name="submission-submit"),
    path("letters/<int:submission_id>/withdraw/", cases.submission_withdraw, name="submission-withdraw"),
    path("letters/<int:submission_id>/result/", cases.submission_detail, name="submission-detail"),
    path("letters/<int:submission_id>/files/<uuid:ref>/", cases.attachment_download, name="attachment-download"),
    path("library/quizzes/<int:unit_id>/", quiz_drafts.quiz_draft, name="quiz-draft"),
    path("answers/", essays.essay_list, name="essay-list"),
    path("answers/<int:attempt_id>/", essays.essay_form, name="essay-form"),
    *(one for part in PARTS for one in part.urlpatterns),
]
