"""Scoring again after a wrong key: ask for a preview, look at it, apply or drop it."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from assessments.access.regrading import access_own_regrade, access_question, access_regrade
from assessments.forms.regrades import RegradeForm
from assessments.models import Regrade
from assessments.models.regrade_rows import published_versions
from assessments.selectors import regrade_pages as pages
from assessments.services.regrading import apply_regrade, drop_regrade, prepare_regrade
from lms.kernel.cells import safe_cell
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

READERS = ("author", "reviewer", "administrator")
ONE = {"regrade_id": "regrade_id"}
PAGE = 50


@policy(*READERS)
@require_GET
def regrade_list(request: AuthedRequest) -> HttpResponse:
    """What was scored again, what waits for a second person."""
    page = Paginator(pages.regrades(), PAGE).get_page(request.GET.get("page", "1")[:6])
    return render(request, "lms/assessments/regrade_list.html", {"page": page, "rows": pages.list_rows(page.object_list)})


@policy("author", sample={"item_id": "regrade_item_id"})
@require_http_methods(["GET", "POST"])
def regrade_new(request: AuthedRequest, item_id: int) -> HttpResponse:
    """Ask a worker what would change under the key of a published version."""
    question = access_question(request.scope, item_id)
    form = RegradeForm(request.POST or None, versions=published_versions(question.id))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = prepare_regrade(
            item_id=question.id, to_version_id=given["version"], reason=given["reason"], raise_only=given["raise_only"],
            by=request.person.pk,
        )  # fmt: skip
        return redirect("lms:assessments:regrade-detail", made)
    status = 422 if request.method == "POST" else 200
    return render(request, "lms/assessments/regrade_form.html", pages.new_page(question) | {"form": form}, status=status)


@policy(*READERS, sample=ONE)
@require_GET
def regrade_detail(request: AuthedRequest, regrade_id: int) -> HttpResponse:
    """How far it is; then who changes, from what to what, without names."""
    regrade = access_regrade(request.scope, regrade_id)
    show = request.GET.get("show", "")
    lines = pages.lines(regrade, show)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page", "1")[:6])
    facts = pages.detail(regrade) | {"page": page, "rows": pages.line_rows(page.object_list), "show": show}
    response = render(request, "lms/assessments/regrade_detail.html", facts | _may(request, regrade))
    response["Cache-Control"] = "private, no-store"
    return response


@policy(*READERS, sample=ONE)
@require_http_methods(["GET", "POST"])
def regrade_apply(request: AuthedRequest, regrade_id: int) -> HttpResponse:
    """Say what will be done and do it: one act, by a second person."""
    regrade = access_regrade(request.scope, regrade_id)
    if request.method == "POST":
        apply_regrade(regrade_id=regrade.pk, by=request.person.pk)
        messages.success(request, _("It is being applied. You can leave this page: it goes on without you."))
        return redirect("lms:assessments:regrade-detail", regrade.pk)
    facts = pages.detail(regrade) | _may(request, regrade) | {"act": "apply"}
    return render(request, "lms/assessments/regrade_confirm.html", facts)


@policy(*READERS, sample=ONE)
@require_http_methods(["GET", "POST"])
def regrade_drop(request: AuthedRequest, regrade_id: int) -> HttpResponse:
    """Leave everything as it is."""
    regrade = access_regrade(request.scope, regrade_id)
    if request.method == "POST":
        drop_regrade(regrade_id=regrade.pk, by=request.person.pk)
        messages.success(request, _("Dropped. No score was changed."))
        return redirect("lms:assessments:regrade-detail", regrade.pk)
    facts = pages.detail(regrade) | _may(request, regrade) | {"act": "drop"}
    return render(request, "lms/assessments/regrade_confirm.html", facts)


@policy(*READERS, sample=ONE)
@require_GET
def regrade_export(request: AuthedRequest, regrade_id: int) -> HttpResponseBase:
    """Every line as CSV, without names."""
    regrade = access_regrade(request.scope, regrade_id)
    writer = csv.writer(_Echo())
    body = (writer.writerow([safe_cell(cell) for cell in row]) for row in pages.export_rows(regrade))
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    name = pgettext("file name", "scored-again")
    response["Content-Disposition"] = f'attachment; filename="{name}-{regrade.pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@policy("coordinator", sample={"regrade_id": "applied_regrade_id"})
@require_GET
def regrade_people(request: AuthedRequest, regrade_id: int) -> HttpResponse:
    """Whose score changed, by name, for the coordinator of their institution: whom to answer when they ask."""
    regrade = access_own_regrade(request.scope, regrade_id)
    found = pages.people_lines(regrade, request.scope.coordinator_of)
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1")[:6])
    facts = pages.people_page(regrade, page.object_list) | {"page": page}
    return render(request, "lms/assessments/regrade_people.html", facts)


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def _may(request: AuthedRequest, regrade: Regrade) -> dict[str, Any]:
    return {"own": regrade.by_id == request.person.pk, "may_prepare": bool(request.scope.author_of)}
