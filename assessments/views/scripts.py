"""Scoring: the queue, a letter on lease, the score. Nothing here says who wrote a letter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import letters
from assessments.access import access_leased, access_leased_attachment, access_open_script
from assessments.clock import say_time
from assessments.errors import QualifyFirst
from assessments.forms.scores import ScoreForm, read_score
from assessments.models import Allocation
from assessments.selectors import scripts as selectors
from assessments.services.scoring_letters import claim_letter, claim_seed, record_score, release_lease
from assessments.views.files import file_response
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

SCRIPT = {"ref": "script_ref"}


@policy("assessor")
@require_GET
def script_list(request: AuthedRequest) -> HttpResponse:
    """The letters that wait, by reference."""
    waiting = selectors.waiting_submissions(request.scope)
    facts = {
        "mine": [letter for letter in waiting if letter.mine],
        "waiting": [letter for letter in waiting if not letter.mine],
        "free": any(not letter.taken and not letter.mine for letter in waiting),
    }
    return render(request, "lms/assessments/submission_list.html", facts)


@policy("assessor", sample=SCRIPT)
@require_POST
def script_claim(request: AuthedRequest, ref: str) -> HttpResponse:
    """Take a letter on lease."""
    script = access_open_script(request.scope, ref)
    if not selectors.may_score(request.scope, selectors.script_of(script)):
        raise QualifyFirst
    if script.submission_id is None:
        claim_seed(allocation_id=script.pk, assessor_id=request.person.pk)
    else:
        claim_letter(submission_id=script.submission_id, assessor_id=request.person.pk)
    return redirect("lms:assessments:script-form", ref)


@policy("assessor", sample=SCRIPT)
@require_GET
def script_form(request: AuthedRequest, ref: str) -> HttpResponse:
    """A leased letter on the left, the rubric on the right."""
    return _script_page(request, access_leased(request.scope, ref), ScoreForm())


def _script_page(request: HttpRequest, lease: Allocation, form: ScoreForm, *, status: int = 200) -> HttpResponse:
    script = selectors.script_page(lease)
    facts = {
        "script": script,
        "costs": dict(letters.cost_words()),
        "total": letters.words_of(script["letter"]),
        "until": say_time(script["until"]),
        "flags": [_flag_field(flag, form) for flag in script["rubric"]["flags"]],
        "criteria": [_criterion_field(criterion, form) for criterion in script["rubric"]["criteria"]],
        "comment": form.comments.get("_", ""),
        "errors": form.errors,
    }
    return render(request, "lms/assessments/script_form.html", facts, status=status)


def _flag_field(flag: dict[str, Any], form: ScoreForm) -> dict[str, Any]:
    name = f"flag-{flag['id']}"
    sent = form.answered.get(flag["id"], "")
    return {"name": name, "titles": flag["titles"], "sent": sent, "error": form.errors.get(name, "")}


def _criterion_field(criterion: dict[str, Any], form: ScoreForm) -> dict[str, Any]:
    key = criterion["id"]
    return {
        "key": key,
        "titles": criterion["titles"],
        "weight": criterion["weight"],
        "levels": [{**level, "chosen": form.picks.get(key) == level["n"]} for level in criterion["levels"]],
        "comment": form.comments.get(key, ""),
        "error": form.errors.get(f"level-{key}", "") or form.errors.get(f"comment-{key}", ""),
    }


@policy("assessor", sample=SCRIPT)
@require_POST
def script_score(request: AuthedRequest, ref: str) -> HttpResponse:
    """Score and release. What was typed comes back with an incomplete form."""
    lease = access_leased(request.scope, ref)
    form = read_score(request.POST, selectors.script_of(lease).config["rubric"])
    if form.errors:
        return _script_page(request, lease, form, status=422)
    record_score(
        allocation_id=lease.pk, assessor_id=request.person.pk, fence=form.fence, picks=form.picks,
        comments=form.comments, red_flags=form.red_flags,
    )  # fmt: skip
    messages.success(request, _("The letter {ref} is scored.").format(ref=ref))
    return redirect("lms:assessments:submission-list")


@policy("assessor", sample=SCRIPT)
@require_POST
def script_return(request: AuthedRequest, ref: str) -> HttpResponse:
    """Put a letter back into the queue."""
    script = access_open_script(request.scope, ref)
    release_lease(allocation_id=script.pk, assessor_id=request.person.pk)
    messages.success(request, _("The letter {ref} is back in the queue.").format(ref=ref))
    return redirect("lms:assessments:submission-list")


@policy("assessor", sample=SCRIPT | {"file_ref": "attachment_ref"})
@require_GET
def script_file(request: AuthedRequest, ref: str, file_ref: str) -> HttpResponse:
    """A file of a leased letter, under a name without its writer's words."""
    submission, file = access_leased_attachment(request.scope, ref, file_ref)
    number = selectors.file_number(submission, str(file_ref))
    return file_response(file, selectors.script_file_name(ref, number, file.content_type))
