"""What writers declare about help, for deciders."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.selectors.authorship import declarations
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


@require_safe
@policy("decider")
def declaration_list(request: AuthedRequest) -> HttpResponse:
    """Declared help, what goes beyond a task's rule first; letters by reference, never by name."""
    response = render(request, "lms/assessments/declaration_list.html", {"lines": declarations()})
    response["Cache-Control"] = "private, no-store"
    return response
