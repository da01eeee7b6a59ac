"""How long what is kept: classes of records, declared by who keeps them, emptied by `lms.records`. A registry, no tables."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

Words = Promise | str
Purge = Callable[[datetime, Collection[int], int], int]


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A class of records: what it is, from when its time counts, what is left of it after.

    `months` is the usual length (the host's setting `RETENTION` may say another), None: for ever. `purge(before, held, most)`
    empties what is older than a moment, at most so many rows, never of the people in `held` (a legal hold), and returns how
    many it emptied; called again it finds the rest. None: nothing is emptied by the clock.
    """

    code: str
    title: Words
    what: Words
    since: Words
    after: Words
    months: int | None = None
    purge: Purge | None = None


_classes: dict[str, RecordClass] = {}


def register_record_class(one: RecordClass) -> None:
    """In `ready()`. The last one of a code counts."""
    _classes[one.code] = one


def record_classes() -> tuple[RecordClass, ...]:
    """All of them, by code."""
    return tuple(_classes[code] for code in sorted(_classes))
