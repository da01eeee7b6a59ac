"""Pages of courses."""

from django.urls import URLPattern

from courses import urls_author, urls_learner

app_name = "courses"

urlpatterns: list[URLPattern] = [*urls_author.urlpatterns, *urls_learner.urlpatterns]
