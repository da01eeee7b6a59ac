"""Awards for those who decide: a list, one with its history, and motions that take two people."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.access.awards import access_award, access_motion
from certificates.forms.awards import AnswerForm, MoveForm
from certificates.pages import awards as pages_awards
from certificates.selectors.awards import SHOWS, AwardPage, award_page, award_rows, found_awards
from certificates.services.deciding import MOVES
from certificates.services.motions import carry_motion, move_award, refuse_motion, withdraw_motion
from certificates.standing import Act
from lms.institutions import api as institutions
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

ONE = {"award_id": "award_id"}
MOTION = {"motion_id": "motion_id"}
PAGE = 50


@policy("decider", "reviewer")
@require_GET
def award_list(request: AuthedRequest) -> HttpResponse:
    """Every award, found by the holder's name or the certificate's number."""
    query = request.GET.get("q", "").strip()[:80]
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    page = Paginator(found_awards(request.person.pk, query, show), PAGE).get_page(request.GET.get("page", "1")[:6])
    context = {"page": page, "rows": pages_awards.lines(award_rows(page)), "query": query, "show": show}
    return render(request, "lms/certificates/award_list.html", context)


@policy("decider", "reviewer", sample=ONE)
@require_GET
def award_detail(request: AuthedRequest, award_id: int) -> HttpResponse:
    """One award: what it rests on, what was decided about it, what waits for an answer."""
    access_award(request.scope, award_id)
    return _detail(request, award_page(award_id))


@policy("decider", sample=ONE)
@require_http_methods(["GET", "POST"])
def award_move(request: AuthedRequest, award_id: int) -> HttpResponse:
    """Move something: a form, a look at what follows, a yes. Nothing changes until a second person agrees."""
    access_award(request.scope, award_id)
    found = award_page(award_id)
    acts = [act for act, states in MOVES.items() if found.award.state in states]
    context: dict[str, Any] = {"page": pages_awards.whole(found), "award": found.award}
    form = MoveForm(request.POST or None, acts=acts, zone=found.zone)
    context["form"] = form
    if request.method != "POST" or request.POST.get("step") == "change":
        return render(request, "lms/certificates/award_move.html", context)
    if not form.is_valid():
        return render(request, "lms/certificates/award_move.html", context, status=422)
    facts = form.facts()
    if request.POST.get("step") != "send":
        context["move"] = pages_awards.move_in_words(facts, found.zone)
        return render(request, "lms/certificates/award_move_confirm.html", context)
    try:
        move_award(award_id=award_id, by=request.person.pk, **facts)
    except LmsError as refused:
        form.add_error(None, refused.sentence())
        return render(request, "lms/certificates/award_move.html", context, status=refused.status)
    messages.success(request, _("Moved. The certificate stays as it is until a second person agrees."))
    return redirect("lms:certificates:award-detail", award_id)


@policy("decider", "reviewer", sample=MOTION)
@require_POST
def motion_carry(request: AuthedRequest, motion_id: int) -> HttpResponse:
    """The second person agrees: it is done."""
    motion = access_motion(request.scope, motion_id)
    try:
        carry_motion(motion_id=motion_id, by=request.person.pk, answer=request.POST.get("answer", "")[:1000])
    except LmsError as refused:
        return _detail(request, award_page(motion.award_id), problem=refused)
    messages.success(request, _("Done. Its public page says so from now on, and its holder is told."))
    return redirect("lms:certificates:award-detail", motion.award_id)


@policy("decider", "reviewer", sample=MOTION)
@require_POST
def motion_refuse(request: AuthedRequest, motion_id: int) -> HttpResponse:
    """The second person does not agree, and says why."""
    motion = access_motion(request.scope, motion_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, award_page(motion.award_id), refuse=form)
    try:
        refuse_motion(motion_id=motion_id, by=request.person.pk, answer=form.cleaned_data["answer"])
    except LmsError as refused:
        return _detail(request, award_page(motion.award_id), problem=refused)
    messages.success(request, _("Refused. The certificate stays as it is, and your answer is kept."))
    return redirect("lms:certificates:award-detail", motion.award_id)


@policy("decider", sample=MOTION)
@require_POST
def motion_withdraw(request: AuthedRequest, motion_id: int) -> HttpResponse:
    """Who moved it takes it back."""
    motion = access_motion(request.scope, motion_id)
    try:
        withdraw_motion(motion_id=motion_id, by=request.person.pk)
    except LmsError as refused:
        return _detail(request, award_page(motion.award_id), problem=refused)
    messages.success(request, _("Withdrawn. The certificate stays as it is."))
    return redirect("lms:certificates:award-detail", motion.award_id)


def _detail(
    request: AuthedRequest, found: AwardPage, *, refuse: AnswerForm | None = None, problem: LmsError | None = None
) -> HttpResponse:
    person = request.person.pk
    context = {
        "page": pages_awards.whole(found),
        "award": found.award,
        "refuse": refuse or AnswerForm(),
        "wrong": refuse,
        "problem": problem.sentence() if problem else "",
        "decides": request.scope.decider,
        "new_name": pages_awards.new_name(found) if request.scope.decider else "",
        "mine": found.open_motion is not None and found.open_motion.by_id == person,
        "may_move": request.scope.decider
        and found.open_motion is None
        and any(found.award.state in states for states in MOVES.values()),
        "other_decides": _other_decides(request, found),
        "reinstates": found.open_motion is not None and found.open_motion.act == Act.REINSTATED,
    }
    return render(
        request, "lms/certificates/award_detail.html", context, status=problem.status if problem else 422 if refuse else 200
    )


def _other_decides(request: AuthedRequest, found: AwardPage) -> bool:
    """Whether the open motion needs a decider: a reviewer moved it, and this reader is no decider."""
    motion = found.open_motion
    return motion is not None and not request.scope.decider and not institutions.scope(motion.by_id).decider
