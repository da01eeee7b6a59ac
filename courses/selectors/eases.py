"""How easy sections are to read, country by country; measured once a text and kept by its digest."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache

from courses.blocks import FACT_REFERENCE, resolved_blocks
from courses.facts import LawAnswer
from courses.models import ItemVersion
from lms.kernel.plain_language import measure

_KEPT: Final = 30 * 24 * 3600
_RULES: Final = 1  # grows when `measure` counts in another way


def words_read(body: Mapping[str, Any], *, country: str, facts: Mapping[str, LawAnswer]) -> str:
    """A section's words as a country's reader gets them, facts in words. Pure."""
    language = str(body.get("language") or "es")

    def said(found: Any) -> str:
        answer = facts.get(found[1])
        return answer.text(found[2] or "", language) if answer else ""

    parts = [str(body.get("title", "")), str(body.get("summary", ""))]
    for block in resolved_blocks(body, country):
        parts += [block.get("title", ""), block.get("markdown", ""), block.get("na", "")]
    return "\n\n".join(FACT_REFERENCE.sub(said, part) for part in parts if part)


def eases_of(
    versions: Sequence[ItemVersion], countries: Sequence[str], answers: Mapping[tuple[str, str], LawAnswer]
) -> dict[tuple[int, str], float]:
    """{(version, country): reading ease, 0 to 100}. A text without words is left out.

    `answers` are the facts that the versions cite, in these countries. No query.
    """
    facts = {code: {key: one for (key, where), one in answers.items() if where == code} for code in countries}
    texts: dict[tuple[int, str], str] = {}
    names: dict[str, tuple[str, str]] = {}
    for version in versions:
        language = str(version.body.get("language") or "es")
        for code in countries:
            text = words_read(version.body, country=code, facts=facts[code])
            name = f"lms:ease:{_RULES}:{language}:{sha256(text.encode()).hexdigest()}"
            texts[version.pk, code] = name
            names[name] = (text, language)
    known: dict[str, float | None] = cache.get_many(list(names))
    fresh = {name: measure(*names[name]).reading_ease for name in names if name not in known}
    if fresh:
        cache.set_many(fresh, _KEPT)
    found = {place: known.get(name, fresh.get(name)) for place, name in texts.items()}
    return {place: ease for place, ease in found.items() if ease is not None}
