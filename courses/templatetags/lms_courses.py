"""Facts in templates: the short text and the legal basis, in the reader's language."""

from django import template
from django.utils.translation import get_language

from courses.facts import LawAnswer
from courses.wording import kind_in_words, legal_basis

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
