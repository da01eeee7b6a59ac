"""How assessors agree, who is held back, who has qualified."""

import csv

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.access.assessors import access_case, access_hold, access_qualification
from assessments.forms.assessors import DecisionForm, EndForm
from assessments.selectors.assessor_figures import case_lines, export_rows, figures_page, horizon
from assessments.selectors.assessor_holds import hold_lines
from assessments.services.assessor_figures import request_figures
from assessments.services.assessor_holds import RESCORE, decide_hold, rescore_counts
from assessments.services.qualifying import end_qualification
from lms.kernel.cells import safe_cell
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

READERS = ("reviewer", "decider", "administrator")
CASE = {"key": "assessed_case_key"}


@policy(*READERS)
@require_GET
def assessor_list(request: AuthedRequest) -> HttpResponse:
    """The cases with their figures, and whether somebody is held back."""
    facts = {"lines": case_lines(horizon(request.scope)), "scope": request.scope}
    return render(request, "lms/assessments/assessor_list.html", facts)


@policy(*READERS, sample=CASE)
@require_GET
def assessor_figures(request: AuthedRequest, key: str) -> HttpResponse:
    """How the assessors of one case agree."""
    facts = figures_page(access_case(key), horizon(request.scope)) | {"may_end": request.scope.decider}
    return render(request, "lms/assessments/assessor_figures.html", facts)


@policy(*READERS, sample=CASE)
@require_POST
def assessor_figures_compute(request: AuthedRequest, key: str) -> HttpResponse:
    """Ask for the figures of the scores as they stand."""
    card = access_case(key)
    request_figures(case_key=card.key, by=request.person.pk)
    messages.success(request, _("It is being computed. Load this page again in a moment."))
    return redirect("lms:assessments:assessor-figures", card.key)


@policy(*READERS, sample=CASE)
@require_GET
def assessor_figures_file(request: AuthedRequest, key: str) -> HttpResponseBase:
    """The stored figures as CSV."""
    card = access_case(key)
    writer = csv.writer(_Echo())
    body = (writer.writerow([safe_cell(cell) for cell in row]) for row in export_rows(card, horizon(request.scope)))
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    name = pgettext("file name", "agreement")
    response["Content-Disposition"] = f'attachment; filename="{name}-{card.key}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


@policy("decider", sample={"qualification_id": "qualification_id"})
@require_http_methods(["GET", "POST"])
def qualification_end(request: AuthedRequest, qualification_id: int) -> HttpResponse:
    """Take a qualification back, with why."""
    one = access_qualification(request.scope, qualification_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_qualification(qualification_id=one.pk, why=form.cleaned_data["why"], by=request.person.pk)
        messages.success(request, _("Done. This person qualifies again before scoring more letters of the case."))
        return redirect("lms:assessments:assessor-figures", one.case_key)
    status = 422 if request.method == "POST" else 200
    return render(request, "lms/assessments/assessor_end.html", {"one": one, "form": form}, status=status)


@policy("decider")
@require_GET
def hold_list(request: AuthedRequest) -> HttpResponse:
    """Who waits for a decision, and what was decided."""
    lines = hold_lines(request.person.pk)
    facts = {
        "waiting": [one for one in lines if not one.decided_at], "decided": [one for one in lines if one.decided_at]
    }  # fmt: skip
    return render(request, "lms/assessments/assessor_holds.html", facts)


@policy("decider", sample={"hold_id": "hold_id"})
@require_http_methods(["GET", "POST"])
def hold_detail(request: AuthedRequest, hold_id: int) -> HttpResponse:
    """Why somebody is held back, what either decision does, and the decision."""
    hold = access_hold(request.scope, hold_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = decide_hold(hold_id=hold.pk, decision=given["decision"], why=given["why"], by=request.person.pk)
        said = _("Decided: the scores stand. Results can be released.")
        if given["decision"] == RESCORE:
            n = len(done.again)
            said = ngettext("{n} letter goes to another assessor.", "{n} letters go to other assessors.", n).format(n=n)
        messages.success(request, said)
        return redirect("lms:assessments:hold-list")
    (line,) = hold_lines(request.person.pk, hold_id=hold.pk)
    again, stand = rescore_counts(hold)
    facts = {"line": line, "form": form, "again": again, "stand": stand, "case_key": hold.case_key}
    status = 422 if request.method == "POST" else 200
    return render(request, "lms/assessments/assessor_hold.html", facts, status=status)
