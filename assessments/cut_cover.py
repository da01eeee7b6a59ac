"""Which questions of a quiz a decision about the cut score speaks of. Pure.

A mean was given to one version of a question. It goes on over later versions that changed words only (`editorial`); a version
that changes what decides a score, or of which nobody said what it changes, needs judges again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

EDITORIAL: Final = "editorial"
History = Sequence[tuple[int, str, str]]  # (number, digest, edit) of a question's versions, first to last


class RecordLike(Protocol):
    """What this asks of a decision in force."""

    @property
    def id(self) -> int: ...
    @property
    def country(self) -> str: ...
    @property
    def items(self) -> Mapping[str, Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Cover:
    """What is known of one quiz in one country: {question: kept mean}, the questions without one, the decisions used."""

    means: Mapping[str, Decimal]
    lacking: tuple[str, ...]
    records: tuple[int, ...]


def speaks_of(item: Mapping[str, Any], digest: str, history: History) -> bool:
    """Whether a mean given to a version holds for the version of this digest."""
    if item["version"] == digest:
        return True
    number = max((n for n, one, _edit in history if one == digest), default=0)
    between = [edit for n, _digest, edit in history if item["number"] < n <= number]
    return bool(between) and all(edit == EDITORIAL for edit in between)


def cover(asked: Mapping[str, str], records: Sequence[RecordLike], histories: Mapping[str, History], *, country: str) -> Cover:
    """`asked` is {question key: digest of its version}; `records` in the order in which later ones take precedence."""
    means: dict[str, Decimal] = {}
    used: dict[str, int] = {}
    for record in records:
        if record.country not in ("", country):
            continue
        for key, digest in asked.items():
            item = record.items.get(key)
            if item is not None and speaks_of(item, digest, histories.get(key, ())):
                means[key], used[key] = Decimal(str(item["mean"])), record.id
    return Cover(means, tuple(key for key in asked if key not in means), tuple(sorted(set(used.values()))))
