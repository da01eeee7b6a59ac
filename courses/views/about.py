"""What the content was checked against and what is still to be confirmed: for everybody, with and without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.selectors.content_about import content_about as about
from courses.views.reference_parts import language_now, sources_in_words
from courses.wording_reference import confirmer_in_words
from lms.kernel import conf
from lms.kernel.places import Country, Jurisdiction
from lms.kernel.policy import PUBLIC, policy, resolve


@require_safe
@policy(PUBLIC, why="whoever relies on the content may know how far it was checked")
def content_about(request: HttpRequest) -> HttpResponse:
    """Counts by country, what is in doubt, what people still have to confirm, the sources."""
    language = language_now()
    found = about(language)
    facts = {
        "about": found, "language": language,
        "countries": [
            (one, Country(one.country).label, [(confirmer_in_words(point.who), point.what) for point in one.points])
            for one in found.countries
        ],
        "everywhere": [(confirmer_in_words(point.who), point.what) for point in found.everywhere],
        "sources": [(code, Jurisdiction(code).label, sources_in_words(cards)) for code, cards in found.sources],
        "rules": "reference" if resolve(request) else "toolkit" if conf.get("PUBLIC_TOOLKIT") else "",
    }  # fmt: skip
    return render(request, "lms/courses/content_about.html", facts)
