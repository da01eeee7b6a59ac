"""The page on which two assessors look at one letter together, as A and B."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.access import access_discussion
from assessments.clock import say_when
from assessments.errors.scoring import NoteRefused
from assessments.models import Allocation
from assessments.selectors.discussions import discussion_page
from assessments.services.discussing import LONGEST_NOTE, write_note
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

TALK = {"ref": "discussed_ref"}


@policy("assessor", sample=TALK)
@require_GET
def script_discussion(request: AuthedRequest, ref: str) -> HttpResponse:
    """Both scores side by side, what each wrote, and the way back to the rubric."""
    return _page(request, access_discussion(request.scope, ref))


def _page(request: AuthedRequest, mine: Allocation, *, typed: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    page = discussion_page(mine)
    assert mine.submission is not None
    facts = {
        **page,
        "ref": mine.submission.ref,
        "titles": mine.submission.unit_version.titles,
        "country": mine.submission.enrolment.country,
        "until_words": say_when(page["until"]),
        "days": max(0, (page["until"] - timezone.now()).days),
        "longest": LONGEST_NOTE,
        "typed": typed,
        "problem": problem,
    }
    return render(request, "lms/assessments/script_discussion.html", facts, status=status)


@policy("assessor", sample=TALK)
@require_POST
def script_note(request: AuthedRequest, ref: str) -> HttpResponse:
    """Write to the other one."""
    mine = access_discussion(request.scope, ref)
    text = request.POST.get("text", "")
    try:
        write_note(allocation_id=mine.pk, assessor_id=request.person.pk, text=text)
    except NoteRefused as error:
        return _page(request, mine, typed=text, problem=error.sentence(), status=error.status)
    messages.success(request, _("Your note is there for the other assessor."))
    return redirect("lms:assessments:script-discussion", ref)
