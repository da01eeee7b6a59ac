"""A judge of a cut score: what is asked, one entry after another, kept as it is said."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.access.cuts import access_own_panel
from assessments.errors.cuts import CutStudyNotFound, CutValueRefused
from assessments.forms.cuts import BoundsForm
from assessments.models import CutState
from assessments.selectors import cut_judging as pages
from assessments.selectors.cut_panels import bounds_of
from assessments.services import cut_ratings as ratings
from assessments.services import cuts as services
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

ONE = {"study_id": "cut_study_id"}


@policy(PERSON, sample=ONE)
@require_GET
def cut_panel(request: AuthedRequest, study_id: int) -> HttpResponse:
    """What the panel is for, what one has said, what is left."""
    judge = access_own_panel(request.person.pk, study_id)
    return _private(render(request, "lms/assessments/cut_panel.html", pages.judge_home(judge)))


@policy(PERSON, sample=ONE)
@require_POST
def cut_declare(request: AuthedRequest, study_id: int) -> HttpResponse:
    """Promise to keep the questions and their answers to oneself."""
    judge = access_own_panel(request.person.pk, study_id)
    if request.POST.get("promise") != "on":
        messages.error(request, _("Tick the promise first: without it nothing is shown."))
    else:
        services.declare(judge_id=judge.pk, study_id=study_id)
    return redirect("lms:assessments:cut-panel", study_id)


@policy(PERSON, sample={**ONE, "place": "first_place"})
@require_http_methods(["GET", "POST"])
def cut_rate(request: AuthedRequest, study_id: int, place: int) -> HttpResponse:
    """One entry with its key; the answer is kept and the next one comes."""
    judge = access_own_panel(request.person.pk, study_id)
    if not 1 <= place <= len(judge.study.entries):
        raise CutStudyNotFound
    if judge.declared_at is None or judge.study.state not in (CutState.FIRST, CutState.SECOND):
        return redirect("lms:assessments:cut-panel", study_id)
    if request.method == "POST":
        ratings.rate(
            judge_id=judge.pk, entry=judge.study.entries[place - 1]["key"], value=_value(request.POST.get("value", ""))
        )
        if place < len(judge.study.entries):
            return redirect("lms:assessments:cut-rate", study_id, place + 1)
        return redirect("lms:assessments:cut-panel", study_id)
    language = (get_language() or "es")[:2]
    return _private(render(request, "lms/assessments/cut_rate.html", pages.entry_page(judge, place, language=language)))


@policy(PERSON, sample=ONE)
@require_http_methods(["GET", "POST"])
def cut_bounds(request: AuthedRequest, study_id: int) -> HttpResponse:
    """Hofstee's four questions."""
    judge = access_own_panel(request.person.pk, study_id)
    if judge.study.state != CutState.SECOND or judge.declared_at is None:
        return redirect("lms:assessments:cut-panel", study_id)
    last = bounds_of([judge.pk]).get(judge.pk)
    names = ("least_cut", "most_cut", "least_fail", "most_fail")
    form = BoundsForm(request.POST or None, initial={name: getattr(last, name) for name in names} if last else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["least_cut"] <= given["most_cut"] and given["least_fail"] <= given["most_fail"]:
            ratings.give_bounds(judge_id=judge.pk, **given)
            return redirect("lms:assessments:cut-panel", study_id)
        wrong = "most_cut" if given["least_cut"] > given["most_cut"] else "most_fail"
        form.add_error(wrong, _("What is at most may not lie under what is at least."))
    facts = {"form": form, "study": judge.study, "titles": judge.study.unit.titles}
    return _private(render(request, "lms/assessments/cut_bounds.html", facts, status=422 if form.errors else 200))


@policy(PERSON, sample=ONE)
@require_POST
def cut_finish(request: AuthedRequest, study_id: int) -> HttpResponse:
    """Done with the round; or keep what is left as it was, or think again."""
    judge = access_own_panel(request.person.pk, study_id)
    act = request.POST.get("act", "")
    if act == "keep":
        ratings.keep_rest(judge_id=judge.pk)
    elif act == "again":
        ratings.reopen_round(judge_id=judge.pk)
    else:
        services.finish_round(judge_id=judge.pk)
        messages.success(request, _("Thank you. You will hear when it goes on."))
    return redirect("lms:assessments:cut-panel", study_id)


def _value(text: str) -> Decimal:
    try:
        return Decimal(text[:10])
    except InvalidOperation:
        raise CutValueRefused(value=text[:10]) from None


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
