"""What practice has asked or may ask: the other side of every rule about exams."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Q

from assessments.models.questions import Life, Pool, QuestionEntry
from assessments.models.quizzes import QuizSlot, SlotResult
from courses.models import UnitVersion

PRACTICE = Q(bank__pool=Pool.PRACTICE) | Q(bank__demonstration=True)


def asked_in_practice(item_ids: Collection[int]) -> set[int]:
    """Those of these questions (items) that a practice quiz names, or that anybody answered in practice. Three queries."""
    slots = QuizSlot.objects.filter(quiz__archived_at=None, quiz__certifying=False)
    named = slots.filter(Q(entry__item__in=item_ids) | Q(pinned__version__item__in=item_ids))
    found = {latest or pinned for latest, pinned in named.values_list("entry__item_id", "pinned__version__item_id")}
    answered: Any = SlotResult.objects.filter(question__version__item__in=item_ids).order_by()
    places: dict[int, set[int]] = {}
    for item, version in answered.values_list("question__version__item_id", "attempt__unit_version_id").distinct():
        places.setdefault(version, set()).add(item)
    rows = UnitVersion.objects.filter(pk__in=places).values_list("pk", "config__certifying")
    return found.union(*(places[version] for version, certifying in rows if not certifying))


def practice_relatives(families: Collection[str]) -> dict[str, str]:
    """{family: a practice question of it}, of those that have one. One query."""
    rows = QuestionEntry.objects.filter(PRACTICE, family__in=families, item__archived_at=None).exclude(life=Life.DRAFT)
    return dict(rows.order_by("-item__key").values_list("family", "item__key")) if families else {}


def practice_words() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(key, text) of every practice question, as drafted and as published. One query, read some at a time."""
    rows = QuestionEntry.objects.filter(PRACTICE, item__archived_at=None).order_by("item__key")
    for key, draft, published in rows.values_list("item__key", "item__draft__body", "item__published__body").iterator():
        for body in (draft, published if published != draft else None):
            if body:
                yield key, body
