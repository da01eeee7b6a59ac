"""How assessors agree, who is held back, who has qualified; and the relations that an assessor declares."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.access.assessors import access_case, access_hold, access_own_relation, access_qualification
from assessments.errors.assessors import RelationSelf, RelationUnknown
from assessments.forms.assessors import DecisionForm, EndForm, RelationForm
from assessments.selectors.assessor_figures import case_lines, export_rows, figures_page, horizon
from assessments.selectors.assessor_holds import hold_lines
from assessments.selectors.relations import relation_lines
from assessments.services.assessor_figures import request_figures
from assessments.services.assessor_holds import RESCORE, decide_hold, rescore_counts
from assessments.services.qualifying import end_qualification
from assessments.services.relations import declare_relation, end_relation, end_relation_with
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


@policy("assessor")
@require_http_methods(["GET", "POST"])
def relation_list(request: AuthedRequest) -> HttpResponse:
    """One's own relations, and a form for another one: letters of other institutions reach the programme's assessors only."""
    form = RelationForm(request.POST or None, institutions=None if request.scope.assessor else request.scope.assessor_of)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if request.POST.get("do") == "end" and given["email"]:
                end_relation_with(email=given["email"], assessor_id=request.person.pk)
                said = _("If you had declared this address, it is over: letters handed in from now on can come to you.")
            else:
                said = _declare(request, given)
        except (RelationUnknown, RelationSelf) as refused:
            form.add_error("email", refused.sentence())
        else:
            messages.success(request, said)
            return redirect("lms:assessments:relation-list")
    facts = {"form": form, "lines": relation_lines(request.person.pk)}
    return render(request, "lms/assessments/assessor_relations.html", facts, status=422 if request.method == "POST" else 200)


def _declare(request: AuthedRequest, given: dict[str, Any]) -> str:
    """Declare what was typed; what to say of it: of an address the same whether it has an account here or not."""
    email = given["email"]
    try:
        declare_relation(assessor_id=request.person.pk, institution_id=given["institution"], email=email, note=given["note"])
    except RelationUnknown:
        if not email:
            raise
    if email:
        return _("If this address belongs to somebody here, their letters no longer come to you.")
    return _("Declared. Their letters no longer come to you.")


@policy("assessor", sample={"relation_id": "relation_id"})
@require_POST
def relation_end(request: AuthedRequest, relation_id: int) -> HttpResponse:
    """A relation is over."""
    row = access_own_relation(request.person.pk, relation_id)
    end_relation(relation_id=row.pk, assessor_id=request.person.pk)
    messages.success(request, _("It is over: letters handed in from now on can come to you. Those handed in before stay away."))
    return redirect("lms:assessments:relation-list")
