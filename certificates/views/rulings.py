"""Exceptions and bars: a list, a proposal, and what a second person does with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.access.awards import access_ruling
from certificates.errors import TooClose
from certificates.forms.awards import AnswerForm, RulingForm
from certificates.models import Ruling
from certificates.pages import awards as pages_awards
from certificates.selectors.rulings import SHOWS, ruling_choices, ruling_lines, rulings
from certificates.services.rulings import end_ruling, propose_ruling, put_in_force, refuse_ruling
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

ONE = {"ruling_id": "ruling_id"}
PAGE = 50


@policy("decider", "reviewer")
@require_GET
def ruling_list(request: AuthedRequest) -> HttpResponse:
    """Exceptions and bars that wait or are in force; or those that are over."""
    query = request.GET.get("q", "").strip()[:80]
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    page = Paginator(rulings(request.person.pk, query, show), PAGE).get_page(request.GET.get("page", "1")[:6])
    rows = [pages_awards.ruling(line) for line in ruling_lines(page)]
    context = {"page": page, "rows": rows, "query": query, "show": show, "decides": request.scope.decider}
    return render(request, "lms/certificates/ruling_list.html", context)


@policy("decider")
@require_http_methods(["GET", "POST"])
def ruling_new(request: AuthedRequest) -> HttpResponse:
    """Propose one: a form, a look at what follows, a yes. Nothing changes until a second person agrees."""
    choices = pages_awards.ruling_choices(ruling_choices())
    form = RulingForm(request.POST or None, choices=choices)
    context: dict[str, Any] = {"form": form, "empty": not choices}
    if request.method != "POST" or request.POST.get("step") == "change":
        return render(request, "lms/certificates/ruling_form.html", context)
    person = institutions.person_by_email(form.data.get("email", "").strip()) if form.is_valid() else None
    if form.is_valid() and person is None:
        form.add_error("email", _("Nobody here has this address."))
    if person is not None and institutions.conflicts([request.person.pk], [person]):
        form.add_error("email", TooClose().sentence())
    if not form.is_valid() or person is None:
        return render(request, "lms/certificates/ruling_form.html", context, status=422)
    credential, subject = form.ruled()
    given = form.cleaned_data
    if request.POST.get("step") != "send":
        name = institutions.person_card(person).full_name
        context |= {"name": name, "what": pages_awards.chosen(choices, given["what"]), "bar": not subject}
        return render(request, "lms/certificates/ruling_confirm.html", context)
    try:
        made = propose_ruling(
            person_id=person, credential_id=credential, country=given["country"], kind="exempt" if subject else "barred",
            subject=subject, reason=given["reason"], note=given["note"], by=request.person.pk,
        )  # fmt: skip
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return render(request, "lms/certificates/ruling_form.html", context, status=refused.status)
    messages.success(request, _("Proposed. Nothing changes until a second person agrees."))
    return redirect("lms:certificates:ruling-detail", made)


@policy("decider", "reviewer", sample=ONE)
@require_GET
def ruling_detail(request: AuthedRequest, ruling_id: int) -> HttpResponse:
    """One of them, with its history."""
    return _detail(request, access_ruling(request.scope, ruling_id))


@policy("decider", "reviewer", sample=ONE)
@require_POST
def ruling_accept(request: AuthedRequest, ruling_id: int) -> HttpResponse:
    """The second person puts it in force."""
    found = access_ruling(request.scope, ruling_id)
    try:
        put_in_force(ruling_id=ruling_id, by=request.person.pk)
    except LmsError as refused:
        return _detail(request, found, problem=refused)
    messages.success(request, _("In force. The person reads the reason on the page of certificates."))
    return redirect("lms:certificates:ruling-detail", ruling_id)


@policy("decider", "reviewer", sample=ONE)
@require_POST
def ruling_refuse(request: AuthedRequest, ruling_id: int) -> HttpResponse:
    """The second person does not agree, and says why."""
    return _answered(request, ruling_id, refuse_ruling, _("Refused. Nothing changed."))


@policy("decider", sample=ONE)
@require_POST
def ruling_end(request: AuthedRequest, ruling_id: int) -> HttpResponse:
    """End what is in force, or take back what waits."""
    return _answered(request, ruling_id, end_ruling, _("Ended. It stays in the history."))


def _answered(request: AuthedRequest, ruling_id: int, service: Any, said: str) -> HttpResponse:
    found = access_ruling(request.scope, ruling_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, found, wrong=form)
    try:
        service(ruling_id=ruling_id, by=request.person.pk, answer=form.cleaned_data["answer"])
    except LmsError as refused:
        return _detail(request, found, problem=refused)
    messages.success(request, said)
    return redirect("lms:certificates:ruling-detail", ruling_id)


def _detail(
    request: AuthedRequest, found: Ruling, *, wrong: AnswerForm | None = None, problem: LmsError | None = None
) -> HttpResponse:
    person = request.person.pk
    context = {
        "one": pages_awards.ruling(ruling_lines([found])[0]), "form": wrong or AnswerForm(), "wrong": wrong,
        "problem": problem.sentence() if problem else "", "decides": request.scope.decider,
        "mine": found.proposed_by_id == person,
    }  # fmt: skip
    status = problem.status if problem else 422 if wrong else 200
    return render(request, "lms/certificates/ruling_detail.html", context, status=status)
