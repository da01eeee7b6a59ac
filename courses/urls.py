"""Pages of courses."""

from django.urls import URLPattern

from courses import urls_author, urls_changes, urls_learner, urls_reference, urls_reviews, urls_writing

app_name = "courses"

urlpatterns: list[URLPattern] = [
    *urls_writing.urlpatterns,
    *urls_author.urlpatterns,
    *urls_changes.urlpatterns,
    *urls_learner.urlpatterns,
    *urls_reference.urlpatterns,
    *urls_reviews.urlpatterns,
]
