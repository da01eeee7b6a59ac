"""Refreshers for coordinators: who of one's people is asked, has passed or is past the date; excusing somebody."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.access.refreshers import access_due
from courses.forms.refreshers import ExcuseForm, RefresherFilterForm
from courses.selectors.refreshers import at_institutions, figures_at, lines, of_state
from courses.services.settling import excuse_refresher
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

PAGE = 50


@require_safe
@policy("coordinator")
def refresher_list(request: AuthedRequest) -> HttpResponse:
    """What changes of the law ask of the people who advise for one's institutions now, the most urgent first."""
    form = RefresherFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    rows = of_state(at_institutions(request.scope.coordinator_of), state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "state": state,
        "page": page,
        "lines": lines(rows[max(0, page.start_index() - 1) : page.end_index()]),
        "figures": figures_at(request.scope.coordinator_of),
    }
    return render(request, "lms/courses/refresher_list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("coordinator", "administrator", sample={"due_id": "refresher_due"})
def refresher_excuse(request: AuthedRequest, due_id: int) -> HttpResponse:
    """Excuse somebody who advises for one's institution now, with a reason."""
    line, institution_id = access_due(request.scope, due_id)
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        excuse_refresher(
            due_id=line.id, by=request.person.pk, institution_id=institution_id, because=form.cleaned_data["because"]
        )
        messages.success(request, _("%(name)s is excused. The reason is kept.") % {"name": line.name})
        return redirect("lms:courses:refresher-list" if institution_id else "lms:home:home")
    return render(
        request, "lms/courses/refresher_excuse.html", {"line": line, "form": form}, status=422 if form.errors else 200
    )
