"""Pages for bringing questions in and taking banks out."""

from django.urls import URLPattern, path

from assessments.views import interchange

urlpatterns: list[URLPattern] = [
    path("library/questions/import/", interchange.question_import, name="question-import"),
    path("library/questions/import/<int:upload_id>/", interchange.question_import_review, name="question-import-review"),
    path(
        "library/questions/import/<int:upload_id>/confirm/", interchange.question_import_confirm, name="question-import-confirm"
    ),
    path("library/questions/import/<int:upload_id>/drop/", interchange.question_import_drop, name="question-import-drop"),
    path("library/questions/export/<slug:bank_key>/<str:form>/", interchange.bank_export, name="bank-export"),
]
