"""Addresses of the toolkit's pages, signed in or public, for the reader's country."""

from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from lms.kernel.places import COUNTRIES, Country

register = template.Library()

_KEYED: Final = {"section", "stage", "topic", "comparison", "fact"}
_WITH_LIST: Final = {"resource": ("help", "#h-"), "term": ("glossary", "#w-"), "office": ("help", "#h-")}


@register.simple_tag(takes_context=True)
def ref(context: Any, kind: str, key: str = "") -> str:
    """The address of a page of the toolkit, in the quick reference or in the public pages, for the reader's country.

    Help resources and terms stand on a list: the address leads to their line.
    """
    reader = context["reader"]
    place, hook = _WITH_LIST.get(kind, (kind, ""))
    args = [key] if place in _KEYED else []
    tail = f"{hook}{key}" if hook and key else ""
    if reader.public:
        return reverse(f"lms:courses:toolkit-{place}", args=[reader.country.lower(), reader.language, *args]) + tail
    query = "" if reader.own else f"?country={reader.country}"
    return reverse(f"lms:courses:reference-{place}", args=args) + query + tail


@register.simple_tag(takes_context=True)
def country_links(context: Any) -> list[dict[str, Any]]:
    """The same page for each country: by its address in the public pages, by `?country=` in the quick reference."""
    reader, match = context["reader"], context["request"].resolver_match
    found = []
    for code in COUNTRIES:
        if reader.public:
            url = reverse(match.view_name, kwargs={**match.kwargs, "country": code.lower()})
        else:
            url = f"?{urlencode({**context['request'].GET.dict(), 'country': code})}"
        found.append({"code": code, "label": Country(code).label, "url": url, "current": code == reader.country})
    return found


@register.simple_tag(takes_context=True)
def paper_url(context: Any, kind: str, key: str) -> str:
    """The public address of a paper that lies ready; '' while it is not drawn."""
    reader = context["reader"]
    if f"{kind}:{key}" not in context.get("drawn", ()):
        return ""
    return reverse("lms:courses:toolkit-paper-file", args=[reader.country.lower(), reader.language, kind, key])
