"""Pages about schemes, the code of conduct and second countries."""

from typing import Any, Final

from django.urls import path

from certificates.views import conduct, schemes

PATTERNS: Final[list[Any]] = [
    path("scheme/<slug:key>/", schemes.scheme_detail, name="scheme-detail"),
    path("designs/credentials/<int:credential_id>/scheme/", schemes.scheme_edit, name="scheme-edit"),
    path("designs/credentials/<int:credential_id>/scheme/publish/", schemes.scheme_publish, name="scheme-publish"),
    path("conduct/", conduct.conduct_detail, name="conduct-detail"),
    path("conduct/accept/", conduct.conduct_accept, name="conduct-accept"),
    path("conduct/edit/", conduct.conduct_edit, name="conduct-edit"),
    path("certificates/awards/<int:award_id>/country/", conduct.endorsement_open, name="endorsement-open"),
]
