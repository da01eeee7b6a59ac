"""Looking at a colleague's score: a list, the letter with what was said of it, and a finding."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.peer_looks import access_look
from assessments.errors.load import LookIncomplete
from assessments.forms.load import read_finding
from assessments.selectors.peer_looks import look_page, looks_list
from assessments.services.peer_looks import put_look_back, record_finding, take_look
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

LOOK = {"look_id": "peer_look_id"}


@require_safe
@policy("assessor")
def look_list(request: AuthedRequest) -> HttpResponse:
    """Scores that wait for a look."""
    return render(request, "lms/assessments/look_list.html", {"rows": looks_list(request.scope)})


@require_http_methods(["GET", "HEAD", "POST"])
@policy("assessor", sample=LOOK)
def look_form(request: AuthedRequest, look_id: int) -> HttpResponse:
    """The letter beside the levels and comments that a colleague gave; then what one says of them."""
    look = access_look(request.scope, look_id)
    page = look_page(look)
    facts: dict[str, Any] = page | {"said": {}, "error": "", "marks": (1, 2, 3, 4)}
    status = 200
    if request.method == "POST":
        take_look(look_id=look.pk, peer_id=request.person.pk)
        said = read_finding(request.POST, page["criteria"])
        try:
            record_finding(look_id=look.pk, peer_id=request.person.pk, said=said)
        except LookIncomplete as refused:
            facts, status = facts | {"said": said, "error": refused.sentence()}, 422
        else:
            messages.success(request, _("Thank you. Who scored reads it without your name."))
            return redirect("lms:assessments:look-list")
    response = render(request, "lms/assessments/look_form.html", facts, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@policy("assessor", sample=LOOK)
def look_take(request: AuthedRequest, look_id: int) -> HttpResponse:
    """Take it, so that nobody else does the same work."""
    take_look(look_id=access_look(request.scope, look_id).pk, peer_id=request.person.pk)
    return redirect("lms:assessments:look-form", look_id)


@require_POST
@policy("assessor", sample=LOOK)
def look_return(request: AuthedRequest, look_id: int) -> HttpResponse:
    """Leave it to somebody else."""
    put_look_back(look_id=access_look(request.scope, look_id).pk, peer_id=request.person.pk)
    return redirect("lms:assessments:look-list")
