"""A file of a letter that comes in pieces."""

from django.urls import URLPattern, path

from assessments.views import letter_files

urlpatterns: list[URLPattern] = [
    path("letters/<int:submission_id>/pieces/", letter_files.letter_piece, name="letter-piece"),
]
