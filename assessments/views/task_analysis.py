"""The task analysis: its tasks with their weights, and a judge's own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.access.blueprints import JUDGES
from assessments.blueprints.weights import FEW_JUDGES
from assessments.errors.blueprints import RatingOffScale, TaskExists
from assessments.forms.blueprints import TaskForm, read_ratings
from assessments.models import Task
from assessments.selectors.task_analysis import analysis, own_ratings
from assessments.services.task_analysis import add_task, archive_task, rate_tasks
from lms.kernel.errors import NotFound
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

SCALE = ("1", "2", "3", "4", "5")


def _round(request: AuthedRequest) -> int | None:
    value = request.GET.get("round", "")
    return int(value) if value.isdecimal() and len(value) < 3 and int(value) else None


@policy(*JUDGES)
@require_http_methods(["GET", "HEAD", "POST"])
def task_list(request: AuthedRequest) -> HttpResponse:
    """Every task with what judges say of it in a round; authors add tasks."""
    may_write = "author" in request.scope.roles
    form = TaskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and may_write and form.is_valid():
        try:
            add_task(task=form.task(), by=request.person.pk)
            messages.success(request, _("The task is there. Judges can rate it."))
            return redirect("lms:assessments:task-list")
        except TaskExists as exists:
            form.add_error("key", exists.sentence())
    found = analysis(_round(request))
    context = {"found": found, "form": form, "may_write": may_write, "few": found.judges < FEW_JUDGES, "least": FEW_JUDGES}
    return render(request, "lms/assessments/task_list.html", context, status=422 if form.errors else 200)


@policy("author", sample={"task_id": "task_id"})
@require_POST
def task_archive(request: AuthedRequest, task_id: int) -> HttpResponse:
    """Take a task out of the analysis, or bring it back."""
    if not Task.objects.filter(pk=task_id).exists():
        raise NotFound
    archive_task(task_id=task_id, by=request.person.pk, back="back" in request.POST)
    messages.success(request, _("Brought back.") if "back" in request.POST else _("Taken out. What was judged is kept."))
    return redirect("lms:assessments:task-list")


@policy(*JUDGES)
@require_http_methods(["GET", "HEAD", "POST"])
def task_rate(request: AuthedRequest) -> HttpResponse:
    """What one judge says: how important each task is, and how often it comes up. Others' ratings are not shown here."""
    rows = [row for row in analysis(_round(request)).rows if not row.archived]
    number = _round(request) or 1
    before = own_ratings(request.person.pk, number)
    problem = ""
    if request.method == "POST":
        try:
            kept = rate_tasks(
                judge_id=request.person.pk, round_number=number,
                ratings=read_ratings(request.POST, [row.key for row in rows]),
                country=request.person.country, trade=min(request.scope.roles & set(JUDGES), default=""),
            )  # fmt: skip
            messages.success(
                request, ngettext("{n} rating kept. Thank you.", "{n} ratings kept. Thank you.", kept).format(n=kept)
            )
            return redirect("lms:assessments:task-list")
        except RatingOffScale as half:
            problem = half.sentence()
    shown = []
    for row in rows:
        said = [str(one) for one in before.get(row.key, ("", ""))]
        if request.method == "POST":
            said = [request.POST.get(f"{name}-{row.key}", "") for name in ("importance", "frequency")]
        shown.append({"row": row, "importance": said[0], "frequency": said[1]})
    context = {"rows": shown, "scale": SCALE, "round": number, "problem": problem, "rated": len(before)}
    return render(request, "lms/assessments/task_rate.html", context, status=422 if problem else 200)
