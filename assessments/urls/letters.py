"""Pages of a letter beside writing it: its drafts, and the letter as the business would get it."""

from django.urls import URLPattern, path

from assessments.views import letter_versions

urlpatterns: list[URLPattern] = [
    path("letters/<int:submission_id>/versions/", letter_versions.letter_versions, name="letter-versions"),
    path("letters/<int:submission_id>/versions/<int:number>/restore/", letter_versions.letter_restore, name="letter-restore"),
    path("letters/<int:submission_id>/print/", letter_versions.letter_print, name="letter-print"),
]
