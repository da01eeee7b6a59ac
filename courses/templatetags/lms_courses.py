"""Facts in templates: the short text and the legal basis, in the reader's language."""

from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from courses import differences
from courses.facts import LawAnswer
from courses.wording import date_in_words, kind_in_words, legal_basis, why_look_again_in_words

register = template.Library()


@register.filter
def fact_short(answer: LawAnswer) -> str:
    """What a table's cell says."""
    return answer.short_text((get_language() or "es")[:2])


@register.filter
def fact_basis(answer: LawAnswer) -> str:
    """«Ley 19.039, art. 24»."""
    return legal_basis(answer.law, answer.article)


@register.filter
def kind_name(kind: str) -> str:
    """What an item is, in words."""
    return kind_in_words(kind)


@register.filter
def date_words(value: str) -> str:
    """«6 de agosto de 2022»: as precise as the source."""
    return date_in_words(value)


@register.filter
def why_confirm(code: str) -> str:
    """Why something must be looked up again."""
    return why_look_again_in_words(code)


@register.filter
def block_name(kind: str) -> str:
    """What a block of a section is, in words."""
    return differences.block_name(kind)


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
