"""Scoring one script: the screen, what is typed kept, a summary, the score. The same for a letter at any of its stages and for
a reference script."""

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import letters, rubrics
from assessments.access import access_held, access_leased, access_open_script
from assessments.clock import say_time, say_when
from assessments.errors import LeaseLost, QualifyFirst, ScriptScored, SubmissionNotFound
from assessments.forms.score_fields import progress_words, remark_fields, rubric_fields
from assessments.forms.scores import ScoreForm, draft_of_score, from_draft, read_score
from assessments.models import Allocation
from assessments.selectors import scripts as selectors
from assessments.selectors.discussions import last_score
from assessments.selectors.saved_comments import Phrase, phrases_of
from assessments.services.saved_comments import count_used, save_comment
from assessments.services.scoring_letters import keep_draft, record_score, release_lease
from assessments.views.scripts import SCRIPT, take_next
from lms.kernel.http import AuthedRequest, wants_json
from lms.kernel.policy import policy

SALT = "lms.assessments.script"


def keeps_what_was_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """When a script is not the assessor's any more, what they typed comes back, to be copied. The form carries a signed word
    that it was served to them; without it a script that is not theirs is not found."""

    @wraps(view)
    def guarded(request: AuthedRequest, ref: str) -> HttpResponse:
        try:
            return view(request, ref)
        except (LeaseLost, ScriptScored, SubmissionNotFound) as error:
            if not _was_served(request, ref):
                raise
            lost = error if isinstance(error, (LeaseLost, ScriptScored)) else LeaseLost(ref=ref)
            if wants_json(request):
                return JsonResponse({"error": type(lost).__name__, "sentence": lost.sentence()}, status=lost.status)
            typed = [request.POST[name] for name in request.POST if name.startswith(("comment", "remark-", "new-text"))]
            facts = {"ref": ref, "sentence": lost.sentence(), "typed": [text for text in typed if text.strip()]}
            return render(request, "lms/assessments/script_lost.html", facts, status=lost.status)

    return guarded


def _served(request: HttpRequest, ref: str) -> str:
    return signing.dumps([ref, request.person.pk], salt=SALT)  # type: ignore[attr-defined]


def _was_served(request: HttpRequest, ref: str) -> bool:
    try:
        return bool(signing.loads(request.POST.get("served", ""), salt=SALT) == [ref, request.person.pk])  # type: ignore[attr-defined]
    except signing.BadSignature:
        return False


@policy("assessor", sample=SCRIPT)
@require_GET
def script_form(request: AuthedRequest, ref: str) -> HttpResponse:
    """A leased letter on the left, the rubric on the right, as they were left."""
    lease = access_leased(request.scope, ref)
    draft = lease.draft
    if lease.discussing and not draft:
        draft = draft_of_score(last_score(lease), selectors.script_of(lease).config["rubric"])
    return _script_page(request, lease, from_draft(draft, lease.fence))


def _script_page(request: HttpRequest, lease: Allocation, form: ScoreForm, *, status: int = 200) -> HttpResponse:
    script = selectors.script_page(lease, form.anchors)
    phrases = _phrases(request, lease)
    facts = {
        "script": script,
        "served": _served(request, script["ref"]),
        "total": letters.words_of(script["letter"]),
        "until": say_when(script["until"]) if lease.discussing else say_time(script["until"]),
        "kept": bool(lease.draft),
        **rubric_fields(script["rubric"], form, phrases),
        **remark_fields(script["rubric"], form),
    }
    return render(request, "lms/assessments/script_form.html", facts, status=status)


def _phrases(request: HttpRequest, lease: Allocation) -> list[Phrase]:
    config = selectors.script_of(lease).config
    return phrases_of(request.person.pk, config["case"]["key"], config["rubric"])  # type: ignore[attr-defined]


def _refuse_unqualified(request: AuthedRequest, lease: Allocation) -> None:
    """The right to score the case may have been taken back since the script was."""
    if not selectors.may_score(request.scope, selectors.script_of(lease)):
        raise QualifyFirst


def _read(request: HttpRequest, lease: Allocation, *, add: bool = True) -> ScoreForm:
    script = selectors.script_of(lease)
    words = {one.value: one.text for one in _phrases(request, lease)}
    return read_score(request.POST, script.config["rubric"], texts=letters.texts_of(script.letter), phrases=words, add=add)


def _keep(request: HttpRequest, lease: Allocation, form: ScoreForm) -> bool:
    return keep_draft(
        allocation_id=lease.pk, assessor_id=request.person.pk, fence=form.fence, draft=form.draft()  # type: ignore[attr-defined]
    )  # fmt: skip


