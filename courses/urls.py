"""Pages of courses."""

from django.urls import URLPattern

from courses import (
    urls_author,
    urls_calls,
    urls_changes,
    urls_groups,
    urls_learner,
    urls_meetings,
    urls_prior,
    urls_reference,
    urls_reviews,
    urls_writing,
)

app_name = "courses"

urlpatterns: list[URLPattern] = [
    *urls_writing.urlpatterns,
    *urls_author.urlpatterns,
    *urls_calls.urlpatterns,
    *urls_changes.urlpatterns,
    *urls_groups.urlpatterns,
    *urls_learner.urlpatterns,
    *urls_prior.urlpatterns,
    *urls_meetings.urlpatterns,
    *urls_reference.urlpatterns,
    *urls_reviews.urlpatterns,
]
