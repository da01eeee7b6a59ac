"""Figures of clinics: all of them inside an institution; counts that tell of nobody for the programme. Both as files too."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from assessments.access.clinics import access_house
from assessments.clinics.bars import bars
from assessments.selectors import clinic_figures_page as pages
from lms.institutions.api import institution_card
from lms.kernel.cells import safe_cell
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

HOUSE: Final = {"institution_id": "institution"}


@require_safe
@policy("coordinator", "facilitator", sample=HOUSE)
def institution_figures(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """Sessions by month, stage, sector, right, outcome and confirmation; what is open; what became of referrals; ratings."""
    place = institution_card(access_house(request.scope, institution_id))
    facts = pages.institution_page(institution_id, request.GET.get("clinic", ""))
    facts["charts"] = [
        {"figure": figure, "bars": bars([(line.label, line.count) for line in figure.lines])} for figure in facts["figures"]
    ]
    return render(request, "lms/assessments/clinic_figures.html", facts | {"place": place})


@require_safe
@policy("coordinator", "facilitator", sample=HOUSE)
def institution_file(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """The same as a file: figure, category, count. No code, no region, no name."""
    place = institution_card(access_house(request.scope, institution_id))
    facts = pages.institution_page(institution_id, request.GET.get("clinic", ""))
    rows: list[Sequence[Any]] = [(_("Figure"), _("Category"), _("Count"))]
    rows += [(figure.title, line.label, line.count) for figure in facts["figures"] for line in figure.lines]
    rows += [(_("Next steps and referrals"), label, count) for label, count in facts["followed"]]
    return _file(rows, f"{pgettext('file name', 'clinics')}-{place.key}")


@require_safe
@policy("reviewer", "decider")
def programme_figures(request: AuthedRequest) -> HttpResponse:
    """Confirmed sessions of a year by country, institution and category; small counts and what would give them away hidden."""
    facts = pages.programme_page(request.GET.get("year", ""))
    facts["charts"] = [
        {"table": table, "bars": bars(table.totals), "some": any(count for _label, count in table.totals)}
        for table in facts["tables"]
    ]
    return render(request, "lms/assessments/clinic_figures_programme.html", facts)


@require_safe
@policy("reviewer", "decider")
def programme_file(request: AuthedRequest) -> HttpResponse:
    """The same as a file; a hidden count is a word."""
    facts = pages.programme_page(request.GET.get("year", ""))
    return _file(pages.programme_rows(facts), f"{pgettext('file name', 'clinics')}-{facts['year'] or ''}")


def _file(rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark by which spreadsheets know UTF-8
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    csv.writer(response).writerows([safe_cell(cell) for cell in row] for row in rows)
    return response
