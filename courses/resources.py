"""Help resources and sources as plain values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ResourceCard:
    """Where to get further help: who gives it, what, at what cost, how. `checked_on` is YYYY-MM-DD."""

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


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A law, regulation, office page or guide that facts rest on. Dates are YYYY-MM-DD."""

    key: str
    country: str
    type: str
    title: str
    publisher: str
    year: int | None
    checked_on: str
    review_by: str
    note: str = ""


def resource_of(key: str, country: str, body: Mapping[str, Any]) -> ResourceCard:
    """The card of a resource's version."""
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
    )


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
    )
