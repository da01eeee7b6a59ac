"""Writing facts in the browser: a new version of what one jurisdiction says, a fact that says something for one more."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from courses.errors import FactExists, ItemNotFound
from courses.models import Item, ItemKind
from courses.services.editing_versions import lock_item, write_version


@transaction.atomic
def save_fact(*, item_id: int, expected: int, body: Mapping[str, Any], by: int, change_class: str = "editorial") -> int:
    """Keep what a fact says for its jurisdiction as its new draft; returns the version's number.

    `body` is as a file gives it (topic, kind, titles, values, short, sentence, law, article, sources, as_of …). The same
    again writes nothing. Raises ItemNotFound, SomebodyElseSaved.
    """
    item = lock_item(item_id)
    if item.kind != ItemKind.FACT:
        raise ItemNotFound
    version = write_version(
        item=item, expected=expected, body=body, citations=_sources(body), by=by, change_class=change_class, act="fact saved"
    )
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
