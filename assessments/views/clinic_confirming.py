"""A supervisor's page: declared sessions, confirmed one by one or many at once, not seen, not reached; and the way back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from assessments.access.clinic import access_supervised_session, reachable_sessions
from assessments.errors.clinic import BusinessNamed, CommentMissing, EndUnknown, ReasonNeeded
from assessments.forms.letters import read_revision
from assessments.models import ClinicSession
from assessments.selectors.clinic_confirming import settled_sessions, waiting_sessions
from assessments.selectors.clinic_ratings import rating_figures
from assessments.selectors.clinic_sessions import lines_of, session_page
from assessments.services.clinic_confirming import VERDICTS, settle_sessions, take_back
from lms.kernel.errors import LmsError
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

A_PAGE = 25
SESSION = {"session_id": "declared_session_id"}


@require_safe
@policy("facilitator")
def confirm_list(request: AuthedRequest) -> HttpResponse:
    """What waits to be confirmed, the oldest first; and what was settled lately."""
    page = Paginator(waiting_sessions(request.scope), A_PAGE).get_page(request.GET.get("page"))
    undo = request.session.pop("clinic-undo", [])
    houses = sorted(request.scope.facilitator_of) or sorted(
        {post.institution_id for post in request.scope.posts if post.cohort_id and post.role == "facilitator"}
    )
    facts = {
        "page": page, "lines": lines_of(page.object_list), "settled": lines_of(settled_sessions(request.scope)[:A_PAGE]),
        "undo": undo, "figures": rating_figures(houses[0]) if houses else None,
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_confirm_list.html", facts)


@require_POST
@policy("facilitator")
def confirm_many(request: AuthedRequest) -> HttpResponse:
    """Confirm all that were ticked, as they were read; the next page offers to undo it."""
    ticked = [read_revision(one) for one in request.POST.getlist("one")]
    mine = reachable_sessions(request.scope, ticked)
    seen = {pk: read_revision(request.POST.get(f"revision-{pk}")) for pk in mine}
    done = settle_sessions(seen=seen, verdict="confirmed", by=request.person.pk) if seen else []
    if done:
        request.session["clinic-undo"] = done
        said = ngettext("{n} session is confirmed.", "{n} sessions are confirmed.", len(done)).format(n=len(done))
        messages.success(request, said)
    if len(done) < len(ticked):
        said = _("Those that were changed or settled meanwhile are left as they are: look at them again.")
        messages.warning(request, said)
    if not ticked:
        messages.warning(request, _("Tick at least one session."))
    return redirect("lms:assessments:clinic-confirm-list")


@require_POST
@policy("facilitator")
def confirm_undo(request: AuthedRequest) -> HttpResponse:
    """Take back what was just confirmed: these sessions wait again."""
    asked = [read_revision(one) for one in request.POST.getlist("one")]
    mine = reachable_sessions(request.scope, asked)
    undone = take_back(session_ids=mine, why=_("Undone right after confirming."), by=request.person.pk, only_own=True)
    said = ngettext("{n} session waits again.", "{n} sessions wait again.", len(undone)).format(n=len(undone))
    messages.success(request, said)
    return redirect("lms:assessments:clinic-confirm-list")


@require_safe
@policy("facilitator", sample=SESSION)
def confirm_detail(request: AuthedRequest, session_id: int) -> HttpResponse:
    """One session, whole, and the three answers."""
    return _page(request, access_supervised_session(request.scope, session_id))


def _page(request: AuthedRequest, session: ClinicSession, refused: LmsError | None = None) -> HttpResponse:
    """With what was refused, and what was typed."""
    facts = {
        "session": session, "page": session_page(session), "waits": session.state == "declared", "refused": refused,
        "typed": {name: request.POST.get(name, "") for name in ("verdict", "comment", "why")},
    }  # fmt: skip
    return render(request, "lms/assessments/clinic_confirm.html", facts, status=refused.status if refused else 200)


@require_POST
@policy("facilitator", sample=SESSION)
def confirm_settle(request: AuthedRequest, session_id: int) -> HttpResponse:
    """Confirmed, not seen, not reached, with a comment."""
    session = access_supervised_session(request.scope, session_id)
    verdict = request.POST.get("verdict", "")
    if verdict not in VERDICTS:
        raise EndUnknown
    seen = {session.pk: read_revision(request.POST.get("revision"))}
    comment = request.POST.get("comment", "")[:2000]
    try:
        done = settle_sessions(seen=seen, verdict=verdict, comment=comment, by=request.person.pk)
    except (BusinessNamed, CommentMissing) as refused:
        return _page(request, session, refused)
    if not done:
        messages.warning(request, _("This session was changed or settled meanwhile: look at it again."))
        return redirect("lms:assessments:clinic-confirm", session_id)
    if verdict == "confirmed":
        request.session["clinic-undo"] = done
        messages.success(request, _("The session is confirmed."))
    else:
        messages.success(request, _("Noted. We write to the advisor with your comment."))
    return redirect("lms:assessments:clinic-confirm-list")


@require_POST
@policy("facilitator", sample=SESSION)
def confirm_take_back(request: AuthedRequest, session_id: int) -> HttpResponse:
    """A settled session waits again, with why."""
    session = access_supervised_session(request.scope, session_id)
    try:
        take_back(session_ids=[session.pk], why=request.POST.get("why", "")[:500], by=request.person.pk)
    except (BusinessNamed, ReasonNeeded) as refused:
        return _page(request, session, refused)
    messages.success(request, _("It waits to be confirmed again."))
    return redirect("lms:assessments:clinic-confirm", session_id)
