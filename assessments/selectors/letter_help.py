"""Help of the directory for a letter: what a writer may choose, and the entry as the letter keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from assessments.errors.letters import UnknownPlace
from courses import api as courses

_FROZEN: Final = ("country", "names", "by", "url", "cost", "channel", "checked_on", "needs_check")


@dataclass(frozen=True, slots=True)
class HelpChoice:
    """One help resource that may be chosen. `fits`: for the stage and a right of this case; `wanted`: for what, when chosen.

    `unsure`: nobody has looked at it lately, or it is to be confirmed.
    """

    key: str
    names: Mapping[str, str]
    by: str
    what: Mapping[str, str]
    cost: str
    fits: bool
    unsure: bool
    chosen: bool
    wanted: str = ""


def help_choices(config: Mapping[str, Any], *, country: str, places: Sequence[Mapping[str, Any]]) -> list[HelpChoice]:
    """The directory of a country and WIPO's: what is chosen and what fits the case first. One query.

    A chosen one that the directory has no more stays, as the letter keeps it.
    """
    cards = courses.help_cards([country], timezone.localdate())
    chosen = {str(place["key"]): place for place in places}
    topics = {key.partition(".")[0] for key in config["facts"].get(country, {})}
    stage = config["case"]["stage"]
    found = []
    for card in cards:
        mine = chosen.pop(card.key, None)
        fits = card.country == country and stage in card.stages and bool(topics & {*card.topics})
        found.append(
            HelpChoice(
                card.key, card.names, card.by, card.what, card.cost, fits, card.needs_check or card.unverified,
                mine is not None, str(mine["for"]) if mine else "",
            )
        )  # fmt: skip
    gone = [
        HelpChoice(
            key, place.get("names") or {}, place.get("by", ""), {}, place.get("cost", ""), True, True, True, place["for"]
        )
        for key, place in chosen.items()
    ]
    return sorted([*gone, *found], key=lambda one: (not one.chosen, not one.fits, one.unsure))


def frozen_places(
    entries: Sequence[Mapping[str, Any]], *, country: str, kept: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Chosen entries {key, for} with the name and address that the directory has now; those chosen before keep theirs.

    One query when there is a new one. Raises UnknownPlace.
    """
    known = {str(place["key"]): {name: place.get(name) for name in _FROZEN} for place in kept}
    if any(entry["key"] not in known for entry in entries):
        for card in courses.help_cards([country], timezone.localdate()):
            known.setdefault(card.key, {name: getattr(card, name) for name in _FROZEN})
    found = []
    for entry in entries:
        if entry["key"] not in known:
            raise UnknownPlace(key=entry["key"][:60])
        found.append({**entry, **known[entry["key"]], "for": entry["for"]})
    return found
