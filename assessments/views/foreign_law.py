"""How often people answer with another country's law: for the programme, and of one's own group."""

import csv
from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from assessments.selectors.foreign_law_page import foreign_law_file, foreign_law_page
from lms.institutions.api import cohort_in_reach
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

PAGE: Final = "lms/assessments/analysis_foreign_law.html"
COHORT: Final = {"cohort_id": "cohort"}


@policy("author", "reviewer")
@require_GET
def foreign_law(request: AuthedRequest) -> HttpResponse:
    """All institutions together; who reviews sees each group too."""
    return render(request, PAGE, foreign_law_page(cohort=None, by_group=_reviews(request)))


@policy("author", "reviewer")
@require_GET
def foreign_law_csv(request: AuthedRequest) -> HttpResponse:
    """The same as a file."""
    return _file(foreign_law_file(cohort=None, by_group=_reviews(request)), "")


@policy("facilitator", "coordinator", sample=COHORT)
@require_GET
def cohort_foreign_law(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """One's own group."""
    return render(request, PAGE, foreign_law_page(cohort=cohort_in_reach(request.scope, cohort_id)))


@policy("facilitator", "coordinator", sample=COHORT)
@require_GET
def cohort_foreign_law_csv(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """The same as a file."""
    cohort = cohort_in_reach(request.scope, cohort_id)
    return _file(foreign_law_file(cohort=cohort), f"-{cohort.key}")


def _reviews(request: AuthedRequest) -> bool:
    return "reviewer" in request.scope.roles


def _file(rows: Sequence[Sequence[Any]], suffix: str) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark by which spreadsheets know UTF-8
    name = f"{pgettext('file name', 'foreign-law')}{suffix}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    csv.writer(response).writerows(rows)
    return response
