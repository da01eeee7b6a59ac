"""The glossary as one country's reader gets it."""

from dataclasses import dataclass

from courses.models import Item, ItemKind
from courses.searching import fold
from courses.selectors.law import laws
from courses.selectors.reference import Reader
from courses.terms import Gloss, TermCard, gloss_of, keys_of, term_of
from courses.wording_reference import category_in_words


def published_terms() -> list[TermCard]:
    """All published terms, by key. One query."""
    rows = Item.objects.filter(kind=ItemKind.TERM, archived_at=None).exclude(published=None).order_by("key")
    found = rows.values_list("key", "published__body", "published_id")
    return [term_of(key, body, version=version) for key, body, version in found]


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms that begin with a letter."""

    letter: str
    terms: tuple[Gloss, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """By letter; `categories` are (key, words) of those there are."""

    letters: tuple[Letter, ...]
    categories: tuple[tuple[str, str], ...]
    total: int


def glossary(reader: Reader, *, category: str = "") -> Glossary:
    """Three queries. A category that does not exist is no choice."""
    terms = published_terms()
    known = sorted({term.category for term in terms})
    shown = [term for term in terms if category not in known or term.category == category]
    answers = laws({key for term in shown for key in keys_of(term, reader.country)}, [reader.country])
    facts = {key: answer for (key, _country), answer in answers.items()}
    glosses = [gloss_of(term, country=reader.country, language=reader.language, facts=facts) for term in shown]
    by_letter: dict[str, list[Gloss]] = {}
    for gloss in sorted(glosses, key=lambda one: fold(one.name)):
        by_letter.setdefault(fold(gloss.name)[:1].upper() or "#", []).append(gloss)
    return Glossary(
        letters=tuple(Letter(letter, tuple(found)) for letter, found in by_letter.items()),
        categories=tuple((key, category_in_words(key)) for key in known),
        total=len(glosses),
    )
