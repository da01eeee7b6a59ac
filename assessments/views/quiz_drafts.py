"""A quiz's draft: what it asks, what stands in the way of publishing it, and a sheet to try."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.selectors.quiz_drafts import draft_quiz, tried_sheet
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

MOST_SEEDS: Final = 2**31


@policy("author", "reviewer", "focal", sample={"unit_id": "quiz_unit_id"})
@require_GET
def quiz_draft(request: AuthedRequest, unit_id: int) -> HttpResponse:
    """The draft with one sheet of a country: the same number gives the same sheet."""
    draft = draft_quiz(unit_id)
    country = request.GET.get("country", "")
    country = country if country in draft.countries else next(iter(draft.countries), "")
    seed = _seed(request.GET.get("sheet", ""))
    facts = {
        "draft": draft,
        "country": country,
        "seed": seed,
        "next_seed": (seed + 1) % MOST_SEEDS,
        "questions": tried_sheet(draft, country=country, seed=seed) if country else [],
        "may_publish": bool({"author", "reviewer"} & set(request.scope.roles)),
    }
    return render(request, "lms/assessments/quiz_draft.html", facts)


def _seed(text: str) -> int:
    return int(text) % MOST_SEEDS if text.isascii() and text.isdigit() and len(text) < 11 else 1
