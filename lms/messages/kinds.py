"""The kinds of message, filled by each package's `ready()`."""

from collections.abc import Callable, Mapping
from typing import Any

from lms.messages.errors import UnknownMessageKind

More = Callable[[Mapping[str, Any]], Mapping[str, Any]]

_kinds: dict[str, More | None] = {}


def register_kind(kind: str, more: More | None = None) -> None:
    """Register templates/lms/messages/<kind>.txt (its first line is the subject) and <kind>.html.

    `more` gets the params when the mail is written, in the reader's language, and adds what must not be kept in a row
    (a one-time link) or what may change (a name).
    """
    _kinds[kind] = more


def more_of(kind: str) -> More | None:
    """Raises UnknownMessageKind."""
    if kind not in _kinds:
        raise UnknownMessageKind(kind=kind)
    return _kinds[kind]
