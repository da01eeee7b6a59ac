"""Pages on many people's progress: an institution's cohorts, one cohort's matrix, the programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from courses import api as courses
from lms.exports import api as exports
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.reporting import charts
from lms.reporting.access import access_rule
from lms.reporting.errors import RuleIsBroken, RuleNotFound
from lms.reporting.forms import CohortFilterForm
from lms.reporting.matrix_table import MATRIX
from lms.reporting.matrix_words import CELLS, cell_state, cell_words, legend
from lms.reporting.services.people_rules import people_of_rule

PAGE = 50
MOST_DIGITS = 18


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
    chosen = _chosen(request, taken)
    form = CohortFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    number = max(1, int(page)) if (page := request.GET.get("page", "1")).isdecimal() and len(page) < 6 else 1
    matrix = updates = None
    rule = _rule(request, cohort)
    if chosen is not None:
        matrix = courses.cohort_matrix(
            chosen, query=wanted.get("q", ""), state=wanted.get("state", ""), order=wanted.get("order") or "name",
            people=rule.people if rule else None, offset=(number - 1) * PAGE, limit=PAGE,
        )  # fmt: skip
        updates = courses.figures_of_cohort_course(chosen)
    return render(
        request,
        "lms/reporting/cohort_detail.html",
        {
            **_head(request, cohort, taken, chosen), "matrix": matrix, "count": matrix.count if matrix else None,
            "linked": [unit for unit in matrix.units if unit.url] if matrix else [],
            "updates": updates, "form": form, "lines": _lines(matrix) if matrix else [], "legend": legend(),
            "page": Paginator(range(matrix.total), PAGE).get_page(number) if matrix else None,
            "nudge": nudge_url(), "filter": urlencode({k: v for k, v in {**wanted, "rule": rule and rule.id}.items() if v}),
            "export": exports.offer(MATRIX, cohort_course=chosen, **wanted, rule=rule and rule.id) if chosen else None,
            "rule": rule,
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _ByRule:
    """The group by rule that narrows a table; `gone`: why it finds nobody."""

    id: int
    name: str
    people: frozenset[int]
    gone: str = ""


def _rule(request: AuthedRequest, cohort: institutions.CohortCard) -> _ByRule | None:
    """`?rule=`: of an institution one coordinates, and of no other. Raises RuleNotFound."""
    asked = request.GET.get("rule", "")
    if not asked.isdecimal() or len(asked) > MOST_DIGITS:
        return None
    row = access_rule(request.scope, int(asked))
    if row.institution_id != cohort.institution_id:
        raise RuleNotFound
    try:
        return _ByRule(row.pk, row.name, people_of_rule(row))
    except RuleIsBroken as broken:
        return _ByRule(row.pk, row.name, frozenset(), broken.sentence())


def _chosen(request: AuthedRequest, taken: Sequence[tuple[int, Any]]) -> int | None:
    """The course asked for, else the group's first."""
    return next((pk for pk, _titles in taken if str(pk) == request.GET.get("course")), taken[0][0] if taken else None)


def _head(request: AuthedRequest, cohort: institutions.CohortCard, taken: object, chosen: int | None) -> dict[str, object]:
    scope = request.scope
    return {
        "cohort": cohort, "place": institutions.institution_card(cohort.institution_id), "taken": taken, "chosen": chosen,
        "coordinates": cohort.institution_id in scope.coordinator_of, "here": request.path,
        "teaches": bool(scope.roles & {"facilitator", "coordinator"}),
    }  # fmt: skip


def nudge_url() -> str:
    """Where a message to people is written; '' when the site has no such page."""
    try:
        return reverse("lms:reporting:nudge")
    except NoReverseMatch:
        return ""


@require_safe
@policy("coordinator", "facilitator", "administrator", sample={"cohort_id": "cohort"})
def cohort_flow(request: AuthedRequest, cohort_id: int) -> HttpResponse:
    """A group's course over time: the funnel of modules, days to complete, who will finish, units a week."""
    cohort = institutions.cohort_in_reach(request.scope, cohort_id)
    taken = courses.cohort_courses(cohort_id)
    chosen = _chosen(request, taken)
    flow = courses.cohort_flow(chosen) if chosen is not None else None
    context = {**_head(request, cohort, taken, chosen), "flow": flow, **(flow_charts(flow) if flow else {})}
    return render(request, "lms/reporting/cohort_flow.html", context)


def flow_charts(flow: courses.Flow) -> dict[str, object]:
    """The two drawings of a group's figures."""
    people = flow.people
    steps = [(in_language(m.titles), m.begun, m.finished, f"{m.finished}/{m.begun}") for m in flow.modules]
    weeks = [(week, n) for week, n in flow.weeks]
    return {
        "funnel": charts.funnel(
            "funnel", gettext("Modules begun and finished"),
            gettext("One bar a module, of %(n)s people: light, who has begun it; dark, who has finished it.") % {"n": people},
            steps, people,
        ),
        "trend": charts.lines(
            "trend", gettext("Units passed a week"),
            gettext("A line over the last twelve weeks; the last week is not over."),
            [date_format(week, "d/m") for week, _n in weeks], [[float(n) for _week, n in weeks]],
        ),
    }  # fmt: skip


def _lines(matrix: courses.Matrix) -> list[dict[str, object]]:
    """A page has hundreds of cells and a few dozen that differ: each of these is drawn once."""
    says, template = cell_words(), get_template("lms/reporting/_matrix_cell.html")
    drawn: dict[tuple[str, Decimal | None], str] = {}
    lines = []
    for row in matrix.rows:
        cells = []
        for unit in matrix.units:
            looks = cell_state(row, unit.unit_id)
            if looks not in drawn:
                (state, score), (drawing, tone) = looks, CELLS[looks[0]]
                cell = {"icon": drawing, "tone": tone, "says": says[state], "score": score}
                drawn[looks] = template.render({"cell": cell})
            cells.append(drawn[looks])
        lines.append({"row": row, "cells": cells, "why": courses.risk_sentences(row.reasons)})
    return lines
