"""Broken rules become responses here, once. A page for people; a line of JSON for scripts and offline sync."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from lms.kernel.errors import LmsError
from lms.kernel.policy import AuthedRequest

__all__ = ["AuthedRequest", "ErrorMiddleware", "wants_json"]


def wants_json(request: HttpRequest) -> bool:
    """True for a script: it asks for JSON and not for HTML."""
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


def error_response(request: HttpRequest, error: LmsError) -> HttpResponse:
    """The page (or JSON) of a broken rule, with the rule's status."""
    if wants_json(request):
        return JsonResponse({"error": type(error).__name__, "sentence": error.sentence()}, status=error.status)
    template = "404.html" if error.status == 404 else "lms/error.html"
    return render(request, template, {"error": error, "sentence": error.sentence()}, status=error.status)


class ErrorMiddleware:
    """Turns an `LmsError` that leaves a view into its response. A host adds it once (docs/host.md)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_response(request, exception) if isinstance(exception, LmsError) else None
