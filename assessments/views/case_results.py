"""What a group reached in a case: for those who teach and coordinate it, once results are out."""

import csv
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header, urlencode
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from assessments.access.dues import access_group_case
from assessments.selectors import case_results as selectors
from assessments.selectors.releases import batch_url
from lms.kernel.http import AuthedRequest
from lms.kernel.policy import policy

TEACHERS: Final = ("facilitator", "coordinator")
COHORT: Final = {"cohort_id": "cohort", "unit_id": "case_unit_id"}
PAGE: Final = 50


@require_safe
@policy(*TEACHERS, sample=COHORT)
def case_results(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """Who passed, with what score, which red flags; sorted, filtered, fifty a page."""
    cohort, _case, placed = access_group_case(request.scope, cohort_id, unit_id)
    with override(placed.time_zone):
        lines = selectors.case_lines(placed.cohort_course_id, unit_id)
        asked = _asked(request)
        page = Paginator(selectors.arranged(lines, **asked), PAGE).get_page(request.GET.get("page", "1")[:6])
        kept = {name: value for name, value in (("q", asked["query"]), ("state", asked["state"])) if value}
        facts: dict[str, Any] = {
            "cohort": cohort, "unit": placed.unit, "unit_id": unit_id, "sums": selectors.sums(lines), "page": page,
            "lines": [(one, selectors.appeal_words(one.last.appeal) if one.last else "") for one in page.object_list],
            "query": asked["query"], "state": asked["state"],
            "needed": placed.unit.config["pass_percent"] if placed.unit else "",
            "states": [(one, selectors.state_words(one)) for one in selectors.STATES],
            "heads": [_head(name, label, asked["order"], kept) for name, label in _heads()],
            "kept": urlencode(kept | ({"sort": asked["order"]} if asked["order"] != "name" else {})),
        }  # fmt: skip
        if cohort.institution_id in request.scope.coordinator_of:
            facts["release_url"] = batch_url(cohort.institution_id, unit_id, str(cohort_id))
        return render(request, "lms/assessments/case_results.html", facts)


@require_safe
@policy(*TEACHERS, sample=COHORT)
def case_results_file(request: AuthedRequest, cohort_id: int, unit_id: int) -> HttpResponse:
    """The list as a file for a spreadsheet, sorted and filtered as on the page; nothing about who scored."""
    cohort, _case, placed = access_group_case(request.scope, cohort_id, unit_id)
    with override(placed.time_zone):
        lines = selectors.arranged(selectors.case_lines(placed.cohort_course_id, unit_id), **_asked(request))
        rows = selectors.result_rows(lines)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark by which spreadsheets know UTF-8
    name = f"{pgettext('file name', 'case')}-{placed.unit.key if placed.unit else unit_id}-{cohort.key}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    csv.writer(response).writerows(rows)
    return response


def _asked(request: AuthedRequest) -> dict[str, str]:
    """What the address asks for; what can't be understood is left out."""
    query, state, order = (request.GET.get(name, "")[:100] for name in ("q", "state", "sort"))
    return {
        "query": query, "state": state if state in selectors.STATES else "",
        "order": order if order.removeprefix("-") in selectors.ORDERS else "name",
    }  # fmt: skip


def _heads() -> list[tuple[str, str]]:
    return [("name", _("Person")), ("state", _("State")), ("percent", _("Score reached"))]


def _head(name: str, label: str, order: str, kept: dict[str, str]) -> dict[str, str]:
    """A column's head: where pressing it leads, and how it is sorted now."""
    here, down = order.removeprefix("-") == name, order.startswith("-")
    url = "?" + urlencode(kept | {"sort": f"-{name}" if here and not down else name})
    return {"name": name, "label": label, "url": url, "sorted": ("descending" if down else "ascending") if here else ""}
