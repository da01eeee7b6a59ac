"""Pages of institutions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.kernel.policy import policy


@policy("public", sample={"token": "unknown_token"})
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "lms/institutions/invitation_form.html", {})
