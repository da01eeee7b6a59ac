"""What readers are told about the content itself: what it was checked against, what is still to be confirmed, by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from courses.facts import office_of
from courses.models import Confidence, Item, ItemKind
from courses.open_points import EVERYWHERE, OpenPoint, open_points
from courses.resources import SourceCard, source_of
from courses.selectors.reference import toolkit_stamp
from lms.audit.api import last_act_at
from lms.kernel.places import COUNTRIES, Jurisdiction, jurisdictions_of
from lms.kernel.words import in_language

IMPORTED: Final = "toolkit imported"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that is to be confirmed in a country, and the office that confirms it."""

    key: str
    title: str
    office: str


@dataclass(frozen=True, slots=True)
class CountryAbout:
    """One country's rules: how many apply there, which of them are in doubt, what people still have to confirm."""

    country: str
    facts: int
    doubts: tuple[Doubt, ...]
    points: tuple[OpenPoint, ...]

    @property
    def settled(self) -> int:
        """Rules without a doubt."""
        return self.facts - len(self.doubts)


@dataclass(frozen=True, slots=True)
class ContentAbout:
    """The published toolkit as it stands. `facts` are entries of whichever jurisdiction; `sources` by jurisdiction."""

    facts: int
    countries: tuple[CountryAbout, ...]
    everywhere: tuple[OpenPoint, ...]
    sources: tuple[tuple[str, tuple[SourceCard, ...]], ...]
    imported_at: datetime | None
    published_at: datetime | None

    @property
    def source_count(self) -> int:
        """All sources."""
        return sum(len(cards) for _code, cards in self.sources)


def content_about(language: str) -> ContentAbout:
    """Four queries, whatever the toolkit holds."""
    told = _rules(language)
    points = open_points()
    return ContentAbout(
        facts=len(told),
        countries=tuple(_country(code, told, [one for one in points if one.country == code]) for code in COUNTRIES),
        everywhere=tuple(one for one in points if one.country == EVERYWHERE),
        sources=_sources(),
        imported_at=last_act_at("toolkit", IMPORTED),
        published_at=toolkit_stamp().at,
    )


def _rules(language: str) -> dict[tuple[str, str], tuple[str, bool]]:
    """{(key, jurisdiction): (title, in doubt)} as published. One query."""
    rows = Item.objects.filter(kind=ItemKind.FACT, archived_at=None).exclude(published=None).order_by("key")
    names = ("published__body__titles", "published__lms_fact__needs_check", "published__lms_fact__confidence")
    return {
        (key, place): (in_language(titles, language) or key, bool(check) or confidence == Confidence.LOW)
        for key, place, titles, check, confidence in rows.values_list("key", "country", *names)
    }


def _country(code: str, told: dict[tuple[str, str], tuple[str, bool]], points: Iterable[OpenPoint]) -> CountryAbout:
    """The country's own rule, else the Andean, else the treaty's: the first wins whole, as in `courses.selectors.law`."""
    mine: dict[str, tuple[str, bool]] = {}
    for place in jurisdictions_of(code):
        for (key, where), said in told.items():
            if where == place:
                mine.setdefault(key, said)
    doubts = [Doubt(key, title, office_of(key, code)) for key, (title, unsure) in mine.items() if unsure]
    return CountryAbout(code, len(mine), tuple(sorted(doubts, key=lambda one: (one.title.casefold(), one.key))), tuple(points))


def _sources() -> tuple[tuple[str, tuple[SourceCard, ...]], ...]:
    """The published sources of each jurisdiction, by title. One query."""
    rows = Item.objects.filter(kind=ItemKind.SOURCE, archived_at=None).exclude(published=None)
    cards = sorted(
        (source_of(*row) for row in rows.values_list("key", "country", "published__body")),
        key=lambda one: (one.title.casefold(), one.key),
    )
    by_place = ((code, tuple(one for one in cards if one.country == code)) for code in Jurisdiction.values)
    return tuple((code, found) for code, found in by_place if found)
