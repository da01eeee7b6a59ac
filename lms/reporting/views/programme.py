"""The programme, for those who look after it: what waits for them, four countries side by side, the trend."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates import api as certificates
from courses import api as courses
from lms.exports import api as exports
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Country
from lms.kernel.policy import policy
from lms.reporting import api
from lms.reporting.programme_page import programme_page
from lms.reporting.programme_table import PROGRAMME

_COUNTED: Final = ("active", "completed", "places", "granted", "suspended", "revoked")


@require_safe
@policy("reviewer", "decider", "focal", "administrator")
def programme(request: AuthedRequest) -> HttpResponse:
    """The programme now (enrolments, certificates) and in a quarter (figures with their n), the same definitions for each."""
    scope = request.scope
    whole = scope.reviewer or scope.decider or scope.administrator
    facts = {
        **_now(), "page": programme_page(request.GET.get("quarter", "")), "todos": api.todo(scope)[:6],
        "names": [country.label for country in Country], "figures_file": exports.offer(PROGRAMME),
        "enrolments_file": exports.offer("courses.enrolments") if whole else None,
    }  # fmt: skip
    return render(request, "lms/reporting/programme.html", facts)


def _now() -> dict[str, Any]:
    """What is counted on the spot: two GROUP BYs over summaries and awards."""
    awards = certificates.counts_by_country()
    counts = {country: (active, completed, places) for country, active, completed, places in courses.programme_counts()}
    lines: list[dict[str, Any]] = []
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
    totals = {key: sum(line[key] for line in lines) for key in _COUNTED}
    return {"lines": lines, "totals": totals, "institutions": len(institutions.institution_cards(None))}
