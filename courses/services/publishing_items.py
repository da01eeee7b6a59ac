"""Moving the published pointer of items: by one person, approved by another, logged, in effect from a moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from courses.errors import TwoPeopleNeeded
from courses.events import items_published
from courses.models import Citation, Item, ItemKind, LogEntry, LogRecord
from lms.audit.api import record_event
from lms.jobs.api import Claim, finish, request_job

APPLY: Final = "courses.apply_log_entry"


@transaction.atomic
def publish_items(
    *, item_ids: Iterable[int], by: int, approved_by: int, note: str = "", effective_at: datetime | None = None
) -> int | None:
    """Publish the drafts of items (an archived one is retired); returns the log entry's id, None when nothing moves.

    In effect from `effective_at` (default now); a later moment is applied by a Job, and `law(…, on=…)` knows it at once.
    Safe to repeat. Raises TwoPeopleNeeded.
    """
    if by == approved_by:
        raise TwoPeopleNeeded
    return move_items(item_ids=item_ids, by=by, approved_by=approved_by, note=note, effective_at=effective_at)


def move_items(
    *, item_ids: Iterable[int], by: int, approved_by: int | None, note: str = "", effective_at: datetime | None = None
) -> int | None:
    """`publish_items` without its two people: for a rehearsal, which keeps nothing. Call it in a transaction."""
    now = timezone.now()
    moment = effective_at or now
    items = list(Item.objects.select_for_update().filter(pk__in=list(item_ids)).order_by("pk"))
    waiting = _waiting([item.pk for item in items])
    moves = []
    for item in items:
        wanted = None if item.archived_at else item.draft_id
        standing = waiting.get(item.pk, item.published_id)
        if wanted != standing and (wanted is not None or item.archived_at):
            moves.append((item, standing, wanted))
    if not moves:
        return None
    entry = LogEntry.objects.create(effective_at=moment, by_id=by, approved_by_id=approved_by, note=note[:240])
    LogRecord.objects.bulk_create([LogRecord(entry=entry, item=item, old_id=old, new_id=new) for item, old, new in moves], 500)
    record_event(
        act="items published",
        subject="log_entry",
        subject_id=entry.pk,
        actor=approved_by or by,
        after={"items": len(moves), "by": by, "effective_at": moment.isoformat()},
        reason=note,
    )
    if moment <= now:
        _apply(entry)
    else:
        request_job(kind=APPLY, key=f"{APPLY}:{entry.pk}", args={"entry": entry.pk}, due_at=moment)
    return int(entry.pk)


def _waiting(item_ids: Sequence[int]) -> dict[int, int | None]:
    """{item: version} of entries that are logged and not in effect yet: the last one is what stands next."""
    records = LogRecord.objects.filter(item__in=item_ids, entry__applied_at=None).order_by("entry__effective_at", "entry_id")
    return dict(records.values_list("item_id", "new_id"))


def _apply(entry: LogEntry) -> None:
    moved = [Item(pk=item, published_id=new) for item, new in entry.lms_records.values_list("item_id", "new_id")]
    Item.objects.bulk_update(moved, ["published"], 500)
    LogEntry.objects.filter(pk=entry.pk).update(applied_at=timezone.now())
    items_published.send(sender=LogEntry, entry_id=entry.pk)


def apply_log_entry(claimed: Claim) -> None:
    """The job: move the pointers when an entry comes into effect. A second delivery does nothing."""
    with transaction.atomic():
        entry = LogEntry.objects.select_for_update().get(pk=claimed.args["entry"])
        if entry.applied_at is None:
            _apply(entry)
        finish(claimed)


def items_behind(item_ids: Iterable[int]) -> list[int]:
    """The items and all that their drafts cite, however far: facts of every jurisdiction, sources, resources, translations.

    Not the sections that a section links to: those are texts of their own, which pass the gate of their own lessons.
    """
    found: set[int] = set()
    fresh = set(item_ids)
    while fresh:
        found |= fresh
        cited = Citation.objects.filter(Q(version__lms_draft_of__in=fresh)).values_list("kind", "key").distinct()
        cited = cited.exclude(kind=ItemKind.SECTION, version__item__kind=ItemKind.SECTION)
        wanted: dict[str, set[str]] = {}
        for kind, key in cited:
            wanted.setdefault(kind, set()).add(key)
        fresh = set()
        for kind, keys in wanted.items():
            fresh |= set(Item.objects.filter(kind=kind, key__in=keys).values_list("pk", flat=True))
        fresh -= found
    return sorted(found)


def unpublished(item_ids: Iterable[int]) -> list[int]:
    """Those whose draft is not what is published, or that were archived and not retired yet."""
    items = Item.objects.filter(pk__in=list(item_ids))
    moved = Q(archived_at=None) & ~Q(draft=None) & (Q(published=None) | ~Q(draft=F("published")))
    return list(items.filter(moved | (~Q(archived_at=None) & ~Q(published=None))).order_by("pk").values_list("pk", flat=True))
