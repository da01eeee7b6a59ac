"""Questions that read alike: the pairs, a look for more, and what a person says of a pair."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access.bank import READERS, access_likeness
from assessments.errors.bank import NothingToChange
from assessments.selectors.likenesses import open_pairs, pair_rows
from assessments.services.likenesses import look_key, request_look, settle_likeness
from assessments.views.bank import offer_undo
from lms.jobs.api import job_view_of
from lms.kernel.errors import Stale
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

PAGE = 10
ACTS = ("apart", "family", "retire-one", "retire-other")


@policy(*READERS)
@require_safe
def likeness_list(request: AuthedRequest) -> HttpResponse:
    """Pairs that read alike, the most alike first."""
    page = Paginator(open_pairs(), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": pair_rows(list(page)),
        "job": job_view_of(look_key()),
        "may_write": "author" in request.scope.roles,
    }
    return render(request, "lms/assessments/bank_alike.html", context)


@policy("author")
@require_POST
def likeness_look(request: AuthedRequest) -> HttpResponse:
    """Compare all questions, in the background."""
    request_look(by=request.person.pk)
    messages.success(request, _("The questions are being compared. Load this page again in a moment."))
    return redirect("lms:assessments:likeness-list")


@policy("author", sample={"pair_id": "likeness_id"})
@require_POST
def likeness_settle(request: AuthedRequest, pair_id: int) -> HttpResponse:
    """Not the same, variants of one question, or one of them is retired."""
    access_likeness(request.scope, pair_id)
    act = request.POST.get("act", "")
    if act not in ACTS:
        messages.error(request, _("Say what they are."))
        return redirect("lms:assessments:likeness-list")
    try:
        done = settle_likeness(pair_id=pair_id, act=act, by=request.person.pk)
    except (NothingToChange, Stale) as refused:
        messages.error(request, refused.sentence())
        return redirect("lms:assessments:likeness-list")
    words = {
        "apart": _("Kept apart: this pair is not shown again."),
        "family": _("They are one family now: a sheet asks at most one of them."),
    }.get(act, _("Retired. It can be brought back on its page."))
    messages.success(request, words)
    if done.items:
        offer_undo(request, words, done)
    return redirect("lms:assessments:likeness-list")
