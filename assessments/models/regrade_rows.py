"""Rows of courses that scoring again reads: the one place that touches them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from courses.models import Item, ItemVersion, LogRecord, UnitProgress


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version of a question that readers had, or have: what a new key may be."""

    id: int
    number: int
    since: datetime
    current: bool


def published_versions(item_id: int) -> list[PublishedVersion]:
    """The versions of an item that were ever in effect, newest first. Two queries."""
    now = Item.objects.filter(pk=item_id).values_list("published", flat=True).first()
    rows = LogRecord.objects.filter(item=item_id, new__isnull=False).order_by("-new__number", "entry")
    found: dict[int, PublishedVersion] = {}
    for version, number, since in rows.values_list("new", "new__number", "entry__effective_at"):
        found.setdefault(version, PublishedVersion(version, number, since, version == now))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question of the library, whatever its version. `stem` is that of the newest published one."""

    id: int
    key: str
    stem: dict[str, str]


def question_card_of(item_id: int) -> QuestionCard | None:
    """A question of the library; None for anything else, and for one that was never published. One query."""
    rows = Item.objects.filter(pk=item_id, kind="question").exclude(published=None)
    found = rows.values_list("pk", "key", "published__lms_question__stem").first()
    return QuestionCard(found[0], found[1], found[2] or {}) if found else None


def version_number(version_id: int) -> int:
    """The number of an item's version."""
    return int(ItemVersion.objects.values_list("number", flat=True).get(pk=version_id))


def unit_standing(enrolment_id: int, unit_id: int) -> tuple[str, Decimal | None]:
    """(state, score) of a unit for a learner; ("", None) when nothing was recorded."""
    row = UnitProgress.objects.filter(enrolment=enrolment_id, unit=unit_id).values_list("state", "score").first()
    return row or ("", None)
