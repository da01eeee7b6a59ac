"""Uploaded files leave as downloads only: never shown by our origin, whatever they hold."""

from typing import Any, Protocol

from django.http import HttpResponse
from django.utils.http import content_disposition_header


class Kept(Protocol):
    """A file in the database."""

    body: Any
    content_type: Any


def file_response(file: Kept, name: str) -> HttpResponse:
    """The bytes under a name; the browser is told to save them, not to guess and not to run anything."""
    response = HttpResponse(bytes(file.body), content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
