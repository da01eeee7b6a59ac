"""Writing sources, help resources, terms, stages, comparisons and offices in the browser; and who answers for an item."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from courses.errors import EntryRefused, ItemExists, ItemNotFound, OwnerDoesNotWrite
from courses.kinds import Parsed
from courses.models import Item
from courses.services.editing_versions import lock_item, refuse_if_moved, write_version
from courses.services.item_entries import KINDS, read_entry
from lms.audit.api import record_event
from lms.institutions.api import programme_people


@transaction.atomic
def save_item(*, item_id: int, expected: int, entry: Mapping[str, Any], by: int) -> int:
    """Keep what an author wrote as the item's new draft; returns the version's number.

    `entry` is what its file would say (docs/content.md), without key and country; `expected` the number of the draft that
    the author opened. The same again writes nothing; a retired item comes back. Raises ItemNotFound, SomebodyElseSaved,
    EntryRefused (its `problems` are EntryProblems).
    """
    item = lock_item(item_id)
    if item.kind not in KINDS:
        raise ItemNotFound
    refuse_if_moved(item, expected)
    parsed = read(item.kind, named(item.key, item.country, entry))
    version = write_version(item=item, expected=expected, body=parsed.body, citations=parsed.citations, by=by)
    return int(version.number)


@transaction.atomic
def begin_item(*, kind: str, key: str, country: str, entry: Mapping[str, Any], by: int) -> int:
    """A new item with its first words; returns its id. `by` answers for it.

    A key is one of its kind in all countries, because texts cite by key alone. Raises ItemNotFound for a kind that is not
    written here, EntryRefused, ItemExists.
    """
    if kind not in KINDS:
        raise ItemNotFound
    parsed = read(kind, named(key, country, entry))
    if Item.objects.filter(kind=kind, key=key).exists():
        raise ItemExists(key=key)
    try:
        with transaction.atomic():
            item = Item.objects.create(kind=kind, key=key, country=country, owner_id=by)
    except IntegrityError as collision:
        raise ItemExists(key=key) from collision
    write_version(item=item, expected=0, body=parsed.body, citations=parsed.citations, by=by, act="item begun")
    return int(item.pk)


@transaction.atomic
def set_owner(*, item_id: int, owner: int, by: int) -> None:
    """Say who answers for an item: changes of the law ask them first. Safe to repeat.

    Raises ItemNotFound, OwnerDoesNotWrite.
    """
    item = lock_item(item_id)
    if item.owner_id == owner:
        return
    if owner not in programme_people("author"):
        raise OwnerDoesNotWrite
    before, item.owner_id = item.owner_id, owner
    item.save(update_fields=["owner"])
    record_event(
        act="item owner set", subject="item", subject_id=item.pk, actor=by, before={"owner": before}, after={"owner": owner}
    )


def named(key: str, country: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with its first words, as a file has it."""
    return {"key": key, **({"country": country} if country else {}), **entry}


def read(kind: str, entry: Mapping[str, Any]) -> Parsed:
    """Raises EntryRefused."""
    parsed, problems = read_entry(kind, entry)
    if parsed is None:
        raise EntryRefused(count=len(problems), problems=tuple(problems))
    return parsed
