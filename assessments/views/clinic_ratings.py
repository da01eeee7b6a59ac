"""The public page of a link that the advisor hands over: three questions, no account, once."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.errors.clinic import RatingIncomplete
from assessments.services.clinic_ratings import answer_rating, open_rating
from lms.kernel.policy import PUBLIC, policy

RATED: Final = "lms_rated"
YEAR: Final = 365 * 86400  # seconds


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
            answer_rating(
                token=token,
                answers={name: request.POST.get(name, "") for name in ("useful", "clear", "next")},
                same_device=RATED in request.COOKIES or request.user.is_authenticated,
            )
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
    if facts.get("done"):  # says nothing but that this browser has rated once: a second rating from it is told apart
        response.set_cookie(RATED, "1", max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
