"""Certificates that are asked about: deciders look, keep, or go on to revoking by two people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from certificates.access.certificates import access_questioned
from certificates.forms.questions import KeepForm, ProposeForm
from certificates.selectors.questions import open_awards, questioned
from certificates.services.questioning import approve_revocation, keep_award, propose_revocation
from certificates.wording.certificates import reason_in_words
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

ONE = {"award_id": "questioned_award"}
PAGE = 50


@policy("decider", "reviewer")
@require_GET
def question_list(request: AuthedRequest) -> HttpResponse:
    """Certificates that rest on something that was revised, the one that waits longest first."""
    page = Paginator(open_awards(request.person.pk), PAGE).get_page(request.GET.get("page", "1")[:6])
    rows = questioned(list(page))
    return render(request, "lms/certificates/question_list.html", {"page": page, "rows": rows})


@policy("decider", "reviewer", sample=ONE)
@require_GET
def question_detail(request: AuthedRequest, award_id: int) -> HttpResponse:
    """One of them: what changed, and what can be done."""
    return _page(request, award_id)


@policy("decider", sample=ONE)
@require_POST
def question_keep(request: AuthedRequest, award_id: int) -> HttpResponse:
    """Keep it, because …"""
    access_questioned(request.scope, award_id)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _page(request, award_id, keep=form)
    keep_award(award_id=award_id, by=request.person.pk, because=form.cleaned_data["because"])
    messages.success(request, _("The certificate stays as it is. Your reason is kept with it."))
    return redirect("lms:certificates:question-list")


@policy("decider", sample=ONE)
@require_POST
def question_propose(request: AuthedRequest, award_id: int) -> HttpResponse:
    """Propose to revoke it: nothing changes until a second person agrees."""
    access_questioned(request.scope, award_id)
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return _page(request, award_id, propose=form)
    given = form.cleaned_data
    propose_revocation(award_id=award_id, by=request.person.pk, reason_class=given["reason_class"], note=given["note"])
    messages.success(request, _("Proposed. The certificate stays as it is until a second person agrees."))
    return redirect("lms:certificates:question-detail", award_id)


@policy("decider", "reviewer", sample=ONE)
@require_POST
def question_approve(request: AuthedRequest, award_id: int) -> HttpResponse:
    """The second person revokes it."""
    access_questioned(request.scope, award_id)
    approve_revocation(award_id=award_id, by=request.person.pk)
    messages.success(request, _("Revoked. Its public page says so from now on, and its holder is told."))
    return redirect("lms:certificates:question-list")


def _page(
    request: AuthedRequest, award_id: int, *, keep: KeepForm | None = None, propose: ProposeForm | None = None
) -> HttpResponse:
    row = questioned([access_questioned(request.scope, award_id)])[0]
    context = {
        "row": row,
        "keep": keep or KeepForm(),
        "propose": propose or ProposeForm(),
        "wrong": keep or propose,
        "decides": request.scope.decider,
        "own": row.proposed_by == request.person.pk,
        "reason": reason_in_words(row.reason_class) if row.reason_class else "",
    }
    return render(request, "lms/certificates/question_detail.html", context, status=422 if keep or propose else 200)
