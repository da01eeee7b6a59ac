"""Scoring written answers: what waits, and one attempt's answers. Nothing here says who wrote them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.access import access_hand_scorable
from assessments.errors import AnswerUnscored
from assessments.forms.essays import EssayForm, read_essay_scores
from assessments.selectors.attempts import written_answers
from assessments.selectors.essays import waiting_answers
from assessments.services.scoring_essays import HandScore, score_answers
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy


@policy("assessor", "facilitator")
@require_GET
def essay_list(request: AuthedRequest) -> HttpResponse:
    """What waits, the oldest first."""
    return render(request, "lms/assessments/essay_list.html", {"waiting": waiting_answers(request.scope)})


@policy("assessor", "facilitator", sample={"attempt_id": "waiting_attempt_id"})
@require_http_methods(["GET", "HEAD", "POST"])
def essay_form(request: AuthedRequest, attempt_id: int) -> HttpResponse:
    """One attempt's written answers, each with a score and a comment; sent, its result goes out."""
    attempt = access_hand_scorable(request.scope, attempt_id)
    answers = written_answers(attempt)
    form, status = EssayForm(), 200
    if request.method == "POST":
        form = read_essay_scores(request.POST, [answer["slot"] for answer in answers])
        if not form.errors:
            scores = {slot: HandScore(fraction, form.comments[slot]) for slot, fraction in form.fractions.items()}
            score_answers(attempt_id=attempt_id, scores=scores, by=request.person.pk)
            messages.success(request, _("Scored. The advisor has the result."))
            return redirect("lms:assessments:essay-list")
        status = AnswerUnscored.status
    for answer in answers:
        slot = answer["slot"]
        answer |= {
            "typed": form.typed.get(slot, ""),
            "comment": form.comments.get(slot, ""),
            "error": form.errors.get(slot, ""),
        }
    facts = {"attempt": attempt, "titles": attempt.unit_version.titles, "answers": answers, "errors": form.errors}
    return render(request, "lms/assessments/essay_form.html", facts, status=status)
