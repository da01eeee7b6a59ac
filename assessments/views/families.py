"""Families of certifying cases: judges say whether they are comparable; a person lets a case that rests come back."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.errors.families import CaseNotResting
from assessments.forms.families import FamilyForm, ReturnForm
from assessments.selectors import families as selectors
from assessments.services.families import end_rest, judge_family
from assessments.twins import ENOUGH
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

JUDGES: Final = ("author", "focal", "reviewer", "decider")
GET_POST: Final = ["GET", "HEAD", "POST"]


@require_safe
@policy(*JUDGES)
def family_list(request: AuthedRequest) -> HttpResponse:
    """Each family: its cases, how often given, what rests, what judges said."""
    facts = {"lines": selectors.family_lines(request.person.pk), "enough": ENOUGH}
    return render(request, "lms/assessments/family_list.html", facts)


@require_http_methods(GET_POST)
@policy(*JUDGES, sample={"family": "family"})
def family_detail(request: AuthedRequest, family: str) -> HttpResponse:
    """The cases side by side, then one's own answer. It may be changed: each answer stays on record."""
    facts = selectors.family_page(family, request.person.pk)
    own = facts["own"]
    initial = {"compared": facts["line"].compared} | (
        {"comparable": "yes" if own.comparable else "no", "note": own.note} if own else {}
    )
    form = FamilyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        new = judge_family(
            family=family, compared=said["compared"], by=request.person.pk, comparable=said["comparable"] == "yes",
            note=said["note"],
        )  # fmt: skip
        messages.success(request, _("Your answer was kept.") if new else _("Nothing new to keep."))
        return redirect("lms:assessments:family-detail", family)
    facts |= {"form": form, "enough": ENOUGH}
    return render(request, "lms/assessments/family_detail.html", facts, status=422 if request.method == "POST" else 200)


@require_http_methods(GET_POST)
@policy("author", "decider", sample={"key": "resting_case"})
def case_return(request: AuthedRequest, key: str) -> HttpResponse:
    """Let a case that rests be given again, with the reason."""
    rest = selectors.rest_of(key)
    if rest is None:
        raise CaseNotResting
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_rest(case_key=key, why=form.cleaned_data["why"], by=request.person.pk)
        messages.success(request, _("The case is given again from now on."))
        return redirect("lms:assessments:family-list")
    status = 422 if request.method == "POST" else 200
    return render(request, "lms/assessments/case_return.html", {"rest": rest, "form": form}, status=status)
