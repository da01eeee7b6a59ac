"""Pages on many people's progress: an institution's cohorts, one cohort's matrix, the programme."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from certificates import api as certificates
from courses import api as courses
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Country
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.reporting.forms import CohortFilterForm

PAGE = 50


@require_safe
@policy("coordinator", "facilitator", "administrator")
def cohort_list(request: AuthedRequest) -> HttpResponse:
    """The cohorts a person coordinates or facilitates."""
    scope = request.scope
    places = institutions.institution_cards(sorted(scope.coordinator_of | scope.facilitator_of))
    groups = []
    for place in places.values():
        cohorts = [
            card
            for card in institutions.cohorts_of(place.id)
            if place.id in scope.coordinator_of or card.id in scope.facilitator_cohorts
        ]
        groups.append({"place": place, "cohorts": cohorts, "coordinates": place.id in scope.coordinator_of})
    return render(request, "lms/reporting/cohort_list.html", {"groups": groups})


@require_safe
@policy("coordinator", "facilitator", "administrator", sample={"cohort_id": "cohort"})
def cohort_detail(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """One cohort in one of its courses: counts, filters and the matrix."""
    cohort = institutions.cohort_in_reach(request.scope, cohort_id)
    taken = courses.cohort_courses(cohort_id)
    chosen = next((pk for pk, _titles in taken if str(pk) == request.GET.get("course")), taken[0][0] if taken else None)
    form = CohortFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    number = max(1, int(page)) if (page := request.GET.get("page", "1")).isdecimal() and len(page) < 6 else 1
    matrix = count = updates = None
    if chosen is not None:
        matrix = courses.cohort_matrix(
            chosen, query=wanted.get("q", ""), state=wanted.get("state", ""), order=wanted.get("order") or "name",
            offset=(number - 1) * PAGE, limit=PAGE,
        )  # fmt: skip
        count = courses.cohort_count(chosen)
        updates = courses.figures_of_cohort_course(chosen)
    return render(
        request,
        "lms/reporting/cohort_detail.html",
        {
            "cohort": cohort, "place": institutions.institution_card(cohort.institution_id), "taken": taken, "chosen": chosen,
            "matrix": matrix, "count": count, "updates": updates, "form": form, "lines": _lines(matrix) if matrix else [],
            "page": Paginator(range(matrix.total), PAGE).get_page(number) if matrix else None,
            "coordinates": cohort.institution_id in request.scope.coordinator_of,
            "teaches": bool(request.scope.roles & {"facilitator", "coordinator"}),
        },
    )  # fmt: skip


_CELLS = {
    "": ("open", "off"), "started": ("half", "on"), "waiting": ("wait", "warn"), "failed": ("fail", "bad"),
    "passed": ("done", "ok"), "recognised": ("done", "ok"),
}  # fmt: skip


def _lines(matrix: courses.Matrix) -> list[dict[str, object]]:
    says = {
        "": gettext("Not begun"), "started": gettext("Under way"), "waiting": gettext("Being assessed"),
        "failed": gettext("Not passed yet"), "passed": gettext("Done"), "recognised": gettext("Recognised"),
    }  # fmt: skip
    lines = []
    for row in matrix.rows:
        cells = []
        for unit in matrix.units:
            state, score = row.cells.get(unit.unit_id, ("", None))
            drawing, tone = _CELLS[state]
            cells.append({"icon": drawing, "tone": tone, "says": says[state], "score": score})
        lines.append({"row": row, "cells": cells})
    return lines


@require_safe
@policy("reviewer", "decider", "focal", "administrator")
def programme(request: AuthedRequest) -> HttpResponse:
    """The programme today: enrolments and certificates by country, the same definitions for each."""
    awards = certificates.counts_by_country()
    lines: list[dict[str, Any]] = []
    counts = {country: (active, completed, places) for country, active, completed, places in courses.programme_counts()}
    for country in Country:
        active, completed, places = counts.get(country.value, (0, 0, 0))
        held = awards.get(country.value, {})
        lines.append(
            {
                "country": country.label, "active": active, "completed": completed, "places": places,
                "granted": held.get("granted", 0) + held.get("reduced", 0), "suspended": held.get("suspended", 0),
                "revoked": held.get("revoked", 0),
            }
        )  # fmt: skip
    totals = {key: sum(line[key] for line in lines) for key in ("active", "completed", "places", "granted", "revoked")}
    names = [in_language(card.names) for card in institutions.institution_cards(None).values()]
    return render(request, "lms/reporting/programme.html", {"lines": lines, "totals": totals, "institutions": names})
