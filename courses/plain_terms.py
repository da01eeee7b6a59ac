"""The lawyers' words that texts should do without, out of glossary terms. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.kernel.words import in_language


def legalese_of(terms: Iterable[Mapping[str, Any]], language: str) -> dict[str, str]:
    """{form as written: plain words} of the bodies of terms that carry `legalese` and `instead` in a language."""
    found: dict[str, str] = {}
    for body in terms:
        plain = in_language(body.get("instead") or {}, language)
        for form in (body.get("legalese") or {}).get(language) or ():
            found.setdefault(form, plain)
    return found
