"""Help resources and sources as plain values; which help fits a reader; what is said about a source. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from courses.blocks import STAGES

VERIFIED_FOR: Final = timedelta(days=180)  # after that a resource is shown as not verified, and its owner is told
WORLD: Final = "INT"


@dataclass(frozen=True, slots=True)
class ResourceCard:
    """Where to get further help: who gives it, what, at what cost, how. `checked_on` and `review_by` are YYYY-MM-DD.

    `regions` empty: the whole country. `qualifies`: yes/no questions, all yes = the business qualifies. `url` is host and
    path. `unverified`: nobody looked for 180 days; set by who knows today's date.
    """

    key: str
    country: str
    names: Mapping[str, str]
    by: str
    what: Mapping[str, str]
    cost: str
    channel: str
    checked_on: str
    needs_check: bool
    stages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kind: str = "other"
    regions: tuple[str, ...] = ()
    hours: Mapping[str, str] | None = None
    qualifies: tuple[Mapping[str, str], ...] = ()
    bring: tuple[Mapping[str, str], ...] = ()
    url: str = ""
    review_by: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A law, regulation, office page or guide that facts rest on. Dates are YYYY-MM-DD.

    `owner` holds the text; `licence` is facts, public, permission, cc-by, cc-by-sa or none.
    """

    key: str
    country: str
    type: str
    title: str
    publisher: str
    year: int | None
    checked_on: str
    review_by: str
    note: str = ""
    owner: str = ""
    licence: str = ""
    adapted_from: str = ""
    url: str = ""


def resource_of(key: str, country: str, body: Mapping[str, Any], *, today: date | None = None) -> ResourceCard:
    """The card of a resource's version. With `today` it says whether anybody looked within 180 days."""
    return ResourceCard(
        key=key,
        country=country,
        names=body["names"],
        by=body["by"],
        what=body["what"],
        cost=body["cost"],
        channel=body["channel"],
        checked_on=body["checked_on"],
        needs_check=body["needs_check"],
        stages=tuple(body["stages"]),
        topics=tuple(body["topics"]),
        kind=body.get("kind") or "other",
        regions=tuple(body.get("regions") or ()),
        hours=body.get("hours") or None,
        qualifies=tuple(body.get("qualifies") or ()),
        bring=tuple(body.get("bring") or ()),
        url=body.get("url") or "",
        review_by=body.get("review_by") or "",
        unverified=today is not None and is_unverified(body["checked_on"], today, review_by=body.get("review_by") or ""),
    )


def is_unverified(checked_on: str, today: date, *, review_by: str = "") -> bool:
    """Nobody looked for 180 days, or the day to look again that its owner named is over."""
    until = date.fromisoformat(review_by) if review_by else None
    if until is None and checked_on:
        until = date.fromisoformat(checked_on) + VERIFIED_FOR
    return until is None or today > until


def source_of(key: str, country: str, body: Mapping[str, Any]) -> SourceCard:
    """The card of a source's version."""
    return SourceCard(
        key=key,
        country=country,
        type=body["type"],
        title=body["title"],
        publisher=body["publisher"],
        year=body["year"],
        checked_on=body["checked_on"],
        review_by=body["review_by"],
        note=body["note"],
        owner=body.get("owner") or "",
        licence=body.get("licence") or "",
        adapted_from=body.get("adapted_from") or "",
        url=body.get("url") or "",
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for. '' = whatever."""

    stage: str = ""
    topic: str = ""
    cost: str = ""
    channel: str = ""
    region: str = ""

    @property
    def anything(self) -> bool:
        return not (self.stage or self.topic or self.cost or self.channel or self.region)


@dataclass(frozen=True, slots=True)
class Help:
    """What was found: help of the country, help from anywhere (WIPO), and, when the country has none, the nearest.

    `nearest` is never mixed with what fits: it must be named as such. `far` says why it is only near: "national" (the
    country's, for another stage or topic) or "world" (WIPO's).
    """

    own: tuple[ResourceCard, ...]
    world: tuple[ResourceCard, ...]
    nearest: tuple[ResourceCard, ...] = ()
    far: str = ""


def fits(card: ResourceCard, wanted: Wanted) -> bool:
    """Whether a resource has everything that is looked for. No region named = the whole country."""
    return (
        (not wanted.stage or wanted.stage in card.stages)
        and (not wanted.topic or wanted.topic in card.topics)
        and (not wanted.cost or wanted.cost == card.cost)
        and (not wanted.channel or wanted.channel == card.channel)
        and (not wanted.region or not card.regions or wanted.region in card.regions)
    )


def find_help(cards: Iterable[ResourceCard], *, country: str, wanted: Wanted, most: int = 3) -> Help:
    """The help that fits, the country's first; where the country has none, the nearest national one, else WIPO's.

    Nearest: the country's cards that share the topic, then those whose stage lies closest on the journey.
    """
    every = sorted(cards, key=lambda card: (card.unverified, card.needs_check, card.cost != "free", card.key))
    own = [card for card in every if card.country == country]
    world = [card for card in every if card.country == WORLD]
    mine, theirs = [c for c in own if fits(c, wanted)], [c for c in world if fits(c, wanted)]
    if mine or wanted.anything:
        return Help(tuple(mine), tuple(theirs))
    if own:
        near = sorted(own, key=lambda card: _distance(card, wanted))[:most]
        return Help((), tuple(theirs), tuple(near), "national")
    if theirs:
        return Help((), tuple(theirs), (), "world")
    return Help((), (), tuple(sorted(world, key=lambda card: _distance(card, wanted))[:most]), "world")


def _distance(card: ResourceCard, wanted: Wanted) -> tuple[int, int]:
    topic = 0 if not wanted.topic or wanted.topic in card.topics else 1
    if not wanted.stage or not card.stages:
        return topic, len(STAGES)
    here = STAGES.index(wanted.stage)
    return topic, min((abs(STAGES.index(stage) - here) for stage in card.stages if stage in STAGES), default=len(STAGES))


def gaps_of(cards: Sequence[ResourceCard], country: str) -> list[str]:
    """The stages for which a country has no help of its own, in the order of the journey."""
    held = {stage for card in cards if card.country == country for stage in card.stages}
    return [stage for stage in STAGES if stage not in held]
