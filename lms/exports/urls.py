"""Pages of exports."""

from django.urls import path

from lms.exports import views

app_name = "exports"

urlpatterns = [
    path("exports/", views.export_list, name="export-list"),
    path("exports/request/", views.export_request, name="export-request"),
    path("exports/<int:export_id>/", views.export_detail, name="export-detail"),
    path("exports/<int:export_id>/file/", views.export_file, name="export-file"),
]
