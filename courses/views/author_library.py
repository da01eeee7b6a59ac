"""The library: sections by country and language, facts by country, one of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from courses.access.ledger import may_propose
from courses.access.toolkit import access_fact, access_section
from courses.forms.author import PreviewForm, ShelfForm
from courses.selectors.fact_page import fact_view
from courses.selectors.library import (
    library_figures,
    modules_of_sections,
    section_view,
)
from courses.selectors.library_facts import fact_shelf, topics
from courses.selectors.library_matrix import section_shelf
from lms.kernel.places import COUNTRIES, Country, Language
from lms.kernel.policy import AuthedRequest, policy

READERS = ("author", "focal", "reviewer")


@policy(*READERS)
def item_list(request: AuthedRequest) -> HttpResponse:
    """Sections by country and language."""
    chosen = ShelfForm(request.GET).chosen()
    wanted = {name: chosen[name] for name in ("q", "module", "state", "of")}
    shelf = section_shelf(**wanted, page=chosen["page"] or 1)
    return render(
        request,
        "lms/courses/library_list.html",
        {
            "figures": library_figures(timezone.localdate()),
            "shelf": shelf,
            "chosen": chosen,
            "modules": modules_of_sections(),
            "countries": [Country(code) for code in COUNTRIES],
            "languages": list(Language),
            "may_write": "author" in request.scope.roles,
            **pages_of(request, shelf),
        },
    )


@policy(*READERS)
def fact_list(request: AuthedRequest) -> HttpResponse:
    """Facts by country."""
    chosen = ShelfForm(request.GET).chosen()
    shelf = fact_shelf(q=chosen["q"], topic=chosen["topic"], page=chosen["page"] or 1)
    countries = [Country(code) for code in COUNTRIES]
    context = {"shelf": shelf, "chosen": chosen, "topics": topics(), "countries": countries, **pages_of(request, shelf)}
    return render(request, "lms/courses/fact_list.html", context)


@policy(*READERS, sample={"item_id": "section_item_id"})
def section_detail(request: AuthedRequest, item_id: int) -> HttpResponse:
    """One section, previewed for a country and a language."""
    item = access_section(request.scope, item_id)
    usual = {"country": request.person.country or COUNTRIES[0], "language": item.language or Language.ES}
    form = PreviewForm({**usual, **{key: value for key, value in request.GET.items() if key in usual}})
    chosen = form.cleaned_data if form.is_valid() else usual
    view = section_view(item, country=chosen["country"], language=chosen["language"])
    here = reverse("lms:courses:section-detail", args=[item_id])
    choices = [
        {
            "url": f"{here}?{urlencode({**chosen, 'country': code})}",
            "country": Country(code),
            "current": code == chosen["country"],
        }
        for code in COUNTRIES
    ]
    tongues = [
        {"url": f"{here}?{urlencode({**chosen, 'language': code})}", "language": code, "current": code == chosen["language"]}
        for code in Language
    ]
    context = {
        "item": item,
        "view": view,
        "chosen": chosen,
        "countries": choices,
        "languages": tongues,
        "may_write": "author" in request.scope.roles,
    }
    return render(request, "lms/courses/section_detail.html", context)


@policy(*READERS, sample={"key": "fact_key"})
def fact_detail(request: AuthedRequest, key: str) -> HttpResponse:
    """One fact: what it says for each country, on what it rests, what rests on it."""
    fact = fact_view(access_fact(request.scope, key), timezone.localdate())
    proposes = {row.jurisdiction for row in fact.jurisdictions if may_propose(request.scope, row.jurisdiction)}
    return render(request, "lms/courses/fact_detail.html", {"fact": fact, "proposes": proposes})


def pages_of(request: HttpRequest, shelf: Any) -> dict[str, str]:
    """The addresses of the pages before and after, with the filters kept."""
    kept = {key: value for key, value in request.GET.items() if key != "page" and value}
    return {
        "before_url": f"?{urlencode({**kept, 'page': shelf.before})}" if shelf.before else "",
        "after_url": f"?{urlencode({**kept, 'page': shelf.after})}" if shelf.after else "",
    }
