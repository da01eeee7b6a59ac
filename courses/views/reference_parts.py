"""What the pages of the toolkit share, signed in or public: for whom, the country switch, help and sources in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from courses.resources import ResourceCard, SourceCard
from courses.selectors.reference import Reader
from courses.selectors.sentences import law_of
from courses.wording import date_in_words
from courses.wording_reference import channel_in_words, cost_in_words, licence_in_words, stage_in_words
from lms.institutions.api import ContactCard, contacts_for
from lms.kernel.http import AuthedRequest
from lms.kernel.places import COUNTRIES, Country, Language
from lms.kernel.words import in_language


def reader_of(request: AuthedRequest) -> Reader:
    """The person's country and the language of the page; `?country=` looks at another country's law, named as such."""
    posts = [post.country for post in request.scope.posts if post.country]
    own = request.person.country or next(iter(posts), COUNTRIES[0])
    asked = request.GET.get("country", "").upper()
    country = asked if asked in COUNTRIES else own
    return Reader(country, language_now(), own=country == own)


def language_now() -> str:
    """The language of the page, of those that texts are read in."""
    now = (get_language() or "es")[:2]
    return now if now in Language.values else Language.ES.value


def frame(reader: Reader, *, own_country: str = "") -> dict[str, Any]:
    """What every page of the toolkit needs in its context."""
    return {
        "layout": "lms/courses/toolkit_base.html" if reader.public else "lms/base.html",
        "reader": reader,
        "public": reader.public,
        "country": str(Country(reader.country).label),
        "countries": [Country(code) for code in COUNTRIES],
        "law": law_of(reader.country),
    }


def contacts(request: AuthedRequest) -> list[ContactCard]:
    """Whom a person may turn to at their own institutions. One query; none without an institution."""
    return contacts_for({post.institution_id for post in request.scope.posts if post.institution_id})


@dataclass(frozen=True, slots=True)
class HelpCard:
    """A help resource in the reader's language."""

    key: str
    name: str
    by: str
    what: str
    cost: str
    free: bool
    channel: str
    hours: str
    where: str
    stages: str
    qualifies: tuple[str, ...]
    bring: tuple[str, ...]
    url: str
    checked_on: str
    unsure: bool
    unverified: bool
    world: bool


def help_in_words(cards: Iterable[ResourceCard]) -> list[HelpCard]:
    """Resources as pages show them."""
    now = language_now()
    return [
        HelpCard(
            key=card.key,
            name=in_language(card.names, now),
            by=card.by,
            what=in_language(card.what, now),
            cost=cost_in_words(card.cost),
            free=card.cost == "free",
            channel=channel_in_words(card.channel),
            hours=in_language(card.hours, now) if card.hours else "",
            where=", ".join(card.regions),
            stages=", ".join(stage_in_words(stage) for stage in card.stages),
            qualifies=tuple(in_language(words, now) for words in card.qualifies),
            bring=tuple(in_language(words, now) for words in card.bring),
            url=card.url,
            checked_on=date_in_words(card.checked_on) if card.checked_on else "",
            unsure=card.needs_check,
            unverified=card.unverified,
            world=card.country == "INT",
        )
        for card in cards
    ]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a text comes from: what it is, whose, of when, under which licence, adapted from what."""

    title: str
    publisher: str
    owner: str
    year: int | None
    licence: str
    adapted_from: str
    url: str
    checked_on: str
    note: str


def sources_in_words(sources: Iterable[SourceCard]) -> list[SourceLine]:
    """The attribution of a page."""
    return [
        SourceLine(
            one.title, one.publisher, one.owner if one.owner != one.publisher else "", one.year,
            licence_in_words(one.licence), one.adapted_from, one.url,
            date_in_words(one.checked_on) if one.checked_on else "", one.note,
        )
        for one in sources
    ]  # fmt: skip


def query_without(request: HttpRequest, *names: str) -> str:
    """The present query string without some of its names: for links that change one of them."""
    kept = request.GET.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()
