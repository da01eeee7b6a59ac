"""How plain the texts of the toolkit are: the lawyers' words to avoid, and a text's figures."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from django.core.cache import cache
from django.db.utils import OperationalError, ProgrammingError

from courses.facts import LawAnswer
from courses.models import Item, ItemKind
from courses.plain_terms import legalese_of
from courses.selectors.eases import words_read
from lms.kernel.plain_language import Measures, measure
from lms.kernel.textfiles import read_yaml

_SECONDS: Final = 600


def plain_words(language: str) -> dict[str, str]:
    """{lawyers' word: plain words} of the published glossary, for who writes to a business; at most ten minutes old.

    One query cold, none warm.
    """
    found: dict[str, str] = cache.get_or_set(f"lms:plain-words:{language}", lambda: _published(language), _SECONDS) or {}
    return found


def _published(language: str) -> dict[str, str]:
    rows = Item.objects.filter(kind=ItemKind.TERM, archived_at=None).exclude(published=None).order_by("key")
    return legalese_of(rows.values_list("published__body", flat=True), language)


def legalese(language: str) -> dict[str, str]:
    """{form: plain words} of the glossary's drafts; of the glossary that ships where the database holds none."""
    try:
        bodies = list(
            Item.objects.filter(kind=ItemKind.TERM, archived_at=None).exclude(draft=None).values_list("draft__body", flat=True)
        )
    except (OperationalError, ProgrammingError):  # no database, or not migrated yet
        bodies = []
    return legalese_of(bodies or _shipped_terms(), language)


def _shipped_terms() -> list[Mapping[str, Any]]:
    folder = files("courses") / "curriculum" / "terms"
    if not folder.is_dir():
        return []
    texts = [file.read_text("utf-8") for file in sorted(folder.iterdir(), key=lambda f: f.name) if file.name.endswith(".yaml")]
    return [term for text in texts for term in (read_yaml(text) or {}).get("terms", ())]


def section_measures(
    body: Mapping[str, Any], *, country: str, facts: Mapping[str, LawAnswer], terms: Mapping[str, str]
) -> Measures:
    """A section as a country's reader gets it, facts in words, measured in the language of the text."""
    language = str(body.get("language") or "es")
    return measure(words_read(body, country=country, facts=facts), language, legalese=terms)
