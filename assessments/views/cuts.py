"""Cut scores, for who leads a panel: what certifies, a study, its judges, its rounds."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.access.cuts import CHAIRS, access_judge, access_study
from assessments.errors.cuts import CutStudyNotFound
from assessments.forms.cuts import JudgeForm, ReasonForm, StudyForm
from assessments.models import CaseStudy, Quiz
from assessments.selectors import cut_pages as pages
from assessments.services import cuts as services
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

ONE = {"study_id": "cut_study_id"}


@policy("author", "reviewer", "decider", "focal", "administrator")
@require_GET
def cut_list(request: AuthedRequest) -> HttpResponse:
    """What certifies, whether its cut score holds, and every study."""
    facts = {"units": pages.unit_lines(), "studies": pages.study_lines(), "may_lead": bool(request.scope.roles & CHAIRS)}
    return render(request, "lms/assessments/cut_list.html", facts | {"wanted": request.GET.get("unit", "")})


@policy("author", "reviewer", sample={"unit_id": "cut_unit_id"})
@require_http_methods(["GET", "POST"])
def cut_new(request: AuthedRequest, unit_id: int) -> HttpResponse:
    """Begin a study of a certifying quiz or case."""
    unit = _unit(unit_id)
    form = StudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = services.open_study(
            unit_id=unit.pk, country=given["country"], described={"es": given["described_es"], "en": given["described_en"]},
            trades=given["trades"], least_country=given["least_country"], least_trade=given["least_trade"],
            only_lacking=given["only_lacking"], by=request.person.pk,
        )  # fmt: skip
        return redirect("lms:assessments:cut-detail", made)
    status = 422 if request.method == "POST" else 200
    return render(request, "lms/assessments/cut_form.html", {"form": form, "titles": unit.titles}, status=status)


@policy("author", "reviewer", sample=ONE)
@require_http_methods(["GET", "POST"])
def cut_detail(request: AuthedRequest, study_id: int) -> HttpResponse:
    """One study; its form asks somebody onto the panel."""
    study = access_study(request.scope, study_id)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_judge(study_id=study.pk, by=request.person.pk, **form.cleaned_data)
        except LmsError as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("Asked onto the panel. They get an e-mail."))
            return redirect("lms:assessments:cut-detail", study.pk)
    facts = pages.study_page(study) | {"form": form, "own_judge": study.lms_judges.filter(person=request.person.pk).exists()}
    response = render(request, "lms/assessments/cut_detail.html", facts, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@policy("author", "reviewer", sample={"judge_id": "cut_judge_id"})
@require_http_methods(["GET", "POST"])
def cut_judge_out(request: AuthedRequest, judge_id: int) -> HttpResponse:
    """Leave a judge out, with a reason."""
    judge = access_judge(request.scope, judge_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.leave_out_judge(judge_id=judge.pk, reason=form.cleaned_data["reason"], by=request.person.pk)
        messages.success(request, _("What this judge says does not count any more."))
        return redirect("lms:assessments:cut-detail", judge.study_id)
    facts: dict[str, Any] = {"form": form, "judge": judge, "study": judge.study, "act": "out"}
    return render(request, "lms/assessments/cut_confirm.html", facts, status=422 if form.errors else 200)


@policy("author", "reviewer", sample=ONE)
@require_POST
def cut_advance(request: AuthedRequest, study_id: int) -> HttpResponse:
    """To the second round, or to its end."""
    study = access_study(request.scope, study_id)
    if study.state == "first":
        services.start_second_round(study_id=study.pk, by=request.person.pk)
        messages.success(request, _("The second round has begun. The judges get an e-mail."))
    else:
        services.close_ratings(study_id=study.pk, by=request.person.pk)
        messages.success(request, _("The ratings are in. Now the decision is to be proposed."))
    return redirect("lms:assessments:cut-detail", study.pk)


@policy("author", "reviewer", sample=ONE)
@require_http_methods(["GET", "POST"])
def cut_drop(request: AuthedRequest, study_id: int) -> HttpResponse:
    """Give a study up, with a reason."""
    study = access_study(request.scope, study_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.drop_study(study_id=study.pk, reason=form.cleaned_data["reason"], by=request.person.pk)
        messages.success(request, _("Given up. What judges said is kept."))
        return redirect("lms:assessments:cut-list")
    facts = {"form": form, "study": study, "act": "drop"}
    return render(request, "lms/assessments/cut_confirm.html", facts, status=422 if form.errors else 200)


def _unit(unit_id: int) -> Any:
    """A quiz or case that certifies. Raises CutStudyNotFound."""
    found = (
        Quiz.objects.filter(pk=unit_id, certifying=True).first()
        or CaseStudy.objects.filter(pk=unit_id, certifying=True).first()
    )
    if found is None:
        raise CutStudyNotFound
    return found