@policy("assessor", sample=SCRIPT)
@require_POST
@keeps_what_was_typed
def script_draft(request: AuthedRequest, ref: str) -> HttpResponse:
    """Keep what is typed so far. `do`: add a remark, drop one, or keep a comment as a phrase to use again."""
    lease = access_held(request.scope, ref)
    act, _dash, which = request.POST.get("do", "").partition("-")
    form = _read(request, lease, add=act == "add")
    if act == "drop" and which.isdigit():
        form.anchors = [one for number, one in enumerate(form.anchors, start=1) if number != int(which[:4])]
    if "new-quote" in form.errors:
        form.errors = {"new-quote": form.errors["new-quote"]}
        return _script_page(request, lease, form, status=422)
    kept = _keep(request, lease, form)
    if act == "keep":
        case_key = selectors.script_of(lease).config["case"]["key"]
        save_comment(person_id=request.person.pk, case_key=case_key, criterion=which, text=form.comments.get(which, ""))
    if wants_json(request):
        rubric = selectors.script_of(lease).config["rubric"]
        said = _("Kept {when}").format(when=say_time(timezone.now())) if kept else _("Too much to keep: shorten a comment.")
        return JsonResponse({"saved": said, "progress": progress_words(form, rubric)}, status=200 if kept else 413)
    if not kept:
        form.errors = {"comment": _("Too much to keep: shorten a comment.")}
        return _script_page(request, lease, form, status=413)
    place = {"add": "#remarks", "drop": "#remarks", "keep": f"#level-{which}"}.get(act, "#rubric")
    return redirect(reverse("lms:assessments:script-form", args=[ref]) + place)


@policy("assessor", sample=SCRIPT)
@require_POST
@keeps_what_was_typed
def script_review(request: AuthedRequest, ref: str) -> HttpResponse:
    """What the score comes to, before it stands. An incomplete form comes back with what is missing."""
    lease = access_held(request.scope, ref)
    _refuse_unqualified(request, lease)
    form = _read(request, lease)
    _keep(request, lease, form)
    if form.errors:
        return _script_page(request, lease, form, status=422)
    script = selectors.script_of(lease)
    rubric = script.config["rubric"]
    percent = rubrics.percent_by(rubric, form.picks)
    facts: dict[str, Any] = {
        "ref": ref,
        "titles": script.titles,
        "country": script.country,
        "percent": percent,
        "needed": script.config["pass_percent"],
        "passed": rubrics.passes(
            percent_=percent, red_flags=form.red_flags, pass_percent=Decimal(script.config["pass_percent"])
        ),
        "at_once": selectors.releases_at_once(script),
        "fields": [*form.fields(), ("served", _served(request, ref))],
        **rubric_fields(rubric, form),
        **remark_fields(rubric, form),
    }
    return render(request, "lms/assessments/script_review.html", facts)


@policy("assessor", sample=SCRIPT)
@require_POST
@keeps_what_was_typed
def script_score(request: AuthedRequest, ref: str) -> HttpResponse:
    """Score. What was typed comes back with an incomplete form."""
    lease = access_held(request.scope, ref)
    _refuse_unqualified(request, lease)
    form = _read(request, lease)
    if form.errors:
        return _script_page(request, lease, form, status=422)
    record_score(
        allocation_id=lease.pk, assessor_id=request.person.pk, fence=form.fence, picks=form.picks,
        comments=form.comments, red_flags=form.red_flags, anchors=form.anchors,
    )  # fmt: skip
    case_key = selectors.script_of(lease).config["case"]["key"]
    count_used(person_id=request.person.pk, case_key=case_key, texts=[text for text in form.comments.values() if text])
    messages.success(request, _("The letter {ref} is scored.").format(ref=ref))
    return take_next(request) if request.POST.get("then") == "next" else redirect("lms:assessments:submission-list")


@policy("assessor", sample=SCRIPT)
@require_POST
def script_return(request: AuthedRequest, ref: str) -> HttpResponse:
    """Put a letter back into the queue; what is typed is kept for who puts it back."""
    script = access_open_script(request.scope, ref)
    if _was_served(request, ref) and script.assessor_id == request.person.pk:
        _keep(request, script, _read(request, script, add=False))
    release_lease(allocation_id=script.pk, assessor_id=request.person.pk)
    messages.success(request, _("The letter {ref} is back in the queue. What you had typed is kept for you.").format(ref=ref))
    return redirect("lms:assessments:submission-list")
