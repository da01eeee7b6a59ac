"""Writing one new version of an item from a page: the lock, the race, the numbers, the citations, the typed row, the draft."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from courses.errors import ItemNotFound, SomebodyElseSaved
from courses.kinds import Parsed, content_kinds
from courses.models import Citation, Item, ItemKind, ItemVersion
from courses.origins import numbered, without_numbers
from courses.services.importing_writing import parts_of
from lms.audit.api import record_event
from lms.kernel.canonical import digest

_CITED = ("block", "slot", "kind", "key", "part", "shown_only")


def lock_item(item_id: int) -> Item:
    """The item, held until the transaction ends, with its draft at hand. Raises ItemNotFound."""
    found = Item.objects.select_for_update().filter(pk=item_id).first()
    if found is None:
        raise ItemNotFound
    return found


def refuse_if_moved(item: Item, expected: int) -> None:
    """`expected` is the number of the draft that the author opened, 0 for none. Raises SomebodyElseSaved."""
    standing = item.draft.number if item.draft else 0
    if standing != expected:
        raise SomebodyElseSaved(number=standing, item_id=item.pk)


def write_version(
    *,
    item: Item,
    expected: int,
    body: Mapping[str, Any],
    citations: Iterable[Mapping[str, Any]],
    by: int,
    made_from: int | None = None,
    change_class: str = "editorial",
    caught_up: Collection[str] = (),
    act: str = "item saved",
) -> ItemVersion:
    """The next version of a locked item; its draft from now on. The same text again writes nothing. Raises SomebodyElseSaved.

    `made_from` is the id of the version that a translation follows; `caught_up` are countries no longer behind.
    """
    refuse_if_moved(item, expected)
    clean = without_numbers(body)
    hashed, before = digest(clean), item.draft.body if item.draft else None
    number = (ItemVersion.objects.filter(item=item).aggregate(last=Max("number"))["last"] or 0) + 1
    kept = numbered(clean, number, before, caught_up=caught_up) if item.kind == ItemKind.SECTION else clean
    same = item.draft is not None and item.draft.digest == hashed and not item.archived_at
    if item.draft and same and item.draft.made_from_id == made_from and kept.get("against") == item.draft.body.get("against"):
        return item.draft
    identity = (item.kind, item.key, item.country, item.language)
    parsed = Parsed(identity, clean, "", citations=tuple(citations), change_class=change_class)
    version = _create(
        item=item,
        number=number,
        digest=hashed,
        parts=parts_of(parsed),
        body=kept,
        change_class=change_class,
        made_from_id=made_from,
        author_id=by,
    )
    Citation.objects.bulk_create(
        [Citation(version=version, **{n: c[n] for n in _CITED if n in c}) for c in parsed.citations], 500
    )
    for kind in content_kinds():
        if kind.folder == f"{item.kind}s":
            kind.apply(item_version_id=version.pk, parsed=parsed)
    item.draft, item.archived_at = version, None
    if "review_by" in clean:
        item.review_by = clean["review_by"] or None
    item.save(update_fields=["draft", "archived_at", "review_by"])
    record_event(act=act, subject="item", subject_id=item.pk, actor=by, after={"version": number, "digest": hashed[:16]})
    return version


def _create(*, item: Item, number: int, **fields: Any) -> ItemVersion:
    """U(item, number) is where two editors collide, should the lock not have kept them apart."""
    try:
        with transaction.atomic():
            made: ItemVersion = ItemVersion.objects.create(item=item, number=number, **fields)
            return made
    except IntegrityError as collision:
        raise SomebodyElseSaved(number=number, item_id=item.pk) from collision
