"""Blueprints: the list, one with its cells, its form, and who does what with it next."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access.blueprints import APPROVERS, LOOKERS, access_blueprint, access_certifying
from assessments.errors.blueprints import BlueprintOpen
from assessments.forms.bank import stages
from assessments.forms.blueprints import BlueprintForm, bands, cell_rows, read_cells
from assessments.models import Task
from assessments.models.bank_rows import tasks_to_list
from assessments.selectors.blueprints import blueprint_page, blueprint_rows, states
from assessments.selectors.coverage import coverage
from assessments.selectors.task_analysis import rounds
from assessments.services.blueprints import (
    approve_blueprint,
    begin_blueprint,
    propose_blueprint,
    return_blueprint,
    save_cells,
    take_weights,
)
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

ONE = {"blueprint_id": "blueprint_id"}


@policy(*LOOKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint_list(request: AuthedRequest) -> HttpResponse:
    """Every blueprint with its numbers, and the quizzes that fill them; authors begin one."""
    may_write = "author" in request.scope.roles
    form = BlueprintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and may_write and form.is_valid():
        said = form.cleaned_data
        try:
            made = begin_blueprint(
                key=said["key"], titles={"es": said["title_es"], "en": said["title_en"]}, by=request.person.pk
            )
            return redirect("lms:assessments:blueprint-edit", made)
        except BlueprintOpen as already:
            form.add_error("key", already.sentence())
    context = {"rows": blueprint_rows(), "form": form, "may_write": may_write, "states": states()}
    return render(request, "lms/assessments/blueprint_list.html", context, status=422 if form.errors else 200)


@policy(*LOOKERS, sample=ONE)
@require_safe
def blueprint_detail(request: AuthedRequest, blueprint_id: int) -> HttpResponse:
    """One number of a blueprint: its cells with what they get on a sheet, how it came about, and what is next."""
    row = access_blueprint(request.scope, blueprint_id)
    context = {
        "found": blueprint_page(row),
        "may_write": "author" in request.scope.roles,
        "may_approve": bool(request.scope.roles & set(APPROVERS)) and row.by_id != request.person.pk,
        "mine": row.by_id == request.person.pk,
        "rounds": rounds() if row.state == "draft" else (),
    }
    return render(request, "lms/assessments/blueprint_detail.html", context)


@policy("author", sample=ONE)
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint_edit(request: AuthedRequest, blueprint_id: int) -> HttpResponse:
    """The cells of a draft, row by row."""
    row = access_blueprint(request.scope, blueprint_id)
    rows: list[dict[str, Any]] = [
        {
            "task": cell.task, "domain": "" if cell.task else cell.domain, "stage": cell.stage,
            "weight": f"{cell.weight.normalize():f}", "easiest": str(cell.easiest), "hardest": str(cell.hardest),
        }
        for cell in row.lms_cells.all()
    ]  # fmt: skip
    problem, note = "", row.note
    if request.method == "POST":
        note = request.POST.get("note", "").strip()
        try:
            cells, rows = read_cells(request.POST)
            weighed = row.ratings_round if [c.weight for c in cells] == [c.weight for c in row.lms_cells.all()] else 0
            save_cells(
                blueprint_id=row.pk, cells=cells, by=request.person.pk, note=note, ratings_round=weighed,
                judges=row.judges if weighed else 0,
            )  # fmt: skip
            messages.success(request, _("The cells are kept."))
            return redirect("lms:assessments:blueprint-detail", row.pk)
        except LmsError as refused:
            problem = refused.sentence()
            rows = _typed(request, rows)
    context = {
        "row": row, "rows": cell_rows(rows), "problem": problem, "note": note, "tasks": tasks_to_list(), "stages": stages(),
        "bands": bands(), "domains": sorted(set(Task.objects.values_list("domain", flat=True))),
    }  # fmt: skip
    return render(request, "lms/assessments/blueprint_form.html", context, status=422 if problem else 200)


def _typed(request: AuthedRequest, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was typed, to be mended; also where a row could not be read."""
    names = ("task", "domain", "stage", "weight", "easiest", "hardest")
    numbers = sorted({int(name[7:]) for name in request.POST if name.startswith("weight-") and name[7:].isdecimal()})[:200]
    typed = [{name: request.POST.get(f"{name}-{n}", "") for name in names} for n in numbers]
    return [one for one in typed if one["weight"] or one["task"] or one["domain"]] or rows


@policy("author", sample=ONE)
@require_POST
def blueprint_take(request: AuthedRequest, blueprint_id: int) -> HttpResponse:
    """Take the weights of a round of the task analysis over."""
    row = access_blueprint(request.scope, blueprint_id)
    number = request.POST.get("round", "")
    try:
        take_weights(
            blueprint_id=row.pk, round_number=int(number) if number.isdecimal() and len(number) < 3 else 0,
            by=request.person.pk, tasks=request.POST.get("by") != "domain",
        )  # fmt: skip
        messages.success(request, _("The weights are taken over. Look at the bands of difficulty."))
    except LmsError as refused:
        messages.error(request, refused.sentence())
    return redirect("lms:assessments:blueprint-detail", row.pk)


@policy(*APPROVERS, sample=ONE)
@require_POST
def blueprint_act(request: AuthedRequest, blueprint_id: int) -> HttpResponse:
    """Hand it to a second person, approve it, give it back, or begin its next number."""
    row, by = access_blueprint(request.scope, blueprint_id), request.person.pk
    act = request.POST.get("act", "")
    try:
        if act == "approve":
            approve_blueprint(blueprint_id=row.pk, by=by)
            messages.success(request, _("Approved. What is published from now on fills these cells."))
        elif act == "return":
            return_blueprint(blueprint_id=row.pk, by=by, reason=request.POST.get("reason", ""))
            messages.success(request, _("It is a draft again."))
        elif act == "propose" and "author" in request.scope.roles:
            propose_blueprint(blueprint_id=row.pk, by=by)
            messages.success(request, _("A second person sees it on their first page."))
        elif act == "next" and "author" in request.scope.roles:
            made = begin_blueprint(key=row.key, titles={}, by=by)
            return redirect("lms:assessments:blueprint-edit", made)
    except LmsError as refused:
        messages.error(request, refused.sentence())
    return redirect("lms:assessments:blueprint-detail", row.pk)


@policy(*LOOKERS, sample={"unit_id": "exam_quiz_id"})
@require_safe
def quiz_coverage(request: AuthedRequest, unit_id: int) -> HttpResponse:
    """A certifying quiz against its blueprint: cells by countries, what is on trial, how hard its sheets are."""
    quiz = access_certifying(request.scope, unit_id)
    return render(request, "lms/assessments/quiz_coverage.html", {"quiz": quiz, "found": coverage(quiz, quiz.course.countries)})
