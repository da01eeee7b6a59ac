"""Pages of bulk issues."""

from typing import Any, Final

from django.urls import path

from certificates.views import batches

PATTERNS: Final[list[Any]] = [
    path("papers/", batches.batch_list, name="batch-list"),
    path("papers/<int:batch_id>/", batches.batch_detail, name="batch-detail"),
    path("papers/<int:batch_id>/stop/", batches.batch_stop, name="batch-stop"),
    path("papers/<int:batch_id>/resume/", batches.batch_resume, name="batch-resume"),
    path("papers/<int:batch_id>/retry/<int:certificate_id>/", batches.batch_retry, name="batch-retry"),
    path("papers/<int:batch_id>/zip/", batches.batch_zip, name="batch-zip"),
    path("papers/groups/<int:cohort_id>/zip/", batches.group_zip, name="group-zip"),
]
