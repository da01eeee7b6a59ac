"""Reference scripts, for deciders and administrators who don't assess."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.access.assessors import access_reference, may_read_references
from assessments.selectors.references import reference_cases, reference_page
from assessments.services.references import archive_reference, restore_reference
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

ONE = {"reference_id": "reference_id"}


@policy("decider", "administrator")
@require_GET
def reference_list(request: AuthedRequest) -> HttpResponse:
    """By case: how many there are of each use, and which can be used."""
    facts = {"cases": reference_cases(), "may_read": may_read_references(request.scope)}
    return render(request, "lms/assessments/reference_list.html", facts)


@policy("decider", "administrator", sample=ONE)
@require_GET
def reference_detail(request: AuthedRequest, reference_id: int) -> HttpResponse:
    """The letter, the agreed scores, the reasons."""
    script = access_reference(request.scope, reference_id)
    response = render(request, "lms/assessments/reference_detail.html", reference_page(script))
    response["Cache-Control"] = "private, no-store"
    return response


@policy("decider", "administrator", sample=ONE)
@require_http_methods(["GET", "POST"])
def reference_archive(request: AuthedRequest, reference_id: int) -> HttpResponse:
    """Say what will be done and do it."""
    script = access_reference(request.scope, reference_id)
    if request.method == "POST":
        archive_reference(reference_id=script.pk, by=request.person.pk)
        messages.success(request, _("{key} is archived. You can put it back into use.").format(key=script.key))
        return redirect("lms:assessments:reference-detail", script.pk)
    return render(request, "lms/assessments/reference_confirm.html", {"script": script})


@policy("decider", "administrator", sample={"reference_id": "archived_reference_id"})
@require_POST
def reference_restore(request: AuthedRequest, reference_id: int) -> HttpResponse:
    """Back into use."""
    script = access_reference(request.scope, reference_id)
    restore_reference(reference_id=script.pk, by=request.person.pk)
    messages.success(request, _("{key} is in use again.").format(key=script.key))
    return redirect("lms:assessments:reference-detail", script.pk)
