"""Is an institution ready? For its coordinators with the next steps, for WIPO all of them side by side."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates import api as certificates
from lms.institutions import api as institutions
from lms.kernel.http import AuthedRequest
from lms.kernel.places import Country
from lms.kernel.policy import policy
from lms.kernel.words import in_language
from lms.reporting.access import access_place
from lms.reporting.readiness import Readiness, readiness


@require_safe
@policy("coordinator", "administrator", sample={"institution_id": "institution"})
def institution_ready(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """The four points of one institution."""
    place = access_place(request.scope, institution_id)
    found = _of({place.id})[place.id]
    return render(request, "lms/reporting/institution_ready.html", {"place": place, "found": found})


@require_safe
@policy("reviewer", "decider", "focal", "administrator")
def programme_ready(request: AuthedRequest) -> HttpResponse:
    """All institutions; a focal point sees those of their country."""
    scope = request.scope
    whole = scope.reviewer or scope.decider or scope.administrator or "" in scope.focal_of
    places = institutions.institution_cards(None)
    mine = {pk: card for pk, card in places.items() if whole or card.country in scope.focal_of}
    wanted, show = request.GET.get("country", ""), request.GET.get("show", "")
    found = _of(set(mine))
    lines: list[dict[str, Any]] = [
        {"place": card, "name": in_language(card.names), "country": Country(card.country).label, "found": found[pk]}
        for pk, card in mine.items()
        if wanted in ("", card.country) and show in ("", "ready" if found[pk].ready else "open")
    ]
    lines.sort(key=lambda line: (str(line["country"]), line["name"].casefold()))
    facts = {
        "lines": lines, "countries": [(c.value, c.label) for c in Country], "wanted": wanted, "show": show,
        "ready": sum(one.ready for one in found.values()), "all": len(found),
    }  # fmt: skip
    return render(request, "lms/reporting/programme_ready.html", facts)


def _of(wanted: set[int]) -> dict[int, Readiness]:
    """Three queries, however many institutions."""
    holders = certificates.holders_by_institution(at=timezone.now())
    teach = institutions.facilitators_by_institution()
    papers = institutions.documents_of()
    today = timezone.localdate()
    return {
        pk: readiness(advisors=holders.get(pk, 0), supervisors=teach.get(pk, 0), documents=papers.get(pk, []), on=today)
        for pk in wanted
    }
