"""The kinds of message, filled by each package's `ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from lms.messages.errors import UnknownMessageKind

More = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. An optional one has a title, by which people choose whether they want it."""

    code: str
    more: More | None
    mandatory: bool
    urgent: bool  # goes out in quiet hours too: somebody waits for it, or it is about the next hours
    title: Promise | str


_kinds: dict[str, Kind] = {}


def register_kind(kind: str, more: More | None = None, *, optional: Promise | str = "", urgent: bool = False) -> None:
    """Register templates/lms/messages/<kind>.txt (its first line is the subject) and, if it has one of its own, <kind>.html.

    `more` gets the params when the mail is written, in the reader's language, and adds what must not be kept in a row
    (a one-time link) or what may change (a name). `optional` is the title under which people may do without it; without
    one the kind is mandatory: it tells of a right, a duty or a date, and nobody can unsubscribe from it.
    """
    _kinds[kind] = Kind(kind, more, not optional, urgent, optional)


def kind_of(kind: str) -> Kind:
    """Raises UnknownMessageKind."""
    if kind not in _kinds:
        raise UnknownMessageKind(kind=kind)
    return _kinds[kind]


def more_of(kind: str) -> More | None:
    """Raises UnknownMessageKind."""
    return kind_of(kind).more


def all_kinds() -> list[Kind]:
    """Every kind that is registered, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def optional_kinds() -> list[Kind]:
    """The kinds that a person may do without."""
    return [one for one in all_kinds() if not one.mandatory]
