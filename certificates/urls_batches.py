"""Pages of bulk issues."""

from typing import Any, Final

from django.urls import path

from certificates import views_batches as views

PATTERNS: Final[list[Any]] = [
    path("papers/", views.batch_list, name="batch-list"),
    path("papers/<int:batch_id>/", views.batch_detail, name="batch-detail"),
    path("papers/<int:batch_id>/stop/", views.batch_stop, name="batch-stop"),
    path("papers/<int:batch_id>/resume/", views.batch_resume, name="batch-resume"),
    path("papers/<int:batch_id>/retry/<int:certificate_id>/", views.batch_retry, name="batch-retry"),
    path("papers/<int:batch_id>/zip/", views.batch_zip, name="batch-zip"),
    path("papers/groups/<int:cohort_id>/zip/", views.group_zip, name="group-zip"),
]
