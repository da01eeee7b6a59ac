"""Writing facts in the browser: a new version of what one jurisdiction says, a fact that says something for one more."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from courses.errors import ChangeWaits, FactExists, ItemNotFound
from courses.models import ChangeClass, Item, ItemKind
from courses.selectors.ledger_plans import waiting_change
from courses.services.editing_versions import lock_item, refuse_if_moved, write_version
from courses.services.ledger import open_change


@transaction.atomic
def save_fact(
    *,
    item_id: int,
    expected: int,
    body: Mapping[str, Any],
    by: int,
    change_class: str = ChangeClass.EDITORIAL,
    sentence: Mapping[str, str] | None = None,
) -> int:
    """Keep what a fact says for its jurisdiction as its new draft; returns the version's number.

    `body` is as a file gives it (topic, kind, titles, values, short, sentence, law, article, sources, as_of …). The same
    again writes nothing. A mandatory or advisory change of what readers have opens a change in the ledger, with `sentence`
    ({es, en}) for people. Raises ItemNotFound, SomebodyElseSaved,
    ChangeWaits while a change of the fact waits for its approval, and as `open_change`.
    """
    item = lock_item(item_id)
    if item.kind != ItemKind.FACT:
        raise ItemNotFound
    refuse_if_moved(item, expected)
    if waiting_change(item_id):
        raise ChangeWaits(key=item.key)
    before = item.draft_id
    version = write_version(
        item=item, expected=expected, body=body, citations=_sources(body), by=by, change_class=change_class, act="fact saved"
    )
    if change_class != ChangeClass.EDITORIAL and item.published_id and version.pk != before:
        in_force = date.fromisoformat(body["in_force_from"]) if body.get("in_force_from") else None
        open_change(item_id=item_id, change_class=change_class, in_force_from=in_force, by=by, sentence=dict(sentence or {}))
    return int(version.number)


@transaction.atomic
def begin_fact(*, key: str, jurisdiction: str, body: Mapping[str, Any], by: int) -> int:
    """A fact's first words for a jurisdiction; returns the item's id. Raises FactExists."""
    try:
        with transaction.atomic():
            item = Item.objects.create(kind=ItemKind.FACT, key=key, country=jurisdiction, owner_id=by)
    except IntegrityError as collision:
        raise FactExists(key=key, country=jurisdiction) from collision
    write_version(item=item, expected=0, body=body, citations=_sources(body), by=by, act="fact begun")
    return int(item.pk)


def _sources(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"block": "", "slot": "", "kind": ItemKind.SOURCE, "key": key, "part": "", "shown_only": False}
        for key in body["sources"]
    ]
