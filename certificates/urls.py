"""Pages of certificates."""

from django.urls import path

from certificates import views, views_questions

app_name = "certificates"

urlpatterns = [
    path("verify/", views.verify_form, name="verify-form"),
    path("verify/file/", views.verify_file, name="verify-file"),
    path("verify/<str:serial>/", views.verify_detail, name="verify-detail"),
    path("certificates/", views.certificate_list, name="certificate-list"),
    path("certificates/<int:certificate_id>/file/", views.certificate_download, name="certificate-download"),
    path("certificates/drawing/", views.drawing_list, name="drawing-list"),
    path("certificates/drawing/<int:certificate_id>/retry/", views.drawing_retry, name="drawing-retry"),
    path("awards/questions/", views_questions.question_list, name="question-list"),
    path("awards/questions/<int:award_id>/", views_questions.question_detail, name="question-detail"),
    path("awards/questions/<int:award_id>/keep/", views_questions.question_keep, name="question-keep"),
    path("awards/questions/<int:award_id>/propose/", views_questions.question_propose, name="question-propose"),
    path("awards/questions/<int:award_id>/approve/", views_questions.question_approve, name="question-approve"),
]
