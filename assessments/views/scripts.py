"""The queue of an assessor: see it, take a letter, open its files. Nothing here says who wrote a letter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessments.access import access_leased_attachment, access_open_script
from assessments.errors import QualifyFirst
from assessments.errors.scoring import NothingToTake
from assessments.selectors import script_queue
from assessments.selectors import scripts as selectors
from assessments.services.taking import take_first, take_script
from assessments.views.files import file_response
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

SCRIPT = {"ref": "script_ref"}


@policy("assessor")
@require_GET
def script_list(request: AuthedRequest) -> HttpResponse:
    """The letters that wait, by case and batch; `?case=` and `?country=` show some of them."""
    case, country = request.GET.get("case", "")[:80], request.GET.get("country", "")[:2]
    page = script_queue.queue_page(request.scope, case=case, country=country)
    return render(request, "lms/assessments/submission_list.html", page)


@policy("assessor")
@require_POST
def script_next(request: AuthedRequest) -> HttpResponse:
    """Take the next letter, by the rule that the page states."""
    return take_next(request)


def take_next(request: AuthedRequest) -> HttpResponse:
    """To the letter that is next for this assessor, or back to the queue with a word."""
    ref = take_first(scripts=script_queue.next_scripts(request.scope), assessor_id=request.person.pk)
    if ref:
        return redirect("lms:assessments:script-form", ref)
    messages.info(request, NothingToTake().sentence())
    return redirect("lms:assessments:submission-list")


@policy("assessor", sample=SCRIPT)
@require_POST
def script_claim(request: AuthedRequest, ref: str) -> HttpResponse:
    """Take a letter on lease."""
    script = access_open_script(request.scope, ref)
    if not selectors.may_score(request.scope, selectors.script_of(script)):
        raise QualifyFirst
    take_script(allocation_id=script.pk, assessor_id=request.person.pk)
    return redirect("lms:assessments:script-form", ref)


@policy("assessor", sample=SCRIPT | {"file_ref": "attachment_ref"})
@require_GET
def script_file(request: AuthedRequest, ref: str, file_ref: str) -> HttpResponse:
    """A file of a leased letter, under a name without its writer's words."""
    submission, file = access_leased_attachment(request.scope, ref, file_ref)
    number = selectors.file_number(submission, str(file_ref))
    return file_response(file, selectors.script_file_name(ref, number, file.content_type))
