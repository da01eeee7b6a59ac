"""How things came to say what they say: their last versions, each with what it says otherwise than the one before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from courses.ledger_words import class_in_words
from courses.models import ItemVersion, LogRecord
from lms.institutions.api import person_cards

VERSIONS: Final = 20  # steps that are told of one thing
Difference = TypeVar("Difference")


@dataclass(frozen=True, slots=True)
class Step(Generic[Difference]):
    """One version: who wrote it, when, since when readers have or had it, what it says otherwise. `first`: none before."""

    number: int
    at: datetime
    author: str
    published_at: datetime | None
    change_class: str  # in words
    moved: tuple[Difference, ...]
    first: bool


def steps_of(
    item_ids: Sequence[int], told: Callable[[Mapping[str, Any], Mapping[str, Any]], Iterable[Difference]]
) -> Mapping[int, list[Step[Difference]]]:
    """{item: its last versions, the newest first}; `told` says how two bodies differ. Three queries, however many items."""
    versions: dict[int, list[ItemVersion]] = defaultdict(list)
    place = Window(RowNumber(), partition_by=F("item"), order_by=F("number").desc())
    last = ItemVersion.objects.filter(item__in=item_ids).annotate(place=place).filter(place__lte=VERSIONS + 1)
    for version in last.order_by("item", "-number"):
        versions[version.item_id].append(version)
    records = LogRecord.objects.filter(item__in=item_ids, new__isnull=False).order_by("-entry__effective_at")
    published = dict(records.values_list("new_id", "entry__effective_at"))
    people = person_cards({v.author_id for ones in versions.values() for v in ones if v.author_id})
    return {
        item: [
            Step(
                number=new.number,
                at=new.at,
                author=people[new.author_id].full_name if new.author_id in people else "",
                published_at=published.get(new.pk),
                change_class=class_in_words(new.change_class) if old else "",
                moved=tuple(told(old.body, new.body)) if old else (),
                first=old is None,
            )
            for new, old in list(zip(ones, [*ones[1:], None], strict=True))[:VERSIONS]
        ]
        for item, ones in versions.items()
    }
