"""The public page of a mail to a holder: three questions, no account; changed until it closes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from assessments.errors.surveys import HolderIncomplete
from assessments.services.holder_questions import answer_holder, answer_of, open_ask
from assessments.surveys.holding import NUMBERS
from lms.kernel.policy import PUBLIC, policy


@require_http_methods(("GET", "HEAD", "POST"))
@policy(
    PUBLIC,
    sample={"token": "holder_token"},
    why="The link of the mail is the key: it shows what its holder answered and nobody's name.",
)
def holder_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer, or change it. The page names nobody."""
    ask = open_ask(token)
    facts = {"typed": answer_of(ask), "closes_at": ask.closes_at, "problem": "", "done": False}
    status = 200
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in ("gave", *NUMBERS)}
        try:
            answer_holder(token=token, raw=typed)
        except HolderIncomplete as gap:
            facts |= {"typed": typed, "problem": gap.sentence()}
            status = gap.status
        else:
            facts["done"] = True
    response = render(request, "lms/assessments/holder_answer.html", facts, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
