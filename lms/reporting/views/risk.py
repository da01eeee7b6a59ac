"""How risk is decided: the rule in words, and the form that changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import api as courses
from courses.api import RiskRule
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.reporting.access import access_place
from lms.reporting.forms import RiskRuleForm

NAMES = ("failed_attempts", "overdue_days", "not_seen_days", "behind_points")


@require_http_methods(["GET", "POST"])
@policy("coordinator", "administrator", sample={"institution_id": "institution"})
def institution_risk(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """The rule of an institution: of all its groups that have none of their own."""
    place = access_place(request.scope, institution_id)
    return _page(request, place, None, may=True)


@require_safe
@policy("coordinator", "facilitator", "administrator", sample={"cohort_id": "cohort"})
def cohort_risk(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """The rule of one group: its facilitators read it, its coordinators may change it."""
    cohort = institutions.cohort_in_reach(request.scope, cohort_id)
    return _page(request, institutions.institution_card(cohort.institution_id), cohort, may=_may(request, cohort))


@require_POST
@policy("coordinator", "administrator", sample={"cohort_id": "cohort"})
def cohort_risk_set(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """Give a group a rule of its own."""
    cohort = institutions.cohort_in_reach(request.scope, cohort_id)
    if not _may(request, cohort):
        raise institutions.CohortNotFound
    return _page(request, institutions.institution_card(cohort.institution_id), cohort, may=True)


def _may(request: AuthedRequest, cohort: institutions.CohortCard) -> bool:
    return cohort.institution_id in request.scope.coordinator_of or request.scope.administrator


def _page(
    request: AuthedRequest, place: institutions.InstitutionCard, cohort: institutions.CohortCard | None, *, may: bool
) -> HttpResponse:
    cohort_id = cohort.id if cohort else None
    rules = courses.risk_rules(place.id)
    rule = rules.rule_for(place.id, cohort_id)
    form = RiskRuleForm(request.POST if request.method == "POST" else None, initial={n: getattr(rule, n) for n in NAMES})
    if request.method == "POST" and form.is_valid():
        courses.set_risk_rule(
            institution_id=place.id, cohort_id=cohort_id, rule=RiskRule(**form.cleaned_data), by=request.person.pk
        )
        messages.success(request, _("The rule holds from now on."))
        if cohort_id:
            return redirect("lms:reporting:cohort-risk", cohort_id)
        return redirect("lms:reporting:institution-risk", place.id)
    context: dict[str, Any] = {
        "place": place, "cohort": cohort, "form": form, "may": may, "sentences": courses.rule_sentences(rule),
        "own": cohort_id in rules.of_cohort if cohort else place.id in rules.of_institution,
    }  # fmt: skip
    return render(request, "lms/reporting/risk_form.html", context, status=422 if form.errors else 200)
