"""Items of another package's kinds → drafts: many at once as a toolkit import writes them, or one that an author wrote."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction

from courses.errors import ItemExists
from courses.kinds import ContentKind, Parsed
from courses.models import Item
from courses.services.editing_versions import lock_item, write_version
from courses.services.importing_writing import Row, Write, parts_of, write_items
from lms.audit.api import record_event
from lms.kernel.canonical import digest
from lms.kernel.errors import Stale

_BATCH: Final = 500
Identity = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """An item as the database has it: its draft's id, digest and body."""

    pk: int
    draft_id: int | None
    digest: str
    archived: bool
    body: Mapping[str, Any]


def drafts_of(kind: str, keys: Collection[str]) -> dict[str, Standing]:
    """The drafts of items without country and language, by key."""
    found: dict[str, Standing] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _BATCH):
        rows = Item.objects.filter(kind=kind, key__in=wanted[start : start + _BATCH], country="", language="")
        for pk, key, draft, hashed, archived, body in rows.values_list(
            "pk", "key", "draft_id", "draft__digest", "archived_at", "draft__body"
        ):
            found[key] = Standing(pk, draft, hashed or "", archived is not None, body or {})
    return found


def keys_there(kind: str, keys: Iterable[str]) -> set[str]:
    """Which of these keys an item of the kind has, archived ones left out."""
    return set(Item.objects.filter(kind=kind, key__in=set(keys), archived_at=None).values_list("key", flat=True))


def write_drafts(
    *, kind: ContentKind, parsed: Sequence[Parsed], standing: Mapping[str, Standing], by: int | None, act: str, subject_id: str,
    finish: Callable[[], None] | None = None,
) -> int:  # fmt: skip
    """Write what is new or changed as drafts, all or nothing; the number of versions written. Safe to repeat.

    `standing` is what `drafts_of` said when it was planned. `finish` is called once all of it was applied, in the same
    transaction: for a kind that gathers its rows and writes them together. Raises Stale when a draft moved since.
    """
    writes, rows = [], {}
    for one in parsed:
        found = standing.get(one.identity[1])
        wanted = digest(one.body)
        if found and found.digest == wanted and not found.archived:
            continue
        row = Row(found.pk, found.draft_id, found.digest, found.archived) if found else None
        if row:
            rows[one.identity] = row
        writes.append(Write(kind, one, wanted, parts_of(one), row))
    if not writes:
        return 0
    try:
        with transaction.atomic():
            write_items(writes, rows, by)
            if finish:
                finish()
            record_event(act=act, subject="toolkit", subject_id=subject_id, actor=by, after={"versions": len(writes)})
    except IntegrityError as collision:
        raise Stale from collision
    return len(writes)


@transaction.atomic
def save_draft(
    *, item_id: int, expected: int, body: Mapping[str, Any], citations: Iterable[Mapping[str, Any]], by: int, act: str
) -> int:
    """What an author wrote is the item's draft from now on; returns the version's number. The same again writes nothing.

    `expected` is the number of the draft that the author opened, 0 for none. Raises ItemNotFound, SomebodyElseSaved.
    """
    item = lock_item(item_id)
    return int(write_version(item=item, expected=expected, body=body, citations=citations, by=by, act=act).number)


@transaction.atomic
def begin_draft(
    *, kind: str, key: str, body: Mapping[str, Any], citations: Iterable[Mapping[str, Any]], by: int, act: str
) -> int:
    """A new item without country and language, with its first draft; returns its id. `by` answers for it. Raises ItemExists."""
    try:
        with transaction.atomic():
            item = Item.objects.create(kind=kind, key=key, country="", language="", owner_id=by)
    except IntegrityError as collision:
        raise ItemExists(key=key) from collision
    write_version(item=item, expected=0, body=body, citations=citations, by=by, act=act)
    return int(item.pk)
