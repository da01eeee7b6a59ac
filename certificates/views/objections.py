"""A holder asks for a review of a decision; somebody who had no hand in it answers. And the holder begins a renewal."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.access.awards import access_objection, access_own_award, access_own_decision
from certificates.forms.awards import ObjectionAnswerForm, ObjectionForm
from certificates.models import Objection
from certificates.pages import awards as pages_awards
from certificates.selectors.awards import closed_objections, objection_lines, open_objections
from certificates.services.objections import (
    dismiss_objection,
    due_on,
    object_to,
    uphold_objection,
    withdraw_objection,
)
from certificates.services.renewing import open_renewal
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import PERSON, policy

DECISION = {"event_id": "decision_id"}
ONE = {"objection_id": "objection_id"}
PAGE = 50


@policy(PERSON, sample=DECISION)
@require_http_methods(["GET", "POST"])
def objection_form(request: AuthedRequest, event_id: int) -> HttpResponse:
    """One's own request for review: where it stands; or the rules, a text, a look at what follows, and a yes."""
    event = access_own_decision(request.scope, event_id)
    known = Objection.objects.filter(event=event).first()
    form = ObjectionForm(request.POST or None)
    context: dict[str, Any] = {
        "event": pages_awards.decision(event),
        "own": pages_awards.own_objection(objection_lines([known])[0]) if known else None,
        "form": form,
        "due": due_on(event.award.institution_id),
    }
    if known is not None or request.method != "POST" or request.POST.get("step") == "change":
        return render(request, "lms/certificates/objection_form.html", context)
    if not form.is_valid():
        return render(request, "lms/certificates/objection_form.html", context, status=422)
    if request.POST.get("step") != "send":
        return render(request, "lms/certificates/objection_confirm.html", context)
    object_to(event_id=event_id, by=request.person.pk, text=form.cleaned_data["text"])
    messages.success(request, _("Your request is here. We write to you when it is answered."))
    return redirect("lms:certificates:objection-form", event_id)


@policy(PERSON, sample=DECISION)
@require_POST
def objection_withdraw(request: AuthedRequest, event_id: int) -> HttpResponse:
    """The holder takes it back."""
    event = access_own_decision(request.scope, event_id)
    known = Objection.objects.filter(event=event).values_list("pk", flat=True).first()
    if known is not None:
        withdraw_objection(objection_id=known, by=request.person.pk)
        messages.success(request, _("Withdrawn. The decision stands."))
    return redirect("lms:certificates:objection-form", event_id)


@policy("decider", "reviewer")
@require_GET
def objection_list(request: AuthedRequest) -> HttpResponse:
    """Requests for review: those that wait, the most pressing first; or those that are over."""
    over = request.GET.get("show") == "over"
    found = (closed_objections if over else open_objections)(request.person.pk)
    page = Paginator(found, PAGE).get_page(request.GET.get("page", "1")[:6])
    rows = [pages_awards.objection(line) for line in objection_lines(page)]
    context = {"page": page, "rows": rows, "over": over, "show": "over" if over else ""}
    return render(request, "lms/certificates/objection_list.html", context)


@policy("decider", "reviewer", sample=ONE)
@require_http_methods(["GET", "POST"])
def objection_answer(request: AuthedRequest, objection_id: int) -> HttpResponse:
    """One request: what the holder writes, what was decided, and the answer."""
    found = access_objection(request.scope, objection_id)
    line = objection_lines([found])[0]
    form = ObjectionAnswerForm(request.POST or None)
    context: dict[str, Any] = {
        "one": pages_awards.objection(line), "event": pages_awards.decision(found.event), "form": form,
        "hand": request.person.pk in line.hands or request.person.pk == line.holder_id,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "lms/certificates/objection_answer.html", context)
    if not form.is_valid():
        return render(request, "lms/certificates/objection_answer.html", context, status=422)
    service = uphold_objection if form.cleaned_data["upheld"] == "yes" else dismiss_objection
    try:
        motion = service(objection_id=objection_id, by=request.person.pk, answer=form.cleaned_data["answer"])
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return render(request, "lms/certificates/objection_answer.html", context, status=refused.status)
    said = _("Answered, and the holder is told.")
    messages.success(request, f"{said} {_('A second person now has to agree.')}" if motion else said)
    return redirect("lms:certificates:award-detail", line.award_id)


@policy(PERSON, sample={"award_id": "own_award_id"})
@require_POST
def renewal_open(request: AuthedRequest, award_id: int) -> HttpResponse:
    """The holder begins the renewal: the courses again, in the next round."""
    access_own_award(request.scope, award_id)
    try:
        open_renewal(award_id=award_id, by=request.person.pk)
    except LmsError as refused:
        messages.error(request, refused.sentence())
        return redirect("lms:certificates:certificate-list")
    messages.success(request, _("Your renewal is open. Below you see what it asks for."))
    return redirect("lms:certificates:certificate-list")
