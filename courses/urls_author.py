"""Pages for authors: the library and the publishing of courses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
