"""Where to get help: the directory, what fits a stage, and what is missing or old (for whoever owns it)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Item, ItemKind
from courses.resources import WORLD, Help, ResourceCard, Wanted, find_help, gaps_of, resource_of
from courses.selectors.reference import Reader
from courses.wording_reference import stage_in_words
from lms.institutions.api import Scope
from lms.kernel.places import COUNTRIES, Country, jurisdictions_of
from lms.kernel.todo import Todo

_OFFICES_SECONDS: Final = 600


def help_cards(countries: Iterable[str], today: date) -> list[ResourceCard]:
    """The published help resources of some countries and WIPO's. One query."""
    rows = Item.objects.filter(kind=ItemKind.RESOURCE, country__in=[*countries, WORLD], archived_at=None)
    found = rows.exclude(published=None).order_by("key").values_list("key", "country", "published__body")
    return [resource_of(key, country, body, today=today) for key, country, body in found]


@dataclass(frozen=True, slots=True)
class Office:
    """Who keeps a register or confirms the law. Words are {es, en}; `website` is host and path."""

    key: str
    country: str
    acronym: str
    names: Mapping[str, str]
    covers: Mapping[str, str]
    website: str
    unsure: bool
    topics: tuple[str, ...] = ()


def offices_of(country: str) -> list[Office]:
    """The published offices of a country and of the Andean Community where it reaches. One query."""
    order = jurisdictions_of(country)
    rows = Item.objects.filter(kind=ItemKind.OFFICE, country__in=order, archived_at=None).exclude(published=None)
    found = [
        Office(
            key, place, body["acronym"], body["names"], body["covers_words"], body.get("website") or "",
            bool(body.get("needs_check")) or body.get("confidence") == "low", tuple(body["covers"]),
        )
        for key, place, body in rows.order_by("key").values_list("key", "country", "published__body")
    ]  # fmt: skip
    return sorted(found, key=lambda office: order.index(office.country))


def offices_in_charge(country: str, topics: Collection[str]) -> list[Office]:
    """The country's own offices for some topics, those that cover most of them first; at most ten minutes old, for pages whose
    queries are counted. One query cold, none warm or without a topic."""
    if not topics:
        return []
    every: list[Office] = cache.get_or_set(f"lms:offices:{country}", lambda: offices_of(country), _OFFICES_SECONDS) or []
    own = [(office, len({*office.topics} & {*topics})) for office in every if office.country == country]
    return [office for office, many in sorted(own, key=lambda one: -one[1]) if many]


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory as filtered, with the choices that lead somewhere."""

    found: Help
    topics: tuple[str, ...]
    stages: tuple[str, ...]
    regions: tuple[str, ...]
    costs: tuple[str, ...]
    channels: tuple[str, ...]
    total: int


def directory(reader: Reader, wanted: Wanted, today: date) -> Directory:
    """One query."""
    every = help_cards([reader.country], today)

    def held(part: str) -> tuple[str, ...]:
        values = [getattr(card, part) for card in every]
        return tuple(sorted({one for value in values for one in ([value] if isinstance(value, str) else value)}))

    chosen = replace(wanted, **{
        part: "" for part, many in (("topic", "topics"), ("region", "regions"))
        if getattr(wanted, part) not in held(many)
    })  # fmt: skip
    return Directory(
        found=find_help(every, country=reader.country, wanted=chosen),
        topics=held("topics"),
        stages=held("stages"),
        regions=held("regions"),
        costs=held("cost"),
        channels=held("channel"),
        total=len(every),
    )


@dataclass(frozen=True, slots=True)
class HelpDue:
    """What one country's help resources need: stages without any, and those nobody looked at for 180 days."""

    country: str
    gaps: tuple[str, ...]
    unverified: tuple[ResourceCard, ...]


def help_due(countries: Iterable[str], today: date) -> list[HelpDue]:
    """One query. Countries without any need are left out."""
    wanted = list(countries)
    every = help_cards(wanted, today)
    found = []
    for country in wanted:
        old = tuple(card for card in every if card.country == country and card.unverified)
        due = HelpDue(country, tuple(gaps_of(every, country)), old)
        if due.gaps or due.unverified:
            found.append(due)
    return found


def help_todos(scope: Scope, today: date, url: str) -> list[Todo]:
    """For authors and focal points: what is missing or old in the countries they answer for. One query."""
    held = scope.author_of | scope.focal_of
    mine = [code for code in COUNTRIES if code in held or "" in held]
    if not mine:
        return []
    found = []
    for due in help_due(mine, today):
        country = Country(due.country).label
        if due.gaps:
            stages = ", ".join(stage_in_words(stage) for stage in due.gaps)
            found.append(
                Todo(
                    title=_("%(country)s has no local help for: %(stages)s") % {"country": country, "stages": stages},
                    why=_("Readers see the nearest national help or WIPO's, named as such."),
                    url=f"{url}?country={due.country}", icon="pin", weight=70,
                )
            )  # fmt: skip
        if due.unverified:
            n = len(due.unverified)
            found.append(
                Todo(
                    title=ngettext(
                        "%(country)s: %(n)s help resource was not verified for 180 days",
                        "%(country)s: %(n)s help resources were not verified for 180 days", n,
                    ) % {"country": country, "n": n},
                    why=_("Readers see them marked as not verified lately."),
                    url=f"{url}?country={due.country}&old=1", icon="stale", tone="warn", weight=65,
                )
            )  # fmt: skip
    return found
