"""An assessor qualifies: score reference scripts, and learn at once how that compares with what was agreed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from assessments import qualifying
from assessments.access.assessors import access_own_try, access_qualifying
from assessments.forms.assessors import QualifyingForm, read_qualifying
from assessments.models import ReferenceScript
from assessments.selectors import qualifying as selectors
from assessments.selectors.assessor_figures import own_page
from assessments.selectors.peer_looks import own_findings
from assessments.services.qualifying import score_reference
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

RULE = {"scripts": qualifying.SCRIPTS, "exact": qualifying.EXACT, "far": qualifying.FAR, "wait": qualifying.WAIT}


@policy("assessor")
@require_GET
def qualifying_list(request: AuthedRequest) -> HttpResponse:
    """Each case: where one stands, and its reference scripts."""
    facts = {"cases": selectors.qualifying_cases(request.person.pk), "rule": RULE}
    return render(request, "lms/assessments/qualifying_list.html", facts)


@policy("assessor", sample={"reference_id": "reference_id"})
@require_http_methods(["GET", "POST"])
def qualifying_form(request: AuthedRequest, reference_id: int) -> HttpResponse:
    """A reference script beside its rubric; then, at once, the comparison."""
    script = access_qualifying(request.scope, reference_id)
    if request.method == "GET":
        last = selectors.last_try(request.person.pk, script)
        return redirect("lms:assessments:qualifying-compared", last) if last else _page(request, script, QualifyingForm())
    form = read_qualifying(request.POST, script.config["rubric"])
    if form.errors:
        return _page(request, script, form, status=422)
    made = score_reference(person_id=request.person.pk, reference_id=script.pk, picks=form.picks, red_flags=form.red_flags)
    return redirect("lms:assessments:qualifying-compared", made)


def _page(request: HttpRequest, script: ReferenceScript, form: QualifyingForm, *, status: int = 200) -> HttpResponse:
    page = selectors.qualifying_page(script)
    facts = {
        "script": page,
        "errors": form.errors,
        "flags": [_flag(flag, form) for flag in page["rubric"]["flags"]],
        "criteria": [_criterion(criterion, form) for criterion in page["rubric"]["criteria"]],
    }
    response = render(request, "lms/assessments/qualifying_form.html", facts, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _flag(flag: dict[str, Any], form: QualifyingForm) -> dict[str, Any]:
    name = f"flag-{flag['id']}"
    return {
        "name": name, "titles": flag["titles"], "sent": form.answered.get(flag["id"], ""), "error": form.errors.get(name, "")
    }  # fmt: skip


def _criterion(criterion: dict[str, Any], form: QualifyingForm) -> dict[str, Any]:
    key = criterion["id"]
    return {
        "key": key,
        "titles": criterion["titles"],
        "weight": criterion["weight"],
        "levels": [{**level, "chosen": form.picks.get(key) == level["n"]} for level in criterion["levels"]],
        "error": form.errors.get(f"level-{key}", ""),
    }


@policy("assessor", sample={"score_id": "qualifying_score_id"})
@require_GET
def qualifying_compared(request: AuthedRequest, score_id: int) -> HttpResponse:
    """One's own try beside the agreed scores, with the reasons."""
    score = access_own_try(request.person.pk, score_id)
    cases = selectors.qualifying_cases(request.person.pk)
    case = next((one for one in cases if one.key == score.reference.case_key), None)
    facts = selectors.compared_page(score) | {"case": case, "rule": RULE}
    response = render(request, "lms/assessments/qualifying_compared.html", facts)
    response["Cache-Control"] = "private, no-store"
    return response


@policy("assessor")
@require_GET
def assessor_own(request: AuthedRequest) -> HttpResponse:
    """One's own figures against the others."""
    facts = {"cases": own_page(request.person.pk), "findings": own_findings(request.person.pk)}
    return render(request, "lms/assessments/assessor_own.html", facts)
