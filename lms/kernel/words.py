"""Words kept in the data as `{"es": …, "en": …}`: how to choose, and how to say that one is missing."""

from collections.abc import Mapping

from django.utils.translation import get_language


def in_language(words: Mapping[str, str] | None, language: str | None = None) -> str:
    """The words in `language` (default: the active one), else in Spanish, else whatever there is, else ''."""
    if not words:
        return ""
    wanted = (language or get_language() or "es")[:2]
    return words.get(wanted) or words.get("es") or next(iter(words.values()), "")
