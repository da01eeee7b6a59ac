"""Pages of certificates."""

from django.urls import path

from certificates import views

app_name = "certificates"

urlpatterns = [
    path("verify/", views.verify_form, name="verify-form"),
    path("verify/file/", views.verify_file, name="verify-file"),
    path("verify/<str:serial>/", views.verify_detail, name="verify-detail"),
    path("certificates/", views.certificate_list, name="certificate-list"),
    path("certificates/<int:certificate_id>/file/", views.certificate_download, name="certificate-download"),
    path("certificates/drawing/", views.drawing_list, name="drawing-list"),
    path("certificates/drawing/<int:certificate_id>/retry/", views.drawing_retry, name="drawing-retry"),
]
