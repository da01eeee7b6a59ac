"""Every package's pages under one namespace: `lms`."""

from django.urls import include, path

app_name = "lms"

urlpatterns = [
    path("", include("lms.home.urls")),
    path("", include("lms.institutions.urls")),
    path("", include("lms.jobs.urls")),
    path("", include("lms.messages.urls")),
    path("", include("lms.exports.urls")),
    path("", include("courses.urls")),
    path("", include("assessments.urls")),
    path("", include("certificates.urls")),
    path("", include("lms.reporting.urls")),
    path("", include("lms.records.urls")),
]
