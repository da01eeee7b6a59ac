"""Facts in templates: the short text and the legal basis, in the reader's language."""

from django import template
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
