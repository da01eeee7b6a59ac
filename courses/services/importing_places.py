"""Which file holds what: kept when files are read, so that they go out again as they came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.kinds import ContentKind, Drafted, DraftKind, Parsed, Written
from courses.models import ToolkitFile


@dataclass(slots=True)
class Place:
    """What a file says beside its items, and their names in its order. `plain`: its path says all of this already."""

    head: Mapping[str, Any]
    items: list[str] = field(default_factory=list)
    plain: bool = True


def places_of(parsed: Iterable[tuple[ContentKind, Parsed]], drafts: Iterable[tuple[DraftKind, Drafted]]) -> dict[str, Place]:
    """{path: what it holds} of the files that were read."""
    found: dict[str, Place] = {}
    for kind, one in parsed:
        place = found.setdefault(one.path, Place(one.head))
        place.items.append(":".join(one.identity))
        same = one.path == kind.path_of(Written(one.identity, one.body))
        place.plain = place.plain and same and len(kind.items) >= len(place.items)
    for draft_kind, drafted in drafts:
        place = found.setdefault(drafted.path, Place(drafted.head))
        place.items.append(f"{draft_kind.name}:{drafted.key}")
        place.plain = place.plain and drafted.path == draft_kind.path_of(drafted) and len(place.items) == 1
    return found


def files_to_write(places: Mapping[str, Place]) -> list[ToolkitFile]:
    """The rows that differ from what is stored. An item that moved to another file leaves the one it was in. One query."""
    stored = {row.path: row for row in ToolkitFile.objects.all()}
    moved = {name for place in places.values() for name in place.items}
    changed = []
    for path, row in stored.items():
        if path not in places and moved & set(row.items):
            row.items = [name for name in row.items if name not in moved]
            changed.append(row)
    for path, place in places.items():
        known = stored.get(path)
        before = (known.head, known.items) if known else ({}, None)
        if before == (dict(place.head), place.items) or (known is None and place.plain and not place.head):
            continue
        row = known or ToolkitFile(path=path)
        row.head, row.items = dict(place.head), place.items
        changed.append(row)
    return changed


def write_files(rows: Iterable[ToolkitFile]) -> None:
    """Keep them. Call it in the import's transaction."""
    rows = list(rows)
    ToolkitFile.objects.bulk_create([row for row in rows if row.pk is None], 500)
    ToolkitFile.objects.bulk_update([row for row in rows if row.pk is not None], ["head", "items"], 500)
