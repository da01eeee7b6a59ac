"""Pages of records."""

from django.urls import path

from lms.records import views

app_name = "records"

urlpatterns = [
    path("records/", views.record_list, name="record-list"),
    path("records/holds/", views.hold_place, name="hold-place"),
    path("records/holds/<int:hold_id>/end/", views.hold_end, name="hold-end"),
    path("records/evidence/", views.evidence_file, name="evidence-file"),
]
