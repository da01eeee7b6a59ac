"""The public page of a link that the advisor hands over: three questions, no account, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.errors.clinic import RatingIncomplete
from assessments.services.clinic_ratings import answer_rating, open_rating
from lms.kernel.policy import PUBLIC, policy


@require_http_methods(("GET", "HEAD", "POST"))
@policy(
    PUBLIC,
    sample={"token": "rating_token"},
    why="The link itself is the key: it answers once and shows nothing of the session.",
)
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Answer, or read that it was answered. Shows nothing of the session: whoever finds the link learns nothing."""
    open_rating(token)
    facts = {
        "five": [(n, words) for n, words in enumerate((
            _("Not at all"), _("A little"), _("So-so"), _("Quite"), _("Very much"),
        ), 1)],
        "next": [("yes", _("Yes")), ("no", _("No")), ("unsure", _("I am not sure yet"))],
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            answer_rating(token=token, answers={name: request.POST.get(name, "") for name in ("useful", "clear", "next")})
        except RatingIncomplete as gap:
            facts |= {
                "problem": gap.sentence(),
                "typed": {name: request.POST.get(name, "") for name in ("useful", "clear", "next")},
            }
            status = gap.status
        else:
            facts["done"] = True
    response = render(request, "lms/assessments/clinic_rate.html", facts, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
