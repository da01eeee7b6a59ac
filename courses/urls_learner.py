"""Pages for learners and for the coordinators who place them on courses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
