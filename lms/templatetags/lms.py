"""The few tags that templates need: icons, words in the reader's language, numbers as people write them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lms.kernel.words import in_language, say_moment

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One drawing of the sprite, hidden from screen readers: words always stand beside it."""
    return _drawn(name, _sprite(settings.STATIC_URL, settings.DEBUG, str(settings.STORAGES.get("staticfiles"))))


@lru_cache(maxsize=8)
def _sprite(*_settings: object) -> str:
    """The sprite's address: a page with a table has it hundreds of times, and finding it takes 0.1 ms."""
    return static("lms/icons.svg")


@lru_cache(maxsize=512)
def _drawn(name: str, sprite: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)


@register.filter
def words(value: Mapping[str, str] | None) -> str:
    """`{"es": …, "en": …}` in the active language."""
    return in_language(value)


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """Date and time in words that may end a sentence."""
    return say_moment(value)


@register.filter
def percent(value: Decimal | float | None, places: int = 0) -> str:
    """A percentage with a hard space, in the reader's decimal sign; a dash in words is the template's business."""
    if value is None:
        return ""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)  # `number_format` cuts, it does not round
    return f"{number_format(rounded, places)}\u00a0%"


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """`mapping[key]`, or '' when it is missing."""
    return (mapping or {}).get(key, "")
