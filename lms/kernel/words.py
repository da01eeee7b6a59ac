"""Words kept in the data as `{"es": …, "en": …}`: how to choose, and how to say that one is missing. Words that people type."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

_NEVER: Final = re.compile("[\x00\ud800-\udfff]")


def in_language(words: Mapping[str, str] | None, language: str | None = None) -> str:
    """The words in `language` (default: the active one), else in Spanish, else whatever there is, else ''."""
    if not words:
        return ""
    wanted = (language or get_language() or "es")[:2]
    return words.get(wanted) or words.get("es") or next(iter(words.values()), "")


def say_moment(moment: datetime | None) -> str:
    """A moment in the reader's language and zone, fit to end a sentence: «23 de noviembre de 2026 a las 10:57», “5 am”.

    '' for none. Django's English ends in «a.m.»: with the full stop after it that is one dot too many.
    """
    if moment is None:
        return ""
    return date_format(localtime(moment), "DATETIME_FORMAT").replace("a.m.", "am").replace("p.m.", "pm")


def clean_text(text: str) -> str:
    """A text that a database can keep: Unix line ends, without NUL and halves of a surrogate pair (JSON lets them by)."""
    return _NEVER.sub("", text.replace("\r\n", "\n"))
