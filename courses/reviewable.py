"""What can be reviewed, and where requests for review lie: registered by the packages above, asked by courses.

A *reviewable* is a kind of decision without a table of its own for requests (a quiz result, a refused accommodation): its
requests are `ReviewRequest` rows here. A *source* is any table of requests: the one here, appeals about letters, objections
about certificates. One inbox, one figure and one sweep read the sources, so that no door is forgotten.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Protocol

from lms.institutions.api import Scope


@dataclass(frozen=True, slots=True)
class Adverse:
    """One decision against a person. `until`: the last moment to ask, None without one. `asked_url`: a page of its own where
    the review is asked for, "" = the general one. `titles` are {es, en}. `country` is whose calendar counts."""

    kind: str
    subject_id: int
    person_id: int
    institution_id: int | None
    country: str
    titles: Mapping[str, str]
    decided_at: datetime
    until: datetime | None = None
    asked_url: str = ""
    asked: bool = False  # its own page knows a request already


class Reviewable(Protocol):
    """One kind of decision that the general request speaks of."""

    def name(self) -> str:
        """What the decision is, in the active language."""

    def adverse(self, *, person_id: int) -> Sequence[Adverse]:
        """The decisions that went against somebody and can be reviewed now or were. A constant number of queries."""

    def hands(self, *, subject_id: int) -> Collection[int]:
        """Everybody who scored, held, decided, examined or invigilated: from rows. The audit trail is asked besides."""

    def trail(self, *, subject_id: int) -> Sequence[tuple[str, int | str]]:
        """(subject, subject id) of the audit events whose actors had a hand."""

    def facts(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        """What the panel reads: label and value, in the active language."""

    def remedies(self, *, subject_id: int) -> Sequence[tuple[str, str]]:
        """(code, words) of what upholding can bring. Each one only betters the result."""

    def uphold(
        self, *, subject_id: int, remedy: str, by: int, agreed_by: int, answer: str, request_id: int
    ) -> Mapping[str, Any]:
        """Do it, in the same transaction; returns ids for the record. Never makes anybody worse off."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One request in the inbox, without a name where its kind has none. `hands`: who does not decide it."""

    source: str
    id: int
    name: str
    title: Mapping[str, str]
    country: str
    at: datetime
    acknowledge_by: date
    due_on: date
    acknowledged_at: datetime | None
    state: str
    decided_at: datetime | None
    url: str
    hands: frozenset[int] = field(default_factory=frozenset)
    stage: str = ""  # what it waits for, in words
    about: int = 0  # who asked, for who is too close; never shown


@dataclass(frozen=True, slots=True)
class DecidedReview:
    """One decided request as figure F16 counts it. `days`: calendar days from asking to the decision."""

    kind: str
    country: str
    upheld: bool
    days: int
    in_time: bool


class ReviewSource(Protocol):
    """One table of requests for review."""

    def lines(self, *, scope: Scope | None, over: bool, limit: int) -> Sequence[ReviewLine]:
        """Those that are open (all of them), or the last `limit` that are over; without those that concern the reader.

        A constant number of queries. `scope` None: the sweep asks.
        """

    def acknowledge(self, *, request_id: int, by: int) -> None:
        """A person says that it has arrived and is being looked at. May be repeated."""

    def decided(self, *, start: datetime, end: datetime, using: str) -> Sequence[DecidedReview]:
        """What was decided within a period."""

    def tell_late(self, *, request_id: int, due_on: date) -> None:
        """Tell who asked that the last day has passed. May be repeated: it is told once."""


_REVIEWABLES: Final[dict[str, Reviewable]] = {}
_SOURCES: Final[dict[str, ReviewSource]] = {}


def register_reviewable(kind: str, reviewable: Reviewable) -> None:
    """In `ready()`. The last one for a kind counts."""
    _REVIEWABLES[kind] = reviewable


def register_source(key: str, source: ReviewSource) -> None:
    """In `ready()`. The last one for a key counts."""
    _SOURCES[key] = source


def reviewable_of(kind: str) -> Reviewable | None:
    """The kind's rules; None for an unknown kind."""
    return _REVIEWABLES.get(kind)


def reviewables() -> Mapping[str, Reviewable]:
    return _REVIEWABLES


def sources() -> Mapping[str, ReviewSource]:
    return _SOURCES
